-- takes: $1 station, $2 state, $3 revoked_by
insert into registry (station, state, added_by, revoked_by) values ($1, $2, 0, $3)
on conflict (station) do update set state = excluded.state, revoked_by = excluded.revoked_by
