#!/usr/bin/env python3
"""compare.py DIR: what other readers make of the pictures that `bench scan --dir DIR` has kept.

A table of the share each reads, by kind of harm, and how often it reads something else: zbarimg, ZXingReader
(zxing-cpp-tools), where installed, and pigtrace scan from $PIGTRACE_BIN [build/bin]. (Debian builds OpenCV
without a QR decoder.) Ends with the kinds in which another reads more than pigtrace.
"""
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("PIGTRACE_BIN", os.path.join(ROOT, "build/bin"))
EACH = 60  # seconds for one picture


def run(command):
    try:
        return subprocess.run(command, capture_output=True, timeout=EACH).stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return ""


def zbarimg(path):
    return run(["zbarimg", "-q", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable", path]).splitlines()


def zxing(path):
    lines = run(["ZXingReader", "-format", "QRCode", path]).splitlines()
    return [line[line.index('"') + 1:-1] for line in lines if line.startswith("Text:") and line.count('"') >= 2]


def pigtrace(path):
    return run([os.path.join(BIN, "pigtrace"), "scan", "--raw", path]).splitlines()


def readers():
    found = {}
    if shutil.which("zbarimg"):
        found["zbarimg"] = zbarimg
    if shutil.which("ZXingReader"):
        found["zxing"] = zxing
    found["pigtrace"] = pigtrace
    return found


def main(directory):
    names = readers()
    kinds, read, wrong = {}, {}, dict.fromkeys(names, 0)
    with open(os.path.join(directory, "truth.tsv"), encoding="utf-8") as truth:
        for line in truth:
            file, kind, text = line.rstrip("\n").split("\t")
            kinds[kind] = kinds.get(kind, 0) + 1
            for name, reader in names.items():
                texts = reader(os.path.join(directory, file))
                read[kind, name] = read.get((kind, name), 0) + (text in texts)
                wrong[name] += any(each != text for each in texts)
    print("%-12s %6s" % ("kind", "shots") + "".join(" %9s" % name for name in names))
    for kind, count in kinds.items():
        print("%-12s %6d" % (kind, count) + "".join(" %7.1f %%" % (100 * read[kind, name] / count) for name in names))
    shots = sum(kinds.values())
    print("%-12s %6d" % ("all", shots) +
          "".join(" %7.1f %%" % (100 * sum(read[kind, name] for kind in kinds) / shots) for name in names))
    print("%-12s %6s" % ("wrong", "") + "".join(" %9d" % wrong[name] for name in names))
    for kind in kinds:
        ahead = [name for name in names if read[kind, name] > read[kind, "pigtrace"]]
        if ahead:
            print("%s: more is read by %s" % (kind, ", ".join(ahead)))


if __name__ == "__main__":
    main(sys.argv[1])
