"""line.py - a slaughter line: tags, hooks, a scale further on; a tag missed, two at once, the power cut in between."""
import time

from gate import yaohua
from story import Story
from timeserver import TimeServer

story = Story("line-sf2", name="plant-01")
clock = TimeServer()


def is_answer(line):
    return line.startswith(("ok ", "refused "))


def same(got, wanted):
    assert got == wanted, f"{got}, not {wanted}\n{board.console.tail()}"


def hook(board, *tags):
    """These tags, then the hook they hang on: what was answered."""
    for tag in tags:
        board.console.send(tag + "\n")
    at = len(board.console.lines)
    board.console.send("?press 1\n")
    return board.console.wait(is_answer, at)[1]


def weight(board, grams):
    """A carcass on the scale: what its weighing and its inspection were answered."""
    at = len(board.console.lines)
    board.lines[0].send(yaohua(grams) * 6 + yaohua(0) * 2)
    at, first = board.console.wait(is_answer, at)
    return [first, board.console.wait(is_answer, at)[1]] if first.startswith("ok") else [first]


with story.provision(epoch=int(time.time()), place="place:lvliang-01", time=f"10.0.2.2:{clock.port}") as board:
    board.console.wait(lambda line: line == "# up")
    board.console.wait(lambda line: line == "# time")
    same(hook(board, "156000000000001"), "ok 1")
    same(hook(board, "156000000000002", "156000000000002"), "ok 2")
    same(hook(board), "ok 3")  # nobody read this one
    same(hook(board, "156000000000004", "156000000000005"), "ok 4")
    same(hook(board, "156000000000006"), "ok 5")
    same(weight(board, 80500), ["ok 6", "ok 7"])
    assert board.ask("?press 2")[1] == "ok"  # the inspector wants to see the next one
    same(weight(board, 81500), ["ok 8", "ok 9"])
    same(weight(board, 82500), ["ok 10", "ok 11"])
with story.board(network=False) as board:
    # The order on the rail is lost with the power; numbers are not. And a number has the day in it.
    same(weight(board, 83500), ["refused no-hook"])
    same(hook(board, "156000000000007"), "refused clock")
with story.board() as board:
    board.console.wait(lambda line: line == "# time")
    same(hook(board, "156000000000007"), "ok 12")
    board.wait_empty()
