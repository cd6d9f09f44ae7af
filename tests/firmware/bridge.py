"""bridge.py - a board's console for a program that opens serial lines."""
import os
import socket
import threading


def bridge(console, path):
    """A socket at `path` that is the board's console for one program."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    if os.path.exists(path):
        os.unlink(path)
    listener.bind(path)
    listener.listen(1)

    def to_program(program, since):
        while True:
            with console.news:
                while len(console.raw) == since and console.open:
                    console.news.wait(1)
                data, since = bytes(console.raw[since:]), len(console.raw)
            try:
                program.sendall(data)
            except OSError:
                return

    def run():
        program, _ = listener.accept()
        threading.Thread(target=to_program, args=(program, len(console.raw)), daemon=True).start()
        while True:
            data = program.recv(4096)
            if not data:
                program.close()
                return
            console.send(data)

    threading.Thread(target=run, daemon=True).start()
