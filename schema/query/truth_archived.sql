-- rows: many
-- gives: station, epoch, seq, hash, got_ms, archive
select station, epoch, seq, hash, got_ms, archive from archived order by station, epoch, seq, hash
