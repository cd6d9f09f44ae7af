-- takes: $1 item, $2 at_ms, $3 event, $4 role, $5 mass_g, $6 count
insert into link_hot (item, at_ms, event, role, mass_g, count) values ($1, $2, $3, $4, $5, $6)
on conflict (item, at_ms, event, role) do nothing
