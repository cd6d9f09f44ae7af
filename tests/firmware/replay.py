"""replay.py - boots from every state a flash chip can have been left in by one session.

  replay.py DIR PORT STEP [IMAGE]

A session is recorded write by write: readings kept and receipted, the ring coming round over its first block, readings
kept without network. Then for every STEP-th write a board boots from all writes before it, and once more with that
write half done. Each time all that had been answered ok is still there, byte for byte, or receipted and stored; the
next reading gets a number nobody had; and so it is after one more start.
"""
import os
import random
import re

from board import Board
from nor import Nor, left_by_cuts
from story import Story, stored, weighing

story = Story()
step = int(story.arguments[0])
if len(story.arguments) > 1:
    story.image = story.arguments[1]
draw = random.Random(3)


def keep(board, n):
    answer = board.say(weighing(n))
    assert story.kept(weighing(n), answer), answer


# Two blocks of 255 pages: the 511th line comes round.
with story.provision(blocks=2) as board:
    for n in range(503):
        keep(board, n)
    board.wait_empty()
    base, first = bytes(story.nor.memory), story.nor.writes()
    for n in range(503, 515):
        keep(board, n)
    board.wait_empty()
    board.cable(False)
    for n in range(515, 521):
        keep(board, n)
log = story.nor.log[first:]
# What each answer promised stands from this write on.
answers = [(story.nor.write_of(number) + 1 - first, number, line) for number, line in story.answered.items()]
receipted = stored(story.name)
story.write_answered()


def check(memory, done, where):
    """Boot from this memory, of a session that had come to `done` writes."""
    nor = Nor(os.path.join(story.directory, "replay"), memory)
    ours = {number: line for at, number, line in answers if at <= done}
    for start in range(2):
        with Board(story.directory, nor, story.image, network=False) as board:
            listed = board.ask("?list")[0]
            found = {int(number): line for number, line in (entry.split(" ", 1) for entry in listed)}
            assert len(found) == len(listed), f"{where}: a number is there twice"
            for number, line in ours.items():
                there = found.get(number, receipted.get(number))
                assert there == line, f"{where}: number {number} is lost or not what was answered: {there}"
            said = [line for _, _, line in answers]
            for number, line in found.items():
                assert line in said or line == "another", f"{where}: number {number} was never said: {line}"
            if start == 0:
                answer = board.say("another")
                assert re.fullmatch(r"ok \d+", answer), f"{where}: {answer}"
                number = int(answer[3:])
                assert number not in ours, f"{where}: number {number} is given twice"
                # Without damage no number is passed over: what was not confirmed is given again.
                assert number <= max(ours, default=0) + 2, f"{where}: number {number} leaves a gap"
                ours[number] = "another"
        if (done // step) % 4:
            break
    nor.close()


replays = 0
for memory, done, where in left_by_cuts(base, log, step, draw):
    check(memory, done, where)
    replays += 1
print(f"{len(log)} writes, {replays} replays")
