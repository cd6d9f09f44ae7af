-- takes: $1 event, $2 station, $3 epoch, $4 seq, $5 at_ms, $6 offset_min, $7 kind, $8 heads, $9 mass_g, $10 net_g, $11 parts
insert into gist (event, station, epoch, seq, at_ms, offset_min, kind, heads, mass_g, net_g, parts)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
