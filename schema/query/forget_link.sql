delete from link_settled
