"""answered.py EVENTS ANSWERS STATION: "station seq sha256" of each line of EVENTS answered `ok SEQ`.

Answers stand in the order of the lines; a station that was killed may have left the last ones out.
"""
import hashlib
import sys

events, answers, station = sys.argv[1:4]
with open(events, "rb") as lines, open(answers, "rb") as said:
    for line, answer in zip(lines, said):
        word, _, rest = answer.partition(b" ")
        if word == b"ok" and answer.endswith(b"\n"):
            print(station, int(rest), hashlib.sha256(line.rstrip(b"\n")).hexdigest())
