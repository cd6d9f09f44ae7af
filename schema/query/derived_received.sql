-- rows: many
-- gives: station, epoch, first, last
select station, epoch, first, last from received order by station, epoch, first
