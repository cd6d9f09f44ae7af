"""Devices on serial lines, played on pseudo terminals: serial.py DIR NAME...

Makes DIR/NAME for each name, a line with a device on it. Then reads what they are to do from stdin:
  NAME send HEX      the device says these bytes
  NAME text TEXT     the same, with \\r and \\n written so
  NAME answer N      a Modbus probe from now on: it answers every question with this register value
  NAME mute          it no longer answers
  NAME unplug        the line is gone
  NAME plug          it is back
Ends with its input.
"""
import os, select, sys, tty


def crc(frame):
    value = 0xFFFF
    for byte in frame:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return bytes([value & 255, value >> 8])


class Line:
    def __init__(self, path):
        self.path, self.answer, self.heard = path, None, b""
        self.plug()

    def plug(self):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        beside = self.path + ".new"
        os.symlink(os.ttyname(self.slave), beside)
        os.rename(beside, self.path)

    def unplug(self):
        os.unlink(self.path)
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = None

    def send(self, data):
        while data:
            try:
                data = data[os.write(self.master, data):]
            except BlockingIOError:
                select.select([], [self.master], [], 1)

    def hear(self):
        try:
            self.heard += os.read(self.master, 4096)
        except (BlockingIOError, OSError):
            return
        while len(self.heard) >= 8:
            question, self.heard = self.heard[:8], self.heard[8:]
            assert question[6:] == crc(question[:6]), question.hex()
            if self.answer is not None:
                frame = question[:2] + b"\x02" + (self.answer & 0xFFFF).to_bytes(2, "big")
                self.send(frame + crc(frame))


def obey(lines, words):
    line, verb, rest = lines[words[0]], words[1], words[2:]
    if verb == "send":
        line.send(bytes.fromhex(rest[0]))
    elif verb == "text":
        line.send(rest[0].replace("\\r", "\r").replace("\\n", "\n").encode())
    elif verb == "answer":
        line.answer = int(rest[0])
    elif verb == "mute":
        line.answer = None
    else:
        getattr(line, verb)()


def main():
    lines = {name: Line(os.path.join(sys.argv[1], name)) for name in sys.argv[2:]}
    pending = b""
    while True:
        masters = {line.master: line for line in lines.values() if line.master is not None}
        ready, _, _ = select.select([0, *masters], [], [])
        for fd in ready:
            if fd in masters:
                masters[fd].hear()
        if 0 in ready:
            got = os.read(0, 65536)
            if not got:
                return
            pending += got
            *whole, pending = pending.split(b"\n")
            for text in whole:
                obey(lines, text.decode().split(" ", 2))


main()
