"""spells.py - the power fails again and again at a gate, a line, a truck that works under a bad network.

  spells.py DIR PORT gate|line|truck ROUNDS STEP

A reading that was answered ok is stored once, under its number, and says what was read; no number has two contents; the ring
of the outbox has come round. Then, for every STEP-th write of a session without network, boards start from all writes
before it, and once more with that write half done: what was answered is there, and the next reading gets a number nobody had.
"""
import os
import random
import re
import signal
import time

from nor import Nor, left_by_cuts
from proxy import WAYS, Proxy
from readers import READERS, events, is_answer, knows_time
from story import Story, stored

story = Story()
kind, rounds, step = story.arguments[0], int(story.arguments[1]), int(story.arguments[2])
draw = random.Random(11)
proxy = Proxy(story.port, seed=5)
reader = READERS[kind](story, proxy.port)
readings = iter(range(100000))
torn_writes = 0
PAGES = {"gate": 3 * 255, "line": 3 * 255, "truck": 6 * 31}[kind]


def begin(board):
    """The next reading, and the line its answer comes behind: all that was answered before stands in front of it."""
    board.ask("?press 0")
    n, at = next(readings), len(board.console.lines)
    reader.say(board, n)
    return n, at


def read(board):
    """One reading, answered: True if it was kept."""
    n, at = begin(board)
    kept = story.kept(n, board.console.wait(is_answer, at)[1])
    if kept:
        reader.after(board, n, story.kept)
    return kept


def cut_off(board, written, begun, at):
    """The power fails while reading `begun` is on its way; it may have been answered by then."""
    time.sleep(draw.random() * 0.012)
    board.cut()
    heard = [line for line in board.console.lines[at:] if is_answer(line)]
    if heard:
        story.kept(begun, heard[0])
    return story.nor.was_under_way(written, max(story.answered, default=0)) and draw.random() < 0.5


# The ring is filled to just before its end, so that the cuts go around it.
proxy.ways = ("good",)
reader.fill(max(PAGES - 3 * rounds, 0))
for turn in range(rounds):
    proxy.ways = ("good",) if turn % 6 == 5 else WAYS
    written = story.nor.writes()
    with reader.board() as board:
        reader.ready(board)
        for _ in range(draw.randrange(1, 9)):
            read(board)
        if turn % 6 == 5:
            board.wait_empty()
        begun, at = begin(board)
        tear = cut_off(board, written, begun, at)
    if tear:
        story.nor.tear(draw)
        torn_writes += 1
proxy.heal()
proxy.ways = ("good",)
with reader.board() as board:
    knows_time(board)
    board.wait_empty()
    assert read(board), board.console.tail()
    board.wait_empty()
assert max(story.answered) > PAGES, f"the ring did not come round: {max(story.answered)} of {PAGES}"


def check_stored():
    there = {number: reader.of(event) for number, event in events(stored(story.name)).items()}
    wrong = [(number, n, there.get(number)) for number, n in story.answered.items() if there.get(number) != n]
    assert not wrong, f"lost or not what was answered: {len(wrong)} of {len(story.answered)} (number, said, stored): {wrong[:5]}"
    ours = [n for n in there.values() if n is not None]
    assert len(ours) == len(set(ours)), "a reading is stored twice"


check_stored()
answered = len(story.answered)

# ---- torn writes: a session without network ----

with reader.board() as board:
    knows_time(board)
    base, first, known = bytes(story.nor.memory), story.nor.writes(), set(story.answered)
    if kind == "truck":
        board.modem.no_network = True
        board.modem.drop()
    else:
        board.cable(False)
    for _ in range(5):
        assert read(board), board.console.tail()
log = story.nor.log[first:]
answers = [(story.nor.write_of(number) + 1 - first, number, n) for number, n in story.answered.items() if number not in known]
assert len(answers) >= 5 and all(at > 0 for at, _, _ in answers), answers
# What they would say now contradicts what was said: nobody listens, though a line must be told the time.
os.kill(int(os.environ["GATEWAY"]), signal.SIGKILL)


def check(memory, done, where):
    story.nor.close()
    story.nor = Nor(story.nor.path, memory)
    ours = {number: n for at, number, n in answers if at <= done}
    with reader.board(network=kind == "line") as board:
        if kind == "line":
            knows_time(board)
        listed = dict(entry.split(" ", 1) for entry in board.ask("?list")[0])
        found = {int(number): reader.of(event) for number, event in events(listed).items()}
        lost = [number for number, n in ours.items() if found.get(number) != n]
        assert not lost, f"{where}: numbers {lost} are lost or not what was answered"
        at = len(board.console.lines)
        reader.say(board, next(readings))
        answer = board.console.wait(is_answer, at)[1]
        assert re.fullmatch(r"ok \d+", answer), f"{where}: {answer}"
        assert int(answer[3:]) not in ours, f"{where}: {answer} is given twice"


if step > 1:
    step = max(step, len(log) // 8)  # an EEPROM's block is erased in 64 writes
replays = 0
for memory, done, where in left_by_cuts(base, log, step, draw):
    check(memory, done, where)
    replays += 1
print(f"{kind}: {rounds} cuts, {torn_writes} writes torn, {answered} answered ok, {len(log)} writes, {replays} replays")
