"""picture.py KIND OUT [TEXT]: PNG pictures, mostly hostile, made without our own code.

qr TEXT      a QR code of any text (libqrencode, by ctypes)
blank        white
huge         a header that claims 65500 x 65500 pixels, and nothing behind it
bomb         16000 x 16000 white pixels in a quarter of a megabyte
chunk-bomb   a small picture with a comment that unpacks to 512 MiB
long-chunk   a chunk that claims 2 GiB - 1 bytes
"""
import ctypes
import os
import struct
import sys
import zlib


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def packed(block, times):
    squeeze = zlib.compressobj(9)
    return b"".join(squeeze.compress(block) for _ in range(times)) + squeeze.flush()


def png(width, height, idat, extra=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", idat) + chunk(b"IEND", b"")


def rows(lines):
    return zlib.compress(b"".join(b"\0" + line for line in lines), 9)


def qr(text, dots=5, quiet=4):
    class Code(ctypes.Structure):
        _fields_ = [("version", ctypes.c_int), ("width", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_ubyte))]

    library = ctypes.CDLL("libqrencode.so.4")
    library.QRcode_encodeData.restype = ctypes.POINTER(Code)
    code = library.QRcode_encodeData(len(text), text, 0, 1).contents
    side = (code.width + 2 * quiet) * dots
    margin = b"\xff" * (quiet * dots)
    lines = [b"\xff" * side] * (quiet * dots)
    for y in range(code.width):
        line = b"".join((b"\0" if code.data[y * code.width + x] & 1 else b"\xff") * dots for x in range(code.width))
        lines += [margin + line + margin] * dots
    lines += [b"\xff" * side] * (quiet * dots)
    return png(side, side, rows(lines))


def white(side):
    return packed(b"\0" + b"\xff" * side, side)


KINDS = {
    "qr": lambda text: qr(text),
    "blank": lambda _: png(300, 300, white(300)),
    "huge": lambda _: png(65500, 65500, zlib.compress(b"\0" * 1000)),
    "bomb": lambda _: png(16000, 16000, white(16000)),
    "chunk-bomb": lambda _: png(300, 300, white(300), chunk(b"zTXt", b"Comment\0\0" + packed(b"x" * (1 << 20), 512))),
    "long-chunk": lambda _: png(300, 300, white(300))[:33] + struct.pack(">I", 0x7FFFFFFF) + b"tEXt" + b"x" * 100,
}

kind, out = sys.argv[1:3]
with open(out, "wb") as file:
    file.write(KINDS[kind](os.fsencode(sys.argv[3]) if len(sys.argv) > 3 else b""))
