"""A board's console on a pseudo terminal, as firmware/image/console.h has it: console.py LINK KEPT [deaf|full]

deaf: it hears one byte wrong. full: it has a passport already. What it is to keep is written to KEPT.
"""
import os, sys, tty, zlib

link, kept, kind = (sys.argv + [""])[1:4]
master, slave = os.openpty()
tty.setraw(slave)
os.symlink(os.ttyname(slave), link)
told, pending = b"", b""


def say(text):
    os.write(master, text.encode() + b"\r\n")


say("# no passport")
while True:
    pending += os.read(master, 4096)
    *lines, pending = pending.split(b"\n")
    for line in lines:
        word, _, rest = line.partition(b" ")
        if word == b"?passport":
            told = told + rest.replace(b"192", b"193" if kind == "deaf" else b"192") + b"\n" if rest else b""
            say("# a remark between")
            say("? ok")
        elif word == b"?keep":
            if rest and int(rest, 16) != zlib.crc32(told):
                say("? checksum")
            elif kind == "full":
                say("? has-a-passport")
            else:
                with open(kept, "wb") as out:
                    out.write(told)
                say("? ok")
                epoch = [part.split()[1] for part in told.decode().splitlines() if part.startswith("epoch")][0]
                say('{"online":true,"version":"0.1.0","epoch":%s,"waiting":0}' % epoch)
        else:
            say("? unknown")
