delete from keep_span
