"""A naive model of what came from what, written from core/trace/trace.h and forward.h, not from the code.

It knows lists and sets, walks everything for each question, and is meant to be read, not to be fast. What a thing's
codes, stays, parents or inputs are is worked out once for a world: @once is all there is of cleverness.
"""
import datetime
import functools
import hashlib
import json
import re

FOREVER = 1 << 62
ANIMALS = ("pig", "eid")
GOODS = ANIMALS + ("carcass", "lot", "run", "pkg", "sscc")
HOLDERS = ("group", "truck", "place")
CONTAINERS = ("group", "truck", "sscc", "place")
GIVING = ("feed", "medicate", "vaccinate")


def kind_of(name):
    return name.partition(":")[0]


def listed(value):
    found = value if isinstance(value, list) else [] if value is None else [value]
    return [one["id"] if isinstance(one, dict) else one for one in found]


def moment(text):
    return int(datetime.datetime.fromisoformat(text).timestamp() * 1000)


def text_of(said):
    """The line's bytes, as it is told to the store."""
    return json.dumps(said, ensure_ascii=False)


def named(station, seq, said):
    """What a correction calls a statement; without a number, by its bytes."""
    if seq:
        return "%s/1/%d" % (station, seq)
    return "%s/-/%s" % (station, hashlib.blake2b(text_of(said).encode(), digest_size=32).hexdigest()[:16])


class Event:
    def __init__(self, station, seq, said):
        self.station, self.seq, self.said = station, seq, said
        self.do = said["do"]
        self.at = moment(said["at"])
        self.of, self.used, self.made = (listed(said.get(role)) for role in ("of", "in", "out"))
        self.to, self.left = (listed(said.get(role)) for role in ("to", "from"))
        self.until = moment(said["until"]) if "until" in said else self.at
        self.name = named(station, seq, said)
        self.order = (self.at, station, 1 if seq else 0, seq, text_of(said))


def once(method):
    """The answer for these arguments, remembered for as long as the world is."""
    @functools.wraps(method)
    def ask(world, *arguments):
        key = (method.__name__,) + arguments
        if key not in world.memory:
            world.memory[key] = method(world, *arguments)
        return world.memory[key]
    return ask


class World:
    def __init__(self, events):
        """events: (station, seq, dict). Seq 0 has no number."""
        every = [Event(*event) for event in events]
        self.trade = {}
        for event in sorted((e for e in every if e.do == "station"), key=lambda e: e.order):
            self.trade[event.of[0].partition(":")[2]] = event.said.get("trade")
        self.corrections = {}
        for event in every:
            if event.do == "correct":
                self.corrections.setdefault(event.said["event"], []).append(event)
        self.memory = {}
        self.events = sorted((e for e in every if not self.corrected(e)), key=lambda e: e.order)
        self.alias = self.aliases()
        self.names = sorted({n for e in self.events for n in e.of + e.used + e.made + e.to
                             if kind_of(n) in GOODS} | {
                                 # A part of a run is one whoever named it, also in a corrected statement.
                                 n for e in every for n in e.of + e.used if kind_of(n) == "run"})

    def corrected(self, event, depth=0):
        """Somebody entitled says so, in a statement that is not itself corrected."""
        return depth < 16 and any(
            (by.station == event.station or self.trade.get(by.station) == "admin") and not self.corrected(by, depth + 1)
            for by in self.corrections.get(event.name, []))

    def aliases(self):
        """Every code of one animal -> the set of its codes."""
        alias = {}
        for event in self.events:
            if event.do != "tag":
                continue
            codes = set()
            for name in event.used + event.made[:1] if event.used else event.made[:1]:
                codes |= alias.get(name, {name})
            for name in codes:
                alias[name] = codes
        return alias

    def codes(self, name):
        return self.alias.get(name, {name})

    # ---- where a thing was ----

    @once
    def names_of(self, name):
        """All names under which something is said of it: a package moves with its run until it moves alone."""
        return self.codes(name) | set(self.runs_around(name) if kind_of(name) in ("pkg", "run") else ())

    @once
    def stays(self, name):
        """[(container, since, until)], half-open. Own events of one instant: leaving, joining, an end."""
        steps = []
        for event in self.events:
            subject = self.names_of(name) & set(event.of + event.made)
            # Carcasses, lots and runs go part by part; what is left stays where it was.
            eaten = self.codes(name) & set(event.used) and event.do != "tag" and kind_of(name) in ANIMALS + ("pkg",)
            if not subject and not eaten:
                continue
            head_count = any(kind_of(n) == "group" for n in subject) and "count" in event.said
            if eaten or (event.do == "die" and not head_count) or (
                    event.do == "sell" and any(kind_of(n) in ("pkg", "carcass", "sscc") for n in subject)):
                steps.append((event.at, 2, event.order, None))
            elif event.do == "certify":
                continue
            elif event.do == "ship":
                steps.append((event.at, 0, event.order, None))
            elif event.to:
                steps.append((event.at, 1, event.order, event.to[0]))
            elif event.left or event.do == "receive":
                steps.append((event.at, 0, event.order, None))
        steps.sort(key=lambda step: step[:3])
        stays = []
        for number, (at, _, _, into) in enumerate(steps):
            until = steps[number + 1][0] if number + 1 < len(steps) else FOREVER
            if into and at < until:
                stays.append((into, at, until))
        return stays

    @once
    def within(self, name, depth=0):
        """All containers it was in, containers of containers with their part of the time."""
        found = []
        for into, since, until in self.stays(name):
            found.append((into, since, until))
            if depth < 8 and kind_of(into) in CONTAINERS:
                for outer, begin, end in self.within(into, depth + 1):
                    if max(begin, since) < min(end, until):
                        found.append((outer, max(begin, since), min(end, until)))
        return found

    # ---- what it was made of ----

    @once
    def parents(self, name):
        """[(what, when it went in)]; None as time: the same thing by another name."""
        found = []
        if kind_of(name) == "pkg":
            found += [(run, None) for run in self.runs_around(name)]
        if kind_of(name) == "run":
            found += [(run, None) for run in self.runs_around(name)]
        if kind_of(name) == "lot":
            found += [(other, None) for other in self.names
                      if kind_of(other) == "run" and other[4:].rpartition("/")[0] == name[4:]]
        codes = self.codes(name)
        for event in self.events:
            if event.do == "tag" or event.do in GIVING:
                continue
            if codes & set(event.made):
                found += [(used, event.at) for used in event.used]
            if kind_of(name) == "sscc" and event.do == "case" and name in event.to:
                found += [(thing, event.at) for thing in event.of]
        return found

    @once
    def runs_around(self, name):
        """Runs that hold this package's number, or this run's."""
        if kind_of(name) == "pkg":
            gtin, _, serial = name[4:].partition("/")
            lot, first, last = None, int(serial[:8]), int(serial[:8])
        else:
            gtin, lot, first, last = self.run_parts(name)
        found = []
        for other in self.names:
            if kind_of(other) != "run" or other == name:
                continue
            its_gtin, its_lot, begin, end = self.run_parts(other)
            if its_gtin == gtin and lot in (None, its_lot) and begin <= first and last <= end:
                found.append(other)
        return found

    @staticmethod
    def run_parts(name):
        gtin, lot, span = name[4:].split("/")
        first, _, last = span.partition("-")
        return gtin, lot, int(first), int(last)

    @once
    def ancestors(self, name):
        """It and all it was made of, under every name."""
        found, todo = set(), [name]
        while todo:
            one = todo.pop()
            for code in self.codes(one):
                if code not in found:
                    found.add(code)
                    todo += [parent for parent, _ in self.parents(code)]
        return found

    @once
    def given_to(self, thing):
        """{(it, input)}: what was given to it by its own name, or through a container it was in then, or came to while it went on."""
        within = self.within(thing)
        found = set()
        for event in self.events:
            if event.do in GIVING and any(about == thing or any(into == about and since <= event.until and event.at < until
                                                               for into, since, until in within)
                                          for about in event.of):
                found.update((min(self.codes(thing)), used) for used in event.used)
        return found

    def given(self, name):
        """{(animal, input)} of it and all it was made of."""
        return set().union(*map(self.given_to, self.ancestors(name)))

    @once
    def inputs(self, name):
        return {used for _, used in self.given(name)}

    def farms(self, name):
        found = set()
        for thing in self.ancestors(name):
            if kind_of(thing) in ANIMALS:
                found |= {match.group(1) for into, _, _ in self.within(thing)
                          for match in [re.match(r"group:(\d{10})/", into)] if match}
        return found

    def animals(self, name):
        return len({frozenset(self.codes(one)) for one in self.ancestors(name) if kind_of(one) in ANIMALS})

    # ---- forward ----

    def exposed(self, name, holder, window, seen=()):
        """From when on it, or what it was made of, was exposed to a container in [begin, end); None: never."""
        if name in seen:
            return None
        moments = [max(since, window[0]) for into, since, until in self.within(name)
                   if into == holder and max(since, window[0]) < min(until, window[1])]
        for known in self.names_of(name):
            for parent, at in self.parents(known):
                if parent in self.names_of(name):
                    continue  # where the rest of its run went
                before = self.exposed(parent, holder, window, seen + tuple(self.names_of(name)))
                if before is not None and (at is None or before < at):
                    moments.append(before if at is None else at)
        return min(moments) if moments else None

    def affected(self, seed, window=(-FOREVER, FOREVER)):
        """All goods whose back-trace names the seed."""
        if kind_of(seed) == "input":
            return {name for name in self.names if seed in self.inputs(name)}
        if kind_of(seed) in HOLDERS:
            return {name for name in self.names if self.exposed(name, seed, window) is not None}
        return {name for name in self.names if seed in self.ancestors(name)}
