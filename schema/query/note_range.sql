-- takes: $1 no
-- gives: station, epoch, first, count, event_from
select station, epoch, first, count, event_from from note where no = $1
