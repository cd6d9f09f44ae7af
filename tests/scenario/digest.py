"""Rows "station seq hex-of-body" on stdin, "station seq sha256-of-body" out."""
import hashlib
import sys

for row in sys.stdin:
    station, seq, body = row.split()
    print(station, seq, hashlib.sha256(bytes.fromhex(body)).hexdigest())
