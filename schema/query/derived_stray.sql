-- rows: many
-- gives: station, epoch, seq, event
select station, epoch, seq, event from stray order by station, epoch, seq, event
