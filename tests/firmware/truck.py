"""truck.py - a box under a truck: loaded, driven through a warm spell, a tunnel and a power cut, unloaded."""
import os
import re
import sys
import time

import station
from board import Board
from modem import Modem
from nor import Nor

TRUCK = "truck:晋J12345"


def nmea(body):
    check = 0
    for byte in body.encode():
        check ^= byte
    return f"${body}*{check:02X}\r\n"


def fix(lat="3658.1234", lon="11111.5678"):
    now = time.gmtime()
    return nmea(f"GNRMC,{time.strftime('%H%M%S', now)}.00,A,{lat},N,{lon},E,0.0,0.0,{time.strftime('%d%m%y', now)},,,A")


def crc(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")


class Probe:
    """Answers the questions it is asked with the next of these temperatures, tenths of a degree; None: broken; then nothing."""

    def __init__(self, line):
        self.line, self.at, self.values, self.asked = line, 0, [], 0

    def answer(self, value):
        """Wait for the next question."""
        with self.line.news:
            while len(self.line.raw) < self.at + 8:
                assert self.line.news.wait(60), "the probe is not asked"
            question = bytes(self.line.raw[self.at : self.at + 8])
            self.at += 8
        assert question[6:] == crc(question[:6])
        body = question[:2] + b"\x02" + (-32768 if value is None else value).to_bytes(2, "big", signed=True)
        self.line.send(body + crc(body))


def truck_board(directory, nor):
    eeprom = f"file=nbd+unix:///?socket={nor.path},format=raw,if=none,id=ee"
    more = ["-drive", eeprom, "-device", "at24c-eeprom,rom-size=65536,address=0x50,drive=ee"]
    return Board(directory, None, "truck-mps2", network=False, lines=range(3), machine="mps2-an385", more=more)


def told(port, **more):
    """What a truck is told: its modem reaches the broker at this port."""
    passport = station.passport("truck-01", port, epoch=int(time.time()), truck=TRUCK, **more)
    return [line.replace("10.0.2.2:", "127.0.0.1:") for line in passport if not line.startswith("address")]


class Truck:
    def __init__(self, directory, nor):
        self.board = truck_board(directory, nor)
        self.nor = nor
        self.gnss, self.probe = self.board.lines[0], Probe(self.board.lines[1])
        self.modem = Modem(self.board.lines[2])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.board.cut()
        self.nor.settle()

    def heard(self, pattern, at=0):
        return self.board.console.wait(lambda line: re.fullmatch(pattern, line), at)


def main():
    directory, port = sys.argv[1], int(sys.argv[2])
    nor = Nor(os.path.join(directory, "eeprom"), size=65536)
    passport = told(port, limits="0/400", sample=1, track=5)
    with Truck(directory, nor) as truck:
        station.tell(truck.board, passport)
        truck.heard("# up")
        truck.heard("# time")
        truck.gnss.send(nmea("GNRMC,,V,,,,,,,,,,N") + "$GNRMC,garbage*00\r\n" + fix())
        assert truck.board.say("114113000000017") == "ok 1"
        assert truck.board.say("https://example.com/nothing") == "refused code"
        # Cold enough, then not: an alarm at once, and one when it is over.
        for value in (31, 32):
            truck.probe.answer(value)
        truck.probe.answer(55)
        at, _ = truck.heard("# signal alarm")
        truck.probe.answer(33)
        truck.heard("# signal quiet", at)
        truck.board.wait_empty()
        # A tunnel: no network for a while, and a probe whose cable is off.
        truck.modem.no_network = True
        truck.modem.drop()
        truck.heard("# down")
        truck.probe.answer(None)
        for value in (34, 35, 36, 37, 38, 39):
            truck.probe.answer(value)
        assert truck.board.ask("?press 2")[1] == "ok"
        last = truck.board.say("114113000000017")
        waiting = truck.board.ask("?list")[0]
    assert last.startswith("ok ") and len(waiting) >= 2, waiting
    # The power was cut with these in the EEPROM; they are there, and go out.
    with Truck(directory, nor) as truck:
        truck.heard("# up")
        truck.board.wait_empty()
    print("\n".join(waiting))


if __name__ == "__main__":
    main()
