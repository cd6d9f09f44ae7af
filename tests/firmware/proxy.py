"""proxy.py - a bad network between a board and its broker.

Each connection draws how it goes: well, closed behind so many bytes, silent behind so many (nothing gets through either
way, nobody is told), or deaf (what the board says arrives, what it is answered does not: no acknowledgement, no receipt).
"""
import random
import socket
import threading

WAYS = ("good", "closed", "silent", "deaf")


class Proxy:
    def __init__(self, port, seed=1, ways=WAYS):
        self.random = random.Random(seed)
        self.ways = ways
        self.to = port
        self.drawn = []
        self.sockets = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def heal(self):
        """All is well from now on; what was not is over."""
        self.ways = ("good",)
        for each in self.sockets:
            shut(each)

    def close(self):
        self.listener.close()
        for each in self.sockets:
            shut(each)

    def _accept(self):
        while True:
            try:
                board, _ = self.listener.accept()
                broker = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                return
            self.sockets += [board, broker]
            way = self.random.choice(self.ways)
            # CONNECT, SUBSCRIBE and their answers are some 200 bytes: some connections do not live that long.
            budget = [self.random.randrange(0, 3000)]
            self.drawn.append(way)
            for source, target, answer in ((board, broker, False), (broker, board, True)):
                threading.Thread(target=pass_on, args=(source, target, way, answer, budget), daemon=True).start()


def pass_on(source, target, way, answer, budget):
    try:
        while data := source.recv(4096):
            budget[0] -= len(data)
            over = budget[0] < 0 and way != "good"
            if over and way == "closed":
                break
            if over and (way == "silent" or answer):
                continue
            target.sendall(data)
    except OSError:
        pass
    if way != "silent":  # a silent one does not even say that it has ended
        shut(source)
        shut(target)


def shut(each):
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
