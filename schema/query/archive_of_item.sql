-- takes: $1 kind, $2 code
-- gives: no, name, made_ms, before_ms, notes, plain, sha256
select archive.no, archive.name, archive.made_ms, archive.before_ms, archive.notes, archive.plain, archive.sha256
from archived_item join archive on archive.no = archived_item.archive
where archived_item.kind = $1 and archived_item.code = $2
order by archive.no
