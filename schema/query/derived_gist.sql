-- rows: many
-- gives: event, station, epoch, seq, at_ms, offset_min, kind, heads, mass_g, net_g, parts
select event, station, epoch, seq, at_ms, offset_min, kind, heads, mass_g, net_g, parts from gist order by event
