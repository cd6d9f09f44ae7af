-- rows: many
-- gives: kind, code, archive
select kind, code, archive from archived_item order by kind, code, archive
