-- takes: $1 station, $2 state, $3 trade, $4 proof, $5 key, $6 home, $7 title, $8 added_by
insert into registry (station, state, trade, proof, key, home, title, added_by, revoked_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, 0)
on conflict (station) do update set state = excluded.state, trade = excluded.trade,
	proof = excluded.proof, key = excluded.key, home = excluded.home, title = excluded.title,
	added_by = excluded.added_by
