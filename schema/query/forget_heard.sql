delete from heard
