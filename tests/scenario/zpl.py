"""zpl.py FILE DIR: the ^GFA bitmaps of ZPL as PNG pictures DIR/1.png, 2.png..., made without our own code.

Prints "WIDTH HEIGHT COPIES" of each. Anything else than what is expected of a label is an error.
Source: ZPL II Programming Guide, ^GF, alternative data compression scheme.
"""
import re
import struct
import sys
import zlib


def rows_of(data, row_bytes, total):
    digits, rows, run = "", [], 0
    width = row_bytes * 2
    for c in data:
        if "G" <= c <= "Y":
            run += ord(c) - ord("G") + 1
        elif "g" <= c <= "z":
            run += (ord(c) - ord("g") + 1) * 20
        elif c == ",":
            digits += "0" * (width - len(digits))
        elif c == "!":
            digits += "F" * (width - len(digits))
        elif c == ":":
            assert not digits and rows, "':' within a row"
            rows.append(rows[-1])
            continue
        else:
            assert c in "0123456789ABCDEF", repr(c)
            digits += c * (run or 1)
            run = 0
        assert len(digits) <= width, "a row is too long"
        if len(digits) == width:
            rows.append(bytes.fromhex(digits))
            digits = ""
    assert not digits and not run and len(rows) * row_bytes == total, (len(rows), row_bytes, total)
    return rows


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, rows):
    lines = b"".join(b"\0" + bytes(b ^ 255 for b in row) for row in rows)
    header = struct.pack(">IIBBBBB", width, len(rows), 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def main(path, where):
    text = open(path, encoding="ascii").read()
    label = re.compile(
        r"\^XA\n\^PW(\d+)\n\^LL(\d+)\n\^LH0,0\n\^FO0,0\^GFA,(\d+),(\d+),(\d+),([0-9A-Zg-z,!:]*)\^FS\n\^PQ(\d+)\n\^XZ\n"
    )
    at = number = 0
    while at < len(text):
        found = label.match(text, at)
        assert found, "not a label at byte %d: %r" % (at, text[at : at + 60])
        at = found.end()
        width, height, total, again, row_bytes = map(int, found.groups()[:5])
        assert total == again == row_bytes * height and row_bytes == (width + 7) // 8
        number += 1
        with open("%s/%d.png" % (where, number), "wb") as out:
            out.write(png(width, rows_of(found.group(6), row_bytes, total)))
        print(width, height, found.group(7))


main(*sys.argv[1:])
