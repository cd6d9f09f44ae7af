"""wire.py LISTEN PORT FILE: a wire to a broker on PORT that can be cut.

What FILE holds decides: `whole` passes bytes on; `dead` drops all bytes and says nothing to either side, as a
network without a route does; `cut` closes what is connected and refuses what comes.
"""
import select
import socket
import sys

listen, port, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
door = socket.socket()
door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
door.bind(("127.0.0.1", listen))
door.listen(64)
other = {}


def drop(end):
    for side in (end, other.pop(end, None)):
        if side is not None:
            other.pop(side, None)
            side.close()


while True:
    with open(path) as file:
        state = file.read().strip()
    if state == "cut":
        for end in list(other):
            if end in other:
                drop(end)
    ready, _, _ = select.select([door, *other], [], [], 0.05)
    for end in ready:
        if end is door:
            near = door.accept()[0]
            if state != "whole":
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", port))
            except OSError:
                near.close()
                continue
            other[near], other[far] = far, near
        elif end in other:
            try:
                data = end.recv(65536)
                if data and state != "dead":
                    other[end].sendall(data)
            except OSError:
                data = b""
            if not data:
                drop(end)
