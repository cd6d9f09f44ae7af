-- The notes that registered stations.
-- gives: note
select distinct note from event where kind = 'station' and note <> 0 order by note
