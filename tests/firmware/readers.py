"""readers.py - boards with people and animals at them: how reading n is made, and what an event must say to be it.

Of each: image and name of its station; `fill(upto)` told who it is, its outbox filled; `board()` switched on; `say(board, n)` begins reading n and waits for nothing;
`after(board, n, kept)` what goes with it once it was kept; `of(event)` is the n of an event of the store, None if it is none
of ours.
"""
import json
import time

import station
from board import PATIENCE
from gate import PLACE, yaohua
from modem import Modem
from nor import Nor
from story import weighing
from timeserver import TimeServer
from truck import told, truck_board

PIG = "156000000000000"


def is_answer(line):
    return line.startswith(("ok ", "refused ")) and line != "refused silent"  # that is a truck's probe, without one


def pig(n):
    return f"{int(PIG) + n + 1}"


def number_of(item):
    return int(item.removeprefix("eid:")) - int(PIG) - 1


class Ethernet:
    def __init__(self, story, port):
        self.story, self.clock = story, TimeServer()
        # Of three blocks one is kept free for the time as long as it is not known (image/clock.h).
        self.told = {"epoch": int(time.time()), "place": self.place, "time": f"10.0.2.2:{self.clock.port}", "blocks": 3}
        self.port = port
        story.image, story.name = self.image, self.name

    def board(self, network=True):
        return self.story.board(network=network)

    def fill(self, upto):
        """The outbox up to this number, with lines of another image: a relay takes them faster than one weighs pigs."""
        image, self.story.image = self.story.image, "relay-sf2"
        with self.story.provision(port=self.port, **self.told) as board:
            at = 0
            for n in range(upto):
                board.console.send(weighing(n) + "\n")
                if n >= 3:
                    at, _ = board.console.wait(is_answer, at)
            board.wait_empty()
        self.story.image = image

    def ready(self, board):
        """Whatever must be before a reading."""

    def after(self, board, n, kept):
        pass


class Gate(Ethernet):
    image, name, place = "gate-sf2", "farm-01", PLACE

    def say(self, board, n):
        board.console.send(f"LA 156 {pig(n)[3:]}\n")
        board.lines[0].send(yaohua(50000) + yaohua(100000 + n * 100) * 8 + yaohua(0) * 3)

    def of(self, event):
        if event["do"] != "weigh" or event["of"][0].startswith("pig:"):
            return None
        n = number_of(event["of"][0])
        assert event["kg"] == f"{100 + n / 10:g}", event
        return n


class Line(Ethernet):
    image, name, place = "line-sf2", "plant-01", "place:lvliang-01"

    def ready(self, board):
        """A carcass's number has the day in it: no hook before the time is known."""
        try:
            board.console.wait(lambda line: line == "# time", seconds=1)
        except AssertionError:
            pass

    def say(self, board, n):
        board.console.send(f"{pig(n)}\n?press 1\n")

    def after(self, board, n, kept):
        """Its carcass is weighed, too: a weighing and an inspection."""
        at = len(board.console.lines)
        board.lines[0].send(yaohua(50000 + n * 100) * 6 + yaohua(0) * 2)
        for what in ("weighed", "inspected"):
            at, answer = board.console.wait(is_answer, at)
            assert kept((what, n), answer), board.console.tail()

    def of(self, event):
        if event["do"] == "weigh" and event["of"][0].startswith("carcass:"):
            return "weighed", round((float(event["kg"]) - 50) * 10)
        if event["do"] == "inspect" and event["of"][0] in self.hooks:
            return "inspected", number_of(self.hooks[event["of"][0]])
        if event["do"] != "slaughter":
            return None
        hook, animal = event["out"][0], event["in"][0]
        assert self.hooks.setdefault(hook, animal) == animal, f"{hook} was given twice"
        return number_of(animal)

    hooks = {}


class Truck:
    image, name = "truck-mps2", "truck-01"

    def __init__(self, story, port):
        self.story, self.port = story, port
        story.image, story.name = self.image, self.name
        story.nor.close()
        story.nor = Nor(story.nor.path, size=65536)

    def fill(self, upto):
        with self.board() as board:
            station.tell(board, told(self.port))
            for n in range(upto):
                at = len(board.console.lines)
                self.say(board, 90000 + n)
                board.console.wait(is_answer, at)
            board.wait_empty()

    def board(self, network=True):
        board = truck_board(self.story.directory, self.story.nor)
        board.nor = self.story.nor
        board.modem = Modem(board.lines[2])
        board.modem.no_network = not network
        return board

    def ready(self, board):
        pass

    def after(self, board, n, kept):
        pass

    def say(self, board, n):
        board.console.send(f"1141130{n + 1:08d}\n")

    def of(self, event):
        return int(event["of"][0].removeprefix("pig:1141130")) - 1 if event["do"] == "load" else None


def knows_time(board):
    """Wait until the board knows what time it is."""
    end = time.monotonic() + PATIENCE
    while json.loads(board.ask("?state")[0][-1])["clock"] == "none":
        assert time.monotonic() < end, board.console.tail()
        time.sleep(0.02)


READERS = {"gate": Gate, "line": Line, "truck": Truck}


def events(lines):
    """number: event, of `?list` or of the store."""
    return {number: json.loads(line) for number, line in lines.items()}
