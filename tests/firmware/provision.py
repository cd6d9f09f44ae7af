"""provision.py - `pigtrace station provision` makes a blank board a station, and a board with a new flash the same one."""
import os
import subprocess

from bridge import bridge
from nor import Nor
from story import Story, weighing


def provision(board, path, *more):
    bridge(board.console, path)
    command = ["pigtrace", "station", "provision", "gate-07", "--port", path, "--broker", f"10.0.2.2:{story.port}"]
    command += ["--with", "address=10.0.2.15/255.255.255.0/10.0.2.2", *more]
    subprocess.run(command, check=True)


story = Story(name="gate-07")
with story.board() as board:
    provision(board, os.path.join(story.directory, "first"), "--trade", "farm", "--title", "七号门")
    for n in range(3):
        assert board.say(weighing(n)) == f"ok {n + 1}", board.console.tail()
    board.wait_empty()
    assert "PRIVATE" not in "\n".join(board.console.lines)

story.nor = Nor(os.path.join(story.directory, "nor2"))
with story.board() as board:
    provision(board, os.path.join(story.directory, "second"), "--again")
    for n in range(2):
        assert board.say(weighing(10 + n)) == f"ok {n + 1}", board.console.tail()
    board.wait_empty()
