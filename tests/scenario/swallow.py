#!/usr/bin/env python3
"""swallow.py PORT: a host that answers no connection, as one behind a wall that drops what it does not like.

The port's queue is full and stays so: the kernel drops each further SYN. Says "swallowing" when it is.
"""
import socket
import sys
import time

WAITING = 8

address = ("127.0.0.1", int(sys.argv[1]))
door = socket.socket()
door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
door.bind(address)
door.listen(0)
queue = [socket.socket() for _ in range(WAITING)]
for one in queue:
    one.setblocking(False)
    one.connect_ex(address)
print("swallowing", flush=True)
time.sleep(600)
