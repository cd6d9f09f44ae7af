"""cuts.py - the power fails again and again while a board keeps readings and its network is bad.

  cuts.py DIR PORT ROUNDS [IMAGE [WAY]]     WAY: all connections go that way (proxy.py)

A line that was answered ok before the cut must be stored, once, in the end; no number has two contents. What was
written behind the last answer may be torn on top of the cut: a chip promises no more.
"""
import random
import time

from proxy import WAYS, Proxy
from story import Story, weighing



def is_answer(line):
    return line.startswith(("ok ", "refused "))


story = Story()
rounds = int(story.arguments[0])
if len(story.arguments) > 1:
    story.image = story.arguments[1]
draw = random.Random(7)
ways = tuple(story.arguments[2:]) or WAYS
proxy = Proxy(story.port, ways=ways)
said = torn = 0
BLOCKS = 3  # of 255 pages, each line takes one
story.provision(port=proxy.port, blocks=BLOCKS).cut()
for turn in range(rounds):
    lines = [weighing(said + i) for i in range(draw.randrange(1, 28))]
    said += len(lines)
    written = story.nor.writes()
    with story.board() as board:
        at = len(board.console.lines)
        board.console.send("".join(line + "\n" for line in lines))
        # Somewhere between the first answer and the last, however fast this machine is today.
        for _ in range(draw.randrange(len(lines) + 1)):
            at, _ = board.console.wait(is_answer, at)
        time.sleep(draw.random() * 0.05)
        if turn % 10 == 9:
            # A good hour now and then, or the memory would only fill.
            proxy.heal()
            board.wait_empty()
            proxy.ways = ways
        board.cut()
        heard = [line for line in board.console.lines if is_answer(line)]
    for line, answer in zip(lines, heard):
        story.kept(line, answer)
    if story.nor.was_under_way(written, max(story.answered, default=0)) and draw.random() < 0.5:
        story.nor.tear(draw)
        torn += 1
proxy.heal()
with story.board() as board:
    for line in (weighing(said), weighing(said + 1)):
        assert story.kept(line, board.say(line)), board.console.tail()
    board.wait_empty()
print(f"{rounds} cuts, {torn} writes torn, {len(story.answered)} of {said} lines answered ok, connections:", end=" ")
print(", ".join(f"{proxy.drawn.count(way)} {way}" for way in sorted(set(proxy.drawn))))
assert rounds < 100 or max(story.answered) > BLOCKS * 255, "the ring did not come round"
story.write_answered()
story.check_stored()
