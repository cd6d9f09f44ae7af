drop index if exists link_by_event
