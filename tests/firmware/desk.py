"""desk.py - a board that a scenario tells what happens, line by line, while it works on broker and gateway itself.

  desk.py DIR PORT FROM TO [BLOCKS]     commands from the pipe FROM, an answer to each into the pipe TO

  say N       N more readings, each answered before the next; answered: how many of them ok
  flood N     the same, all sent at once
  cable on|off
  empty       until everything is receipted
  heard TEXT  how many lines of the console hold this text
  power       cut, and on again, with the cable as it was
  quit
"""
import json

from story import Story, weighing

story = Story()
said = 0
plugged = True


def readings(count, at_once):
    global said
    lines = [weighing(said + i) for i in range(count)]
    said += count
    if not at_once:
        return sum(story.kept(line, board.say(line)) for line in lines)
    at, good = len(board.console.lines), 0
    # A serial line holds some bytes only: a few lines ahead of the answers.
    for i, line in enumerate(lines):
        board.console.send(line + "\n")
        if i >= 3:
            at, answer = board.console.wait(is_answer, at)
            good += story.kept(lines[i - 3], answer)
    for line in lines[-3:]:
        at, answer = board.console.wait(is_answer, at)
        good += story.kept(line, answer)
    return good


def is_answer(line):
    return line.startswith(("ok ", "refused "))


def obey(command, *words):
    global board, plugged
    if command in ("say", "flood"):
        return readings(int(words[0]), command == "flood")
    if command == "cable":
        plugged = words[0] == "on"
        return board.cable(plugged)
    if command == "empty":
        return board.wait_empty()
    if command == "waiting":
        return json.loads(board.ask("?state")[0][-1])["waiting"]
    if command == "heard":
        return sum(" ".join(words) in line for line in board.console.lines)
    if command == "power":
        board.cut()
        board = story.board()
        board.cable(plugged)
    return None


blocks = int(story.arguments[2]) if len(story.arguments) > 2 else None
board = story.provision(blocks=blocks)
try:
    with open(story.arguments[0], encoding="utf-8") as commands, open(story.arguments[1], "w", encoding="utf-8") as answers:
        for line in commands:
            if line.strip() == "quit":
                break
            answer = obey(*line.split())
            story.write_answered()
            answers.write("done" if answer is None else str(answer))
            answers.write("\n")
            answers.flush()
finally:
    board.cut()
