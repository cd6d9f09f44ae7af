-- Lines of a note that were held.
-- takes: $1 note
-- gives: seq, rule, key, at_byte, settled_by
select seq, rule, key, at_byte, settled_by
from quarantine
where note = $1
order by no
