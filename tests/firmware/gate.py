"""gate.py - a passage on a farm: a panel reader's lines on the console, a Yaohua indicator on the second line."""
import json
import time

from story import Story

PLACE = "place:1411300001"


def yaohua(grams):
    """Twelve bytes of continuous format 0: kg with one decimal place."""
    body = f"{'-' if grams < 0 else '+'}{abs(grams) // 100:06d}1".encode()
    check = 0
    for byte in body:
        check ^= byte
    return b"\x02" + body + f"{check:02X}".encode() + b"\x03"


def load(board, grams, before=()):
    """Somebody steps on the scale and off again; what the console said. before: what is read of him meanwhile."""
    at = len(board.console.lines)
    for tag in before:
        board.console.send(tag + "\n")
    board.lines[0].send(yaohua(grams // 2) + yaohua(grams) * 8 + yaohua(0) * 3)
    return board.console.wait(lambda line: line.startswith(("ok ", "refused ")), at)[1]


def main():
    story = Story("gate-sf2")
    story.provision(epoch=int(time.time()), place=PLACE).cut()
    # This start never learns what time it is.
    with story.board(network=False) as board:
        board.lines[0].send(b"\x00noise\x02+00")  # a frame cut off is no weight
        assert load(board, 112500, ["LA 156 000000012345"]) == "ok 1"
        assert board.say("LR 156 000000012347") == "refused not-an-animal"
        assert board.say("LA 999 000000012347") == "refused range"
        assert board.say("hello") == "refused form"
    with story.board() as board:
        board.console.wait(lambda line: line == "# up")
        while json.loads(board.ask("?state")[0][-1])["clock"] != "gateway":
            time.sleep(0.02)
        assert load(board, 98300, ["156000000012346"]).startswith("ok ")
        # Two animals on one platform: neither is weighed.
        assert load(board, 200000, ["LA 156 000000012348", "LA 156 000000012349"]) == "refused crowd"
        board.wait_empty()
    with story.board() as board:
        assert load(board, 120000, ["982000001088420"]).startswith("ok ")
        board.wait_empty()


if __name__ == "__main__":
    main()
