"""printer.py PORT-FILE OUT [BYTES]: a label printer on a free TCP port, which it writes to PORT-FILE.

Keeps what it is sent in OUT, job after job. With BYTES it resets the connection after so many: cover open, paper out.
"""
import os
import socket
import struct
import sys

port_file, kept = sys.argv[1:3]
most = int(sys.argv[3]) if len(sys.argv) > 3 else None
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # a small buffer, as printers have
listener.bind(("127.0.0.1", 0))
listener.listen()
with open(port_file + ".new", "w") as out:
    out.write(str(listener.getsockname()[1]))
os.rename(port_file + ".new", port_file)
while True:
    peer, _ = listener.accept()
    got = 0
    with open(kept, "ab", buffering=0) as out:
        while most is None or got < most:
            part = peer.recv(2048)
            if not part:
                break
            got += len(part)
            out.write(part)
    if most is not None and got >= most:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
