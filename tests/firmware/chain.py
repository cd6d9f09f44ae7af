"""chain.py - a new board is told who it is, keeps readings, signs and delivers them."""
import time

from story import Story, weighing

story = Story()
started = time.monotonic()
with story.provision() as board:
    board.console.wait(lambda line: line == "# up")
    for n in range(40):
        assert story.kept(weighing(n), board.say(weighing(n))), board.console.tail()
    board.wait_empty()
    assert board.say("no control\x07characters") == "refused not-a-line"
    assert board.ask("?keep")[1] == "has-a-passport"
    assert board.ask("?nonsense")[1] == "unknown"
    assert board.say("x" * 2000) == "refused too-long"
    assert story.kept(weighing(99), board.say(weighing(99)))
    board.wait_empty()
    said = "\n".join(board.console.lines)
    assert "PRIVATE" not in said
started = time.monotonic()
with story.board() as board:
    at, _ = board.console.wait(lambda line: line.startswith('{"online"'))
    booted = time.monotonic()
    assert story.kept(weighing(100), board.say(weighing(100)))
    board.console.wait(lambda line: line.startswith("# receipt moved-on waiting 0"))
    now = time.monotonic()
    print(f"boot {(booted - started) * 1000:.0f} ms, first receipt {(now - booted) * 1000:.0f} ms behind it")
story.write_answered()
