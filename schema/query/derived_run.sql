-- rows: many
-- gives: gtin, first, last, item, lot
select gtin, first, last, item, lot from run order by gtin, first, last, item
