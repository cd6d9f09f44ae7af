"""shelf.py - readings kept without a network, read off the console, then delivered.

  shelf.py DIR PORT LINES [IMAGE]
"""
from story import Story, weighing

story = Story()
count = int(story.arguments[0])
if len(story.arguments) > 1:
    story.image = story.arguments[1]


def check_list(board):
    listed = dict(entry.split(" ", 1) for entry in board.ask("?list")[0])
    lost = [number for number, line in story.answered.items() if listed.get(str(number)) != line]
    assert not lost, f"lost or not what was answered: {len(lost)} of {len(story.answered)}, first number {lost[0]}"
    assert len(listed) == len(story.answered)


with story.provision() as board:
    board.cable(False)
    for n in range(count):
        assert story.kept(weighing(n), board.say(weighing(n))), board.console.tail()
    check_list(board)
with story.board() as board:
    check_list(board)
    board.wait_empty()
    assert board.ask("?list")[0] == []
story.write_answered()
story.check_stored()
