"""showgate.py DIR PORT STATION - for the demo: a gate on an emulated board weighs three pigs of a farm.

Needs PIGTRACE_HOME with the station in it, and the images; ends by itself.
"""
import json
import sys
import time

from gate import load
from story import Story

story = Story("gate-sf2", name=sys.argv[3])
with story.provision(epoch=int(time.time())) as board:
    for tag, grams in (("LA 156 000000070001", 112500), ("LA 156 000000070002", 98300), ("LA 156 000000070003", 105100)):
        print(f"{tag}, {grams / 1000} kg: {load(board, grams, [tag])}")
    board.wait_empty()
    state = json.loads(board.ask("?state")[0][-1])
    print(f"receipted; clock: {state['clock']}, stack never used: {state['stack_left']} bytes of 5120")
