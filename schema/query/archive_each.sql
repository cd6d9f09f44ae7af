-- gives: no, name, made_ms, before_ms, notes, plain, sha256
select no, name, made_ms, before_ms, notes, plain, sha256 from archive order by no
