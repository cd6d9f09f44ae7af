"""story.py - what the stories of boards have in common: a directory, lines to say, and what was answered."""
import os
import re
import subprocess
import sys

import station
from board import Board
from nor import Nor

EPOCH = 1_700_000_000


def weighing(n):
    return f'{{"do":"weigh","at":"2026-09-03T08:00:00+08:00","of":["pig:1141130{n + 1:08d}"],"kg":"{1 + n % 300}.5"}}'


class Story:
    """A board's flash, and the answers of all boards that ran on it."""

    def __init__(self, image="relay-sf2", name="farm-01", memory=None):
        self.directory, self.port = sys.argv[1], int(sys.argv[2])
        self.arguments = sys.argv[3:]
        self.image, self.name = image, name
        self.nor = Nor(os.path.join(self.directory, "nor"), memory)
        self.answered = {}  # number: line

    def board(self, **options):
        return Board(self.directory, self.nor, self.image, **options)

    def provision(self, port=None, board=None, **options):
        """A blank board that is told who it is; it stays on."""
        board = board or self.board()
        station.tell(board, station.passport(self.name, port or self.port, **{"epoch": EPOCH, **options}))
        return board

    def kept(self, line, answer):
        """Note down an answer; True if the line was kept."""
        match = re.fullmatch(r"ok (\d+)", answer)
        if match:
            number = int(match[1])
            assert number not in self.answered, f"number {number} was given twice"
            self.answered[number] = line
        return bool(match)

    def write_answered(self):
        with open(os.path.join(self.directory, "answered"), "w", encoding="utf-8") as out:
            for number, line in self.answered.items():
                out.write(f"{EPOCH} {number} {line}\n")

    def check_stored(self):
        """Every line that was answered ok is in the gateway's store, under its number."""
        there = stored(self.name)
        lost = [number for number, line in self.answered.items() if there.get(number) != line]
        assert not lost, f"lost or not what was answered: {len(lost)} of {len(self.answered)}, first number {lost[0]}"


def stored(name):
    """What the gateway's store has of a station, as the sqlite3 shell reads it: number, line."""
    query = f"select e.seq || ' ' || e.body from event e join station s on s.no = e.station where s.name = '{name}'"
    store = os.path.join(os.environ["PIGTRACE_HOME"], "pigtrace.db")
    rows = subprocess.run(["sqlite3", "-readonly", "-cmd", ".timeout 5000", store, query], check=True, capture_output=True, text=True)
    return {int(number): line for number, line in (row.split(" ", 1) for row in rows.stdout.splitlines())}
