"""Small odd herds: moves from nowhere, tags put on twice over, corrections by strangers, lots used again.

What a real season never does on purpose, and a real record will hold some day. All times are whole hours, so that
many things happen in one instant.
"""
import datetime
import json
import random

import model

GTIN = "06901234000016"
START = datetime.datetime(2026, 5, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
PENS = ["group:1411300001/F1", "group:1411300001/F2", "group:1411300001/F3", "group:1411240002/Q1"]
BARNS = ["group:1411300001/B1", "group:1411300001/B2", "group:1411240002/B3"]
TRUCKS = ["truck:晋J11111", "truck:晋J22222"]
CASES = ["sscc:069012340000000016", "sscc:069012340000000023", "sscc:069012340000000030"]
STATIONS = (("admin", "admin"), ("farm-01", "farm"), ("farm-02", "farm"), ("truck-01", "transport"),
            ("plant-01", "slaughter"), ("packer-01", "packer"))


class Herd:
    def __init__(self, seed):
        self.dice, self.phone = random.Random(seed), random.Random("phone %d" % seed)
        self.events, self.numbers = [], {}
        self.alive, self.carcasses, self.lots, self.runs, self.cases = [], [], [], [], []
        self.hour, self.next_tag, self.next_pack = 0, 1, 1
        for name, trade in STATIONS:
            self.say("admin", "station", of="station:" + name, action="add", trade=trade, proof="plain")
        for _ in range(self.dice.randint(3, 6)):
            tag = self.new_tag()
            self.alive.append([tag])
            self.say("farm-01", "birth", out=tag, to=self.dice.choice(PENS))
        steps = (self.move, self.move, self.move, self.pen_moves, self.give, self.give, self.give, self.retag, self.ride,
                 self.leave, self.die, self.slaughter, self.slaughter, self.cut, self.pack, self.repack, self.correct, self.drive, self.put_in_case)
        for _ in range(self.dice.randint(20, 60)):
            self.hour += self.dice.choice((0, 0, 0, 0, 1, 1, 5, 20))
            self.dice.choice(steps)()
        while self.alive and self.dice.random() < 0.8:
            self.hour += 1
            self.slaughter()
        for step in (self.cut, self.pack, self.cut, self.pack):
            self.hour += 1
            step()

    def say(self, station, kind, **rest):
        at = START + datetime.timedelta(hours=self.hour)
        said = {"do": kind, "at": at.isoformat()}
        said.update({"from" if key == "left" else "in" if key == "used" else key: value for key, value in rest.items()
                     if value is not None})
        # A farm's phone gives no numbers; the same said twice so is one statement.
        plain = (station, 0, said)
        if station.startswith("farm") and self.phone.random() < 0.2 and plain not in self.events:
            self.events.append(plain)
            return
        self.numbers[station] = self.numbers.get(station, 0) + 1
        self.events.append((station, self.numbers[station], said))

    def new_tag(self):
        self.next_tag += 1
        return "pig:1141130%08d" % self.next_tag

    def pig(self):
        """Any name of any living pig; the record is full of old ones."""
        return self.dice.choice(self.dice.choice(self.alive)) if self.alive else None

    def farm(self):
        return self.dice.choice(("farm-01", "farm-01", "farm-02"))

    def move(self):
        pig = self.pig()
        if pig:
            self.say(self.farm(), "move", of=pig, to=self.dice.choice(PENS + BARNS),
                     left=self.dice.choice((None, self.dice.choice(PENS))))

    def pen_moves(self):
        pen = self.dice.choice(PENS)
        self.say("farm-01", "move", of=pen, to=self.dice.choice([barn for barn in BARNS if barn[:16] == pen[:16]]))

    def give(self):
        about = self.dice.choice([self.pig() or PENS[0]] + PENS + BARNS)
        lot = "input:maker/L%d" % self.dice.randint(1, 9)
        if self.dice.random() < 0.5:
            self.say(self.farm(), "feed", of=about, used=lot)
        else:
            until = START + datetime.timedelta(hours=self.hour + self.dice.choice((1, 6, 30)))
            self.say(self.farm(), "medicate", of=about, used=lot, withdrawal_days=self.dice.randint(0, 9),
                     until=self.dice.choice((None, None, until.isoformat())))

    def retag(self):
        if self.alive:
            codes = self.dice.choice(self.alive)
            tag = self.new_tag()
            self.say("farm-01", "tag", used=self.dice.choice(codes), out=tag, tagging="lost",
                     to=self.dice.choice((None, None, self.dice.choice(PENS))))
            codes.append(tag)

    def ride(self):
        self.say("truck-01", "load", of=self.pig() or PENS[1], to=self.dice.choice(TRUCKS))

    def leave(self):
        pig = self.pig()
        if pig:
            self.say("truck-01", "unload", of=pig, left=self.dice.choice(TRUCKS),
                     to=self.dice.choice((None, self.dice.choice(PENS))))

    def die(self):
        if self.alive and self.dice.random() < 0.4:
            codes = self.alive.pop(self.dice.randrange(len(self.alive)))
            self.say("farm-01", "die", of=self.dice.choice(codes))
            self.hour += 1

    def slaughter(self):
        if self.alive:
            codes = self.alive.pop(self.dice.randrange(len(self.alive)))
            carcass = "carcass:plant-01/20260601/%d" % (len(self.carcasses) + 1)
            self.carcasses.append(carcass)
            self.say("plant-01", "slaughter", used=self.dice.choice(codes), out=carcass)
            self.hour += 1

    def some(self, things):
        return self.dice.sample(things, min(len(things), self.dice.randint(1, 3)))

    def cut(self):
        source = self.carcasses + self.lots + self.runs
        if source:
            lot = "lot:%s/T%d" % (GTIN, len(self.lots) + 1)
            self.say("packer-01", "cut", used=self.some(source), out=lot)
            self.lots.append(lot)
            self.hour += 1

    def pack(self, source=None):
        source = source or self.lots
        if source:
            first = 100 * self.next_pack
            run = "run:%s/P%d/%d-%d" % (GTIN, self.next_pack, first, first + 49)
            self.next_pack += 1
            self.say("packer-01", "pack", used=self.some(source), out=run, serial_key="07" * 32)
            self.runs.append(run)
            self.hour += 1

    def repack(self):
        if self.runs and self.dice.random() < 0.5:
            self.pack(self.runs)

    def drive(self):
        """Carcasses, lots, runs and cases in the trucks of the pigs."""
        goods = self.carcasses + self.lots + self.runs + self.cases
        if goods:
            thing = self.dice.choice(goods)
            if self.dice.random() < 0.6:
                self.say("truck-01", "load", of=thing, to=self.dice.choice(TRUCKS))
            else:
                self.say("truck-01", "unload", of=thing, left=self.dice.choice(TRUCKS))

    def put_in_case(self):
        if self.runs:
            run = self.dice.choice(self.runs)
            stem, _, first = run.partition("-")[0].rpartition("/")
            part = "%s/%d-%d" % (stem, int(first) + 5, int(first) + self.dice.randint(6, 20))
            case = CASES[len(self.cases) % len(CASES)]
            others = [other for other in self.cases if other != case]
            self.say("packer-01", "case", of=self.dice.choice([run, part] + others), to=case)
            if case not in self.cases:
                self.cases.append(case)
            self.hour += 1

    def correct(self):
        said = [event for event in self.events if event[2]["do"] != "station"]
        station, seq, wrong = self.dice.choice(said)
        by = self.dice.choice((station, station, "admin", "plant-01"))
        name = model.named(station, seq, wrong)
        if name != "%s/1/%d" % (by, self.numbers.get(by, 0) + 1):
            self.say(by, "correct", event=name, reason="wrong")


def rows(events):
    return ["\t".join(["-", station, "1" if seq else "0", str(seq), "signed" if seq else "plain", model.text_of(said)])
            for station, seq, said in events]


OTHERS = (("1411300001", "1411260001"), ("1411240002", "1411270002"), ("pig:1141130", "pig:1141126"),
          ("晋J11111", "晋J33331"), ("晋J22222", "晋J33332"), (GTIN, "06901234000023"), ("input:maker", "input:other"),
          ("farm-01", "farm-91"), ("farm-02", "farm-92"), ("truck-01", "truck-91"), ("plant-01", "plant-91"),
          ("packer-01", "packer-91"))


def strangers(seed):
    """A herd that has nothing in common with any other, said by stations of its own."""
    events, numbers = [], {}
    for station, _, said in Herd(seed + 5000).events:
        text = json.dumps(said, ensure_ascii=False)
        # Cases have too few names to be others, and an event may be corrected only under its number.
        if "sscc:" in text or said["do"] == "correct" or said.get("of") == "station:admin":
            continue
        for old, new in OTHERS:
            text = text.replace(old, new)
            station = station.replace(old, new)
        numbers[station] = numbers.get(station, 0) + 1
        events.append((station, numbers[station], json.loads(text)))
    return events
