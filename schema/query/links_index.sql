-- Who asks for what an event names, item for item, needs it; nobody else does, so it is there only meanwhile.
create index if not exists link_by_event on link_settled (event, role, item)
