"""Reading a case of the casebook; README.md says how one is written."""
import hashlib
import json
import os
import random
import re
import shlex
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SERIAL_KEY = bytes([7] * 32)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBERS = {"count", "withdrawal_days", "age_days", "hook", "held"}
LISTS = {"of", "in", "out", "to", "from"}
PATIENCE_S = 120  # of an answer that takes a tenth of a second
TIMES = {"until", "expires", "since", "before"}
WHEN = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d)$")


# Where stores are that need not survive anything: in memory, if there is such a directory.
ROOM = os.environ.get("TMPDIR") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


def room():
    """A directory that goes when it is left."""
    return tempfile.TemporaryDirectory(prefix="casebook-", dir=ROOM)


class Mistake(Exception):
    """The case itself is written wrongly."""


def serial(gtin, lot, counter, key=SERIAL_KEY):
    text = "%08d" % counter
    made = hashlib.blake2b(("%s/%s/%s" % (gtin, lot, text)).encode(), digest_size=16, key=key).digest()
    bits = int.from_bytes(made[:8], "big")
    return text + "".join(CROCKFORD[bits >> (59 - 5 * i) & 31] for i in range(12))


def moment(day, clock):
    found = WHEN.match(day + " " + clock)
    if not found:
        raise Mistake("not a time: %s %s" % (day, clock))
    year, month, mday, hour, minute = found.groups()
    return "%s-%s-%sT%s:%s:00+08:00" % (year or "2026", month, mday, hour, minute)


class Line:
    """What one station says once."""

    def __init__(self, station, text, label=None, proof="signed", rule="-", lost=False):
        self.station, self.text, self.label = station, text, label
        self.proof, self.rule, self.lost, self.seq = proof, rule, lost, 0

    def name(self):
        """What a statement without a number is called: by its bytes."""
        if self.proof != "plain":
            raise Mistake("%s has a number, and is named by it" % self.label)
        return "%s/-/%s" % (self.station, hashlib.blake2b(self.text.encode(), digest_size=32).hexdigest()[:16])

    def row(self):
        epoch = 1 if self.seq else 0
        return "\t".join([self.rule, self.station, str(epoch), str(self.seq), self.proof, self.text])


class Question:
    def __init__(self, command):
        self.command, self.wants = command, []


class Case:
    def __init__(self, path):
        self.path, self.title, self.theme = path, "", ""
        self.names, self.lines, self.questions, self.settings = {}, [], [], []
        self.lines.append(self.station_line("admin", "admin"))
        self.read(path, True)
        taken = {}
        for line in self.lines:
            if line.proof == "signed":
                taken[line.station] = taken.get(line.station, 0) + 1
                line.seq = taken[line.station]

    # ---- what a line of the file may be ----

    def read(self, path, own):
        with open(path, encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                text = text.strip()
                if own and text.startswith("# ") and not self.title:
                    self.title = text[2:]
                if not text or text.startswith("#"):
                    continue
                try:
                    self.understand(text)
                except (Mistake, ValueError, IndexError) as wrong:
                    raise Mistake("%s:%d: %s: %s" % (path, number, text, wrong))

    def understand(self, text):
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        if word == "like":
            self.read(os.path.join(HERE, "stories", rest + ".story"), False)
        elif word == "theme":
            self.theme = rest
        elif word == "name":
            name, _, item = rest.partition("=")
            self.names[name.strip()] = self.item_of(item.strip())
        elif word == "station":
            self.lines.append(self.station_line(*rest.split(None, 3)))
        elif word == "setting":
            self.settings.append(rest)
        elif word == "without":
            self.find(rest)  # it must be there
            self.lines = [line for line in self.lines if line.label != rest]
        elif word == "lose":
            self.find(rest).lost = True
        elif word == "unsign":
            self.find(rest).proof = "plain"
        elif word == "ask":
            self.questions.append(Question(self.spell(rest)))
        elif word in ("want", "rule", "has", "lacks", "exit"):
            if not self.questions:
                raise Mistake("what is asked?")
            self.questions[-1].wants.append((word, self.spell(rest)))
        elif word == "instead":
            line = self.statement(rest)
            old = self.find(line.label)
            self.lines[self.lines.index(old)] = line
        else:
            self.lines.append(self.statement(text))

    def find(self, label):
        for line in self.lines:
            if label and line.label == label:
                return line
        raise Mistake("no line is called %s" % label)

    def item_of(self, text):
        """package GTIN/LOT/COUNTER is the package of that number, with its serial."""
        if text.startswith("package "):
            gtin, lot, counter = text[8:].split("/")
            return "pkg:%s/%s" % (gtin, serial(gtin, lot, int(counter)))
        return text

    def spell(self, text):
        """Names for items: $NAME."""
        def known(found):
            if found.group(1) not in self.names:
                raise Mistake("no name $%s" % found.group(1))
            return self.names[found.group(1)]
        return re.sub(r"\$([A-Za-z0-9]+)", known, text)

    def station_line(self, name, trade, home=None, title=None):
        said = {"do": "station", "at": moment("01-01", "00:00"), "of": "station:" + name, "action": "add",
                "trade": trade, "proof": "plain"}
        if home and home != "-":
            said["home"] = home
        if title:
            said["title"] = title
        return Line("admin", json.dumps(said, ensure_ascii=False))

    # ---- [label] [lost] [plain] [refused RULE] MM-DD HH:MM STATION KIND key=value ... ----

    def statement(self, text):
        label, proof, rule, lost = None, "signed", "-", False
        words = shlex.split(self.spell(text))
        while words:
            if words[0].startswith("["):
                label = words.pop(0).strip("[]")
            elif words[0] == "lost":
                lost = bool(words.pop(0))
            elif words[0] == "plain":
                proof = words.pop(0)
            elif words[0] == "refused":
                rule = words[1]
                words = words[2:]
            else:
                break
        if len(words) < 4:
            raise Mistake("a statement has a time, a station and a kind")
        day, clock, station, kind = words[:4]
        said = {"do": kind, "at": moment(day, clock)}
        for word in words[4:]:
            key, mark, value = word.partition("=")
            if not mark:
                raise Mistake("%s is not key=value" % word)
            said[key] = self.value(key, value)
        return Line(station, json.dumps(said, ensure_ascii=False), label, proof, rule, lost)

    def value(self, key, value):
        if key in NUMBERS:
            return int(value)
        if key in ("event", "with") and value.startswith("["):
            return self.find(value.strip("[]")).name()
        if key in TIMES and WHEN.match(value):
            return moment(*value.split())
        if key == "readings":  # minutes:degrees,minutes:degrees
            pairs = [pair.split(":") for pair in value.split(",")]
            return [[int(minute) * 60, degrees] for minute, degrees in pairs]
        if key in LISTS:
            things = [self.quantity(thing) for thing in value.split(",")]
            return things if len(things) > 1 else things[0]
        return value

    @staticmethod
    def quantity(thing):
        """item(12.5kg), item(3), item(3 12.5kg)"""
        found = re.match(r"(.*)\(([^)]*)\)$", thing)
        if not found:
            return thing
        said = {"id": found.group(1)}
        for part in found.group(2).split():
            if part.endswith("kg"):
                said["kg"] = part[:-2]
            else:
                said["count"] = int(part)
        return said

    # ---- telling it to a store ----

    def rows(self, order):
        rows = [line.row() for line in self.lines if not line.lost]
        if order == "shuffled":
            random.Random(self.path.rpartition("/")[2]).shuffle(rows)
        elif order == "repeated":
            rows = rows[::-1] + rows
        return rows

    def tell(self, home, order):
        load(home, self.rows(order))
        if self.settings:
            with open(os.path.join(home, "rules.conf"), "w", encoding="utf-8") as file:
                file.write("".join(text + "\n" for text in self.settings))


def load(home, rows):
    os.makedirs(home, exist_ok=True)
    done = subprocess.run([os.environ.get("CASEBOOK_LOAD", ROOT + "/build/tests/casebook-load"),
                           os.path.join(home, "pigtrace.db")],
                          input="".join(row + "\n" for row in rows).encode(), capture_output=True)
    if done.returncode != 0:
        number = re.search(r"line (\d+)", done.stderr.decode())
        raise Mistake(done.stderr.decode() + (rows[int(number.group(1)) - 1] if number else ""))


def ask(home, command):
    """Exit code, standard output, standard error of `pigtrace COMMAND`."""
    tool = os.environ.get("PIGTRACE", ROOT + "/build/bin/pigtrace")
    env = {"PATH": os.environ.get("PATH", ""), "LANG": "C", "PIGTRACE_LANG": "en", "TZ": "Asia/Shanghai",
           "HOME": home, "PIGTRACE_HOME": home}
    done = subprocess.run([tool] + shlex.split(command), capture_output=True, env=env, timeout=PATIENCE_S)
    # A plan says when it was made.
    out = re.sub(r'"(now)":"[^"]*"', r'"\1":"-"', done.stdout.decode())
    return done.returncode, out, done.stderr.decode()
