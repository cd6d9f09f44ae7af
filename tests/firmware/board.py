"""board.py - one emulated board: QEMU, its console, its other serial lines, its cable.

Everything is a UNIX socket that this side listens on, so nothing a board says before we look is lost.
Use it as a context: the QEMU of a test that fails is gone behind it, too.
"""
import ctypes
import json
import os
import signal
import socket
import subprocess
import threading
import time

IMAGES = os.environ.get("PIGTRACE_IMAGES", os.path.join(os.path.dirname(__file__), "../../build-firmware/bin"))
FACTORY = 0x10000  # firmware/ports/sf2/sf2.ld
PATIENCE = 60  # seconds that anything may take on a machine that is busy


class Line:
    """One serial line. lines: all that came, whole; waiters are woken by each."""

    def __init__(self, path):
        self.path = path
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if os.path.exists(path):
            os.unlink(path)
        self.listener.bind(path)
        self.listener.listen(1)
        self.connection = None
        self.raw = bytearray()
        self.lines = []
        self.open = True
        self.news = threading.Condition()

    def accept(self):
        self.listener.settimeout(PATIENCE)
        self.connection, _ = self.listener.accept()
        self.listener.close()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        rest = b""
        while True:
            try:
                data = self.connection.recv(65536)
            except OSError:
                data = b""
            with self.news:
                self.raw += data
                parts = (rest + data).split(b"\n")
                rest = parts.pop()
                self.lines += [part.decode("utf-8", "replace").rstrip("\r") for part in parts]
                self.open = bool(data)
                self.news.notify_all()
                if not data:
                    return

    def send(self, data):
        self.connection.sendall(data if isinstance(data, bytes) else data.encode())

    def wait(self, wanted, since=0, seconds=PATIENCE):
        """The first line from index `since` on for which wanted(line); (index behind it, line)."""
        end = time.monotonic() + seconds
        at = since
        with self.news:
            while True:
                while at < len(self.lines):
                    at += 1
                    if wanted(self.lines[at - 1]):
                        return at, self.lines[at - 1]
                if not self.open:
                    raise Gone(self.tail())
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError("waited in vain; the line said:\n" + self.tail())
                self.news.wait(left)

    def end(self):
        """The other side is gone: what it had said is heard out."""
        with self.news:
            while self.open:
                assert self.news.wait(PATIENCE), "the line does not end"
        self.connection.close()

    def tail(self):
        return "\n".join(self.lines[-15:])


class Gone(Exception):
    """The board has ended."""


class Board:
    def __init__(self, directory, nor, image="relay-sf2", network=True, lines=(), machine="emcraft-sf2", more=(), loader="loader-sf2"):
        self.console = Line(os.path.join(directory, "console"))
        self.lines = [Line(os.path.join(directory, f"line{i}")) for i in range(len(lines) or 1)]
        self.monitor = Line(os.path.join(directory, "monitor"))
        command = ["qemu-system-arm", "-M", machine, "-nodefaults", "-display", "none", "-no-user-config"]
        if machine == "emcraft-sf2":  # the factory's image stands behind the boot loader
            command += ["-kernel", os.path.join(IMAGES, loader + ".bin")]
            command += ["-device", f"loader,addr={FACTORY},force-raw=on,file={os.path.join(IMAGES, image)}.bin"]
        else:
            command += ["-kernel", os.path.join(IMAGES, image + ".elf")]
        for i, line in enumerate([self.console] + self.lines):
            command += ["-chardev", f"socket,id=s{i},path={line.path}", "-serial", f"chardev:s{i}"]
        command += ["-chardev", f"socket,id=m,path={self.monitor.path}", "-mon", "chardev=m,mode=readline"]
        if nor:
            command += ["-drive", f"file=nbd+unix:///?socket={nor.path},format=raw,if=mtd"]
        if network:
            command += ["-netdev", "user,id=n0", "-net", "nic,netdev=n0,model=msf2-emac"]
        command += list(more)
        self.nor = nor
        self.log = open(os.path.join(directory, "qemu.log"), "ab")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, preexec_fn=die_with_us)
        for line in [self.console] + self.lines + [self.monitor]:
            line.accept()
        self.console.wait(lambda line: True)  # what comes before its first word is lost in its line's start

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut()

    def cut(self):
        """The power fails. What the board had written by then is on its flash: QEMU hands writes over behind the
        board's back, up to 16 of them, so it is stopped before it is killed, which lets go of no write. (Killed at once, a
        busy machine lost the write behind an answered number every 500 cuts or so, and the board, which could not know,
        gave it again; stopped first, 3600 cuts lost none.)"""
        try:
            self.monitor.send("stop\ninfo status\n")
            self.monitor.wait(lambda line: "VM status: paused" in line)
        except (OSError, Gone):
            pass  # it has ended by itself
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log.close()
        for line in [self.console] + self.lines + [self.monitor]:
            line.end()
        if self.nor:
            self.nor.settle()

    def ask(self, command):
        """A console command: the lines of its answer, and its last word."""
        at = len(self.console.lines)
        self.console.send(command + "\n")
        end, last = self.console.wait(lambda line: line.startswith("? "), at)
        return [line for line in self.console.lines[at : end - 1] if not line.startswith("#")], last[2:]

    def say(self, text):
        """A line of input: what it was answered."""
        at = len(self.console.lines)
        self.console.send(text + "\n")
        return self.console.wait(lambda line: line.startswith(("ok ", "refused ")), at)[1]

    def cable(self, there):
        self.monitor.send(f"set_link n0 {'on' if there else 'off'}\n")

    def wait_empty(self):
        """Until every event is receipted."""
        end = time.monotonic() + PATIENCE
        while json.loads(self.ask("?state")[0][-1])["waiting"] and time.monotonic() < end:
            time.sleep(0.05)
        assert json.loads(self.ask("?state")[0][-1])["waiting"] == 0, self.console.tail()


def die_with_us():
    """The kernel kills this QEMU when the test that started it is gone, however it went."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
