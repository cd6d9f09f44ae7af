"""printer.py PORT-FILE OUT [BYTES] [OPTION...]: a label printer on a free TCP port, which it writes to PORT-FILE.

Keeps what it is sent in OUT, job after job. With BYTES it resets the connection after so many: cover open, paper out.
Answers ~HS (which is not kept) as the ZPL II Programming Guide has it, from the words in STATE:
  --state FILE   any of: paper head ribbon pause hot mute garbage hangup [nothing is wrong]
  --paper N      paper for so many labels; then it is out, until FILE says "reload"
  --memory K     labels it takes when it cannot print [40]
"""
import argparse
import os
import select
import socket
import struct

options = argparse.ArgumentParser()
options.add_argument("port_file")
options.add_argument("kept")
options.add_argument("most", nargs="?", type=int)
options.add_argument("--state")
options.add_argument("--paper", type=int)
options.add_argument("--memory", type=int, default=40)
options = options.parse_args()


def words():
    if not options.state or not os.path.exists(options.state):
        return set()
    with open(options.state, encoding="ascii") as state:
        return set(state.read().split())


class Printer:
    def __init__(self):
        self.printed = self.waiting = 0

    def trouble(self):
        said = words()
        if options.paper is not None and self.printed >= options.paper and "reload" not in said:
            said.add("paper")
        return said

    def go_on(self):
        while self.waiting and not self.trouble() & {"paper", "head", "ribbon", "pause", "hot"}:
            self.waiting -= 1
            self.printed += 1

    def answer(self):
        said = self.trouble()
        if "mute" in said:
            return b""
        if "garbage" in said:
            return b"\x02030,0,0,1245\x03\r\n\x02what?\x03\r\n"
        flag = lambda word: int(word in said)
        strings = (
            "030,%d,%d,1245,%03d,0,0,0,000,0,0,%d" % (flag("paper"), bool(said - {"reload"}), self.waiting, flag("hot")),
            "001,0,%d,%d,1,2,6,0,00000000,1,000" % (flag("head"), flag("ribbon")),
            "1234,0",
        )
        return b"".join(b"\x02" + text.encode() + b"\x03\r\n" for text in strings)

    def serve(self, peer, out):
        """Until the peer has closed; False if there was no room for so many bytes."""
        got, held, tail = 0, b"", b""
        while options.most is None or got < options.most:
            self.go_on()
            if self.waiting >= options.memory:
                select.select([], [], [], 0.05)
                continue
            part = peer.recv(2048)
            if not part:
                return True
            held += part
            if "hangup" in words():
                return False
            # A question stands between labels; the last bytes may be its beginning.
            while held:
                asked = held.find(b"~HS")
                if asked == 0:
                    held = held[3:]
                    self.go_on()
                    peer.sendall(self.answer())
                    continue
                take = asked if asked > 0 else len(held) - (2 if held[-2:] == b"~H" else 1 if held[-1:] == b"~" else 0)
                if take == 0:
                    break
                seen = (tail + held[:take])
                self.waiting += seen.count(b"^XZ")
                tail = b"" if seen.endswith(b"^XZ") else seen[-2:]
                got += take
                out.write(held[:take])
                held = held[take:]
                self.go_on()
        return False


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # a small buffer, as printers have
listener.bind(("127.0.0.1", 0))
listener.listen()
with open(options.port_file + ".new", "w") as written:
    written.write(str(listener.getsockname()[1]))
os.rename(options.port_file + ".new", options.port_file)
printer = Printer()
while True:
    peer, _ = listener.accept()
    with open(options.kept, "ab", buffering=0) as kept:
        try:
            whole = printer.serve(peer, kept)
        except (ConnectionResetError, BrokenPipeError):
            whole = True
    if not whole:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
