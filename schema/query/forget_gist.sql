delete from gist
