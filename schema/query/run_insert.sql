-- takes: $1 gtin, $2 first, $3 last, $4 lot, $5 item
insert into run (gtin, first, last, lot, item) values ($1, $2, $3, $4, $5)
on conflict (gtin, first, last, item) do nothing
