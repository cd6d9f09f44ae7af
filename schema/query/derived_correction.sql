-- rows: many
-- gives: station, epoch, seq, event, reason
select station, epoch, seq, event, reason from correction order by station, epoch, seq, event
