delete from link_hot
