-- width: the least power of ten that the run fits in.
-- takes: $1 gtin, $2 width, $3 first, $4 last, $5 lot, $6 item
insert into run (gtin, width, first, last, lot, item) values ($1, $2, $3, $4, $5, $6)
on conflict (gtin, width, first, last, item) do nothing
