"""maker.py - who makes images: a key, images signed with it by `pigtrace firmware sign`, and boards that are told it."""
import json
import os
import subprocess
import zlib

from board import IMAGES
from bridge import bridge


class Maker:
    def __init__(self, directory, name="maker"):
        self.directory, self.name = directory, name
        self.key = os.path.join(directory, name + ".key")
        made = subprocess.run(["pigtrace", "firmware", "key", name, "-o", self.key], check=True, capture_output=True, text=True)
        self.public = made.stdout.strip()

    def sign(self, number, image="relay-sf2", name="relay-sf2"):
        """The path of a signed image of this number."""
        path = os.path.join(self.directory, f"{self.name}-{image}-{number}.img")
        source = os.path.join(IMAGES, image + "-slot.bin")
        command = ["pigtrace", "firmware", "sign", source, "--key", self.key, "--name", name, "--number", str(number), "-o", path]
        subprocess.run(command, check=True)
        return path


def send(board, path):
    """`pigtrace firmware send`: its exit code and what it said."""
    port = os.path.join(os.path.dirname(board.console.path), "sending")
    bridge(board.console, port)
    sent = subprocess.run(["pigtrace", "firmware", "send", path, "--port", port], capture_output=True, text=True)
    return sent.returncode, sent.stdout + sent.stderr


RECORD, SLOTS = 3 * 65536, (5 * 65536, 9 * 65536)  # firmware/core/places.h
CONFIRMED = 33  # firmware/core/update_record.h


def record(sequence, number, slot):
    """A page that makes a slot's image the next to try."""
    fields = b"\xf7PU\x01" + sequence.to_bytes(4, "little") + number.to_bytes(4, "little") + bytes([slot]) + b"\xff" * 3
    return fields + zlib.crc32(fields).to_bytes(4, "little")


def put(nor, slot, image, number, confirmed=False):
    """An image in a flash chip as if it had been sent: the sending itself takes seconds. Its slot is its turn, too."""
    nor.memory[SLOTS[slot] : SLOTS[slot] + len(image)] = image
    page = record(slot + 1, number, slot)
    at = RECORD + slot * 256
    nor.memory[at : at + len(page)] = page
    if confirmed:
        nor.memory[at + CONFIRMED] = 0


def runs(board):
    """(slot, number, trial) as the board's state says."""
    state = json.loads(board.ask("?state")[0][-1])
    return state["runs"], state.get("number"), state.get("trial")
