"""renewal.py - newer images for a board, over its console.

  renewal.py DIR PORT accept             sent by the command, tried, confirmed by a receipt; what must be refused is
  renewal.py DIR PORT broken             the power fails while it is sent, and while it is tried
  renewal.py DIR PORT unheard [IMAGE]    no receipt comes: tried three times, then the one before runs again
  renewal.py DIR PORT alone IMAGE WORD CAUSE  nobody pulls the plug: each try says WORD, and ends by itself for this CAUSE
  renewal.py DIR PORT replay STEP        boots from what a cut at every STEP-th write of all this may leave
  renewal.py DIR PORT stranger [LOADER]  an image somebody wrote into the flash chip
"""
import base64
import os
import random
import signal

import image_lines
from board import Board
from maker import CONFIRMED, RECORD, SLOTS, Maker, put, runs, send
from nor import Nor, torn
from story import Story, weighing

story = Story()
way, *more = story.arguments
maker = Maker(story.directory)
readings = iter(range(10000))


def same(got, wanted):
    assert got == wanted, f"{got}, not {wanted}"


def read(path):
    with open(path, "rb") as image:
        return image.read()


def changed(path, old, new):
    image = read(path)
    assert old in image
    with open(path + ".changed", "wb") as out:
        out.write(image.replace(old, new))
    return path + ".changed"


def keeps(board):
    """A reading is kept, whatever runs; all of them are in the store in the end."""
    line = weighing(next(readings))
    assert story.kept(line, board.say(line)), board.console.tail()


def confirmed(board, number):
    """Send an image and have it confirmed."""
    code, said = send(board, maker.sign(number))
    same((code, said), (0, f"relay-sf2 {number} runs and is confirmed\n"))


def accept():
    stranger = Maker(story.directory, "stranger")
    board = story.provision(maker_key=maker.public)
    with board:
        same(runs(board), ("factory", None, None))
        keeps(board)
        confirmed(board, 1)
        same(runs(board), ("slot-0", 1, False))
        keeps(board)
        for path, code, why in (
            (stranger.sign(2), 4, "not signed by the maker it knows"),
            (changed(maker.sign(1), b"relay-sf2 1 ", b"relay-sf2 2 "), 4, "not signed by the maker it knows"),
            (maker.sign(1), 1, "not newer"),
        ):
            refused, said = send(board, path)
            assert (refused, why in said) == (code, True), f"{path}: {refused} {said}"
        # A line that was heard wrong, and one of somewhere else: said so, nothing is written.
        good = read(maker.sign(2))
        same(board.ask(image_lines.header(good))[1], "at 0")
        same(board.ask(image_lines.chunk(good, 0).replace("?bytes ", "?bytes 0"))[1], "checksum")
        same(board.ask(image_lines.chunk(good, 1024))[1], "at 0")
        same(board.ask(image_lines.line("?bytes", "0 " + base64.b64encode(b"x" * 513).decode()))[1], "no-image")
        same(board.ask("?end")[1], "length")
        same(board.ask("?end")[1], "no-update")
        keeps(board)
        board.wait_empty()
    # What was sent before is damaged on the chip: the last of it arrives, and it is not what was signed.
    image = changed(maker.sign(2), read(maker.sign(2))[5000:5016], b"another 16 bytes")
    front = read(image)[:-4096]
    story.nor.memory[SLOTS[1] : SLOTS[1] + len(front)] = front
    with story.board() as board:
        code, said = send(board, image)
        assert code == 4 and "goes on at byte" in said and "not what was signed" in said, said
        # And nothing of it is taken for a beginning of the right one.
        same(board.ask(image_lines.header(good))[1], "at 0")
        same(runs(board), ("slot-0", 1, False))
    with story.board() as board:
        same(runs(board), ("slot-0", 1, False))
        keeps(board)
        board.wait_empty()


def broken():
    first, second = read(maker.sign(1)), read(maker.sign(2))
    put(story.nor, 0, first, 1, confirmed=True)
    with story.provision(maker_key=maker.public) as board:
        same(runs(board), ("slot-0", 1, False))
        image_lines.tell(board, second, 20000)
    # A cut in the middle of it: the one before runs, and the rest is enough.
    with story.board() as board:
        same(runs(board), ("slot-0", 1, False))
        keeps(board)
        at = int(board.ask(image_lines.header(second))[1][3:])
        assert 18000 < at <= 20480, at
        same(image_lines.tell(board, second), f"at {len(second) - image_lines.HEADER}")
        same(board.ask("?end")[1], "ok")
    # Twice the power fails before a receipt comes, the third start has a network.
    for _ in range(2):
        with story.board(network=False) as board:
            same(runs(board), ("slot-1", 2, True))
            keeps(board)
    with story.board() as board:
        board.console.wait(lambda line: line == "# image confirmed")
        same(runs(board), ("slot-1", 2, False))
        board.wait_empty()
    with story.board() as board:
        same(runs(board), ("slot-1", 2, False))
        same(image_lines.tell(board, first), "not-newer")


def on_trial(image="relay-sf2"):
    """A board with image 1 confirmed, and this one as number 2, taken."""
    put(story.nor, 0, read(maker.sign(1)), 1, confirmed=True)
    put(story.nor, 1, read(maker.sign(2, image)), 2)


def unheard(*image):
    with story.provision(maker_key=maker.public) as board:
        keeps(board)
        board.wait_empty()  # there is a receipt now, and the broker keeps it
    os.kill(int(os.environ["GATEWAY"]), signal.SIGKILL)
    on_trial(*image)
    for _ in range(3):
        with story.board() as board:
            same(runs(board), ("slot-1", 2, True))
            keeps(board)
            board.console.wait(lambda line: line.startswith("# receipt"))
            assert runs(board)[2], "confirmed without a receipt of this start"
    with story.board() as board:
        same(runs(board), ("slot-0", 1, False))
        keeps(board)
        # Whoever thinks it was the network's fault may send it again: all of it is still there.
        second = read(maker.sign(2, *image))
        word = image_lines.tell(board, second)
        same(word, f"at {len(second) - image_lines.HEADER}")
        same(board.ask("?end")[1], "ok")
    with story.board() as board:
        same(runs(board), ("slot-1", 2, True))


def alone(image, word, cause):
    on_trial(image)
    with story.provision(board=story.board(network=False), maker_key=maker.public) as board:
        at = 0
        for _ in range(3):
            at, _ = board.console.wait(lambda line: line == f"# {word}", at)
        _, state = board.console.wait(lambda line: line.startswith('{"online"'), at)
        assert f'"reset":"{cause}"' in state, state
        same(runs(board), ("slot-0", 1, False))
        keeps(board)
    with story.board() as board:
        board.wait_empty()


def boots(memory, *wanted):
    """A board starts from this memory with one of these, and would keep a reading."""
    nor = Nor(os.path.join(story.directory, "replay"), memory)
    with Board(story.directory, nor, network=False) as board:
        assert runs(board) in wanted, f"{runs(board)}, not {wanted}"
        same(board.ask("?list")[1], "ok")
    nor.close()


def replay(step):
    """Slot 1 holds something older: it is erased, takes image 2, is tried, confirmed."""
    old, new = ("slot-0", 1, False), ("slot-1", 2, False)
    trial = new[:2] + (True,)
    first, second = read(maker.sign(1)), read(maker.sign(2))
    put(story.nor, 0, first, 1, confirmed=True)
    with story.provision(maker_key=maker.public) as board:
        keeps(board)
        board.wait_empty()
        story.nor.memory[SLOTS[1] : SLOTS[1] + len(first)] = first
        before, start = bytes(story.nor.memory), story.nor.writes()
        same(board.ask(image_lines.header(second))[1], "at 0")
        erased = story.nor.writes()
        # Most of it is there at once; the writes of the rest are as those were.
        front = second[: -4096 - len(second) % 256]
        story.nor.memory[SLOTS[1] : SLOTS[1] + len(front)] = front
        middle = bytes(story.nor.memory)
        image_lines.tell(board, second)
        same(board.ask("?end")[1], "ok")
        board.ask("?restart")
        board.console.wait(lambda line: line == "# image confirmed")
    log, draw = story.nor.log, random.Random(5)
    at_record = next(i for i, write in enumerate(log) if i > erased and write[0] == RECORD + 256)
    is_confirmed = next(i for i, write in enumerate(log) if i > at_record and write[0] == RECORD + 256 and write[1][CONFIRMED] == 0)
    count = 0
    for begin, end, memory in ((start, erased, before), (erased, len(log), middle)):
        memory = bytearray(memory)
        for at in range(begin, end):
            near = at in range(at_record - 1, is_confirmed + 2)
            if near or at % int(step) == 0:
                there = {old} if at <= at_record else {trial} if at <= is_confirmed else {new}
                boots(memory, *there)
                boots(torn(memory, log[at], draw), *(there | ({new} if at == is_confirmed else set())))
                count += 2
            offset, data, _ = log[at]
            memory[offset : offset + len(data)] = data
    boots(memory, new)
    print(f"{count + 1} boots, {erased - start + len(log) - erased} writes")


def stranger(*loader):
    """The record of an image the maker signed, and in the slot one that he did not."""
    other = Maker(story.directory, "stranger")
    story.provision(maker_key=maker.public).cut()
    put(story.nor, 0, read(other.sign(1)), 1)
    with story.board(**({"loader": loader[0]} if loader else {})) as board:
        same(runs(board), ("factory", None, None))
        keeps(board)
        board.wait_empty()


{"accept": accept, "broken": broken, "unheard": unheard, "alone": alone, "replay": replay, "stranger": stranger}[way](*more)
story.write_answered()
