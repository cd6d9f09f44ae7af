#!/usr/bin/env python3
"""oracle.py [--jobs N] [KIND [SEED | FIRST-LAST]]: hold pigtrace against a naive model of the same events; TAP.

For every package, run, lot and carcass: animals, carcasses, farms, inputs. For inputs, pigs, pens and trucks as
seeds: which goods a recall must find. One thing is under recall in each: who asks for an item must be told so exactly
if the recall's plan has it. On small seasons of the generator, and on small odd herds. A disagreement is
made as small as it goes and printed. And a farm nobody has to do with, told beside them, must change no answer.

KIND is season, herd, strangers-season or strangers-herd; a run that was broken off goes on behind the last seed
it printed: `oracle.py season 301-1000`. Without a kind: 30 seasons and herds, 3 beside strangers.

  PIGTRACE, CASEBOOK_LOAD, SEASON   the programs        [build/...]
  PIGTRACE_LONG                     1: 1,000 seasons and 1,000 herds, 100 beside strangers
"""
import argparse
import concurrent.futures
import datetime
import json
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "casebook"))
import herd  # noqa: E402
import model  # noqa: E402
import story  # noqa: E402

SEASON = os.environ.get("SEASON", story.ROOT + "/build/tests/season/season")
QUESTIONS = 6  # of each sort in one season


def season(seed, home):
    """A season's lines as (station, seq, dict)."""
    into = os.path.join(home, "season")
    pigs = 10 + seed % 5
    subprocess.run([SEASON, "events", "--pigs", str(pigs), "--seed", str(seed), "--wrong", "0", "--late", "60", into],
                   check=True, capture_output=True)
    events = []
    with open(into + "/stations.tsv", encoding="utf-8") as file:
        stations = [line.rstrip("\n").split("\t") for line in file]
    stations.insert(0, ["admin", "admin", "", ""])
    for number, (name, trade, place, title) in enumerate(stations, 1):
        said = {"do": "station", "at": "2026-01-01T00:00:00+08:00", "of": "station:" + name, "action": "add",
                "trade": trade, "proof": "plain"}
        said.update({key: value for key, value in (("home", place), ("title", title)) if value})
        events.append(("admin", number, said))
    for name in [one[0] for one in stations]:
        path = "%s/%s.events" % (into, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                events += [(name, number, json.loads(line)) for number, line in enumerate(file, 1)]
    return events


RECALLED = 6


def with_recall(events, seed):
    """The same, and a recall of one thing in them: for ever, or within some hours."""
    world = model.World(events)
    dice = random.Random(-seed)
    subject = dice.choice(sorted(seeds_of(world)))
    said = {"do": "recall_open", "at": "2026-12-01T08:00:00+08:00", "of": subject, "out": "recall:2026-1", "class": "II",
            "reason": "a drill"}
    if model.kind_of(subject) in model.HOLDERS and dice.random() < 0.7:
        begin, end = hours(world, dice)
        said.update(since=rfc3339(begin), before=rfc3339(end))
    last = max([seq for station, seq, _ in events if station == "plant-01"], default=0)
    return events + [("plant-01", last + 1, said)]


def is_recalled(world, name):
    return any(name in world.affected(event.of[0], tuple(
        model.moment(event.said[key]) if key in event.said else ever
        for key, ever in (("since", -model.FOREVER), ("before", model.FOREVER))))
               for event in world.events if event.do == "recall_open")


def asked(home, command, codes=(0, 3)):
    code, out, err = story.ask(home, command)
    if code not in codes:
        raise AssertionError("pigtrace %s: exit %d: %s" % (command, code, err))
    return json.loads(out) if out.strip() else {}


def quoted(name):
    return "'%s'" % name


def differs_back(world, home, name):
    """None, or how the back-trace of an item differs from the model's."""
    answer = asked(home, "trace --json " + quoted(name), (0, 3, RECALLED))
    found = {one["id"] for one in answer["items"] if not one["input"]}
    inputs = {one["id"] for one in answer["items"] if one["input"]}
    want = world.ancestors(name)
    given = {(min(world.codes(edge["item"])), edge["input"]) for edge in answer["given"]}
    said = answer["precision"]
    pairs = [("items", want, found), ("inputs", world.inputs(name), inputs), ("given", world.given(name), given),
             ("animals", world.animals(name), said["animals"]),
             ("carcasses", len([one for one in want if one.startswith("carcass:")]), said["carcasses"])]
    # An animal that stood in no group is told by its stations instead.
    numbers = {farm for farm in said["farm_names"] if not farm.startswith("station:")}
    pairs.append(("farms", world.farms(name), numbers))
    for what, model_says, product_says in pairs:
        if model_says != product_says:
            return "trace %s: %s: model %s, pigtrace %s" % (name, what, shown(model_says, product_says),
                                                           shown(product_says, model_says))
    return None


def shown(one, other):
    return sorted(one - other) if isinstance(one, set) else one


def differs_recalled(world, home, name):
    """Whether it is under recall, asked from its own side."""
    code, _, _ = story.ask(home, "trace --dot " + quoted(name))
    if (code == RECALLED) != is_recalled(world, name):
        return "trace %s: exit %d, but the recall's plan has it: %s" % (name, code, is_recalled(world, name))
    return None


def differs_forward(world, home, seed):
    return differs_plan(world, home, seed, "", (-model.FOREVER, model.FOREVER))


def differs_window(world, home, seed):
    """The same within some hours of its own, the same ones whenever it is asked."""
    begin, end = hours(world, random.Random(seed))
    words = "--since %s --before %s " % (rfc3339(begin), rfc3339(end))
    return differs_plan(world, home, seed, words, (begin, end))


def hours(world, dice):
    moments = sorted({event.at for event in world.events if event.do not in ("station", "recall_open")})
    begin, end = sorted((dice.choice(moments), dice.choice(moments)))
    return begin, end + 1000


def rfc3339(at):
    return datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc).isoformat()


def differs_plan(world, home, seed, words, window):
    answer = asked(home, "recall plan --format json " + words + quoted(seed))
    found = {one["id"] for one in answer.get("items", []) if not one["holder"] and one["kind"] in model.GOODS}
    want = world.affected(seed, window)
    if found == want:
        return None
    return "recall plan %s%s: only the model has %s, only pigtrace has %s" % (
        words, seed, sorted(want - found), sorted(found - want))


def seeds_of(world):
    found = set()
    for event in world.events:
        found.update(name for name in event.of + event.used + event.to
                     if model.kind_of(name) in ("input", "group", "truck", "pig", "carcass"))
    return found


def choose(dice, names):
    names = sorted(names)
    return dice.sample(names, min(len(names), QUESTIONS))


def questions(world, dice):
    backs = [name for name in world.names if model.kind_of(name) not in model.ANIMALS]
    return [(differs_back, name) for name in choose(dice, backs)] + [
        (differs_forward, name) for name in choose(dice, seeds_of(world))] + [
        (differs_window, name) for name in choose(dice, seeds_of(world)) if model.kind_of(name) in model.HOLDERS] + [
        (differs_recalled, name) for name in choose(dice, world.names)]


def first_difference(events, seed, ask=None):
    """None, or (question, what differs). Told in a random order: the answer hangs on the set alone."""
    dice = random.Random(seed)
    world = model.World(events)
    rows = herd.rows(events)
    dice.shuffle(rows)
    with story.room() as home:
        story.load(home, rows)
        for question in [ask] if ask else questions(world, dice):
            if question[1] not in (seeds_of(world) if question[0] in (differs_forward, differs_window) else world.names):
                continue  # left out while making it smaller
            wrong = question[0](world, home, question[1])
            if wrong:
                return question, wrong
    return None


def smaller(events, seed, question):
    """Leave out one event after the other while the two still disagree."""
    again = True
    while again:
        again = False
        for number in range(len(events) - 1, -1, -1):
            fewer = events[:number] + events[number + 1:]
            if fewer and first_difference(fewer, seed, question):
                events, again = fewer, True
    return events


def told(world, home):
    """All that pigtrace says of a world, command by command."""
    animals = [name for name in world.names if model.kind_of(name) in model.ANIMALS]
    meat = [name for name in world.names if model.kind_of(name) not in model.ANIMALS]
    dice = random.Random(len(world.events))
    commands = ["trace --json " + quoted(name) for name in choose(dice, world.names)]
    commands += ["check --json " + quoted(name) for name in choose(dice, meat)]
    commands += ["contacts --json --to 2027-01-01 " + quoted(name) for name in choose(dice, animals)]
    commands += ["recall plan --format json " + quoted(name) for name in choose(dice, seeds_of(world))]
    return [(command, story.ask(home, command)) for command in commands]


def strangers(kind, seed):
    """Whether another farm with a lorry, a plant and a packer of its own changes an answer to the byte."""
    with story.room() as home:
        events = season(seed, home) if kind == "season" else herd.Herd(seed).events
    world = model.World(events)
    rows = herd.rows(events)
    others = herd.strangers(seed)
    # One registry: its numbers go on, for a hole in them could hide something from any recall.
    last = max(seq for station, seq, _ in events if station == "admin")
    mixed = rows + herd.rows([(station, seq + last if station == "admin" else seq, said)
                              for station, seq, said in others])
    random.Random(seed).shuffle(mixed)
    answers = []
    for lines in (rows, mixed):
        with story.room() as home:
            story.load(home, lines)
            answers.append(told(world, home))
    text = ["strangers beside %s %d: %d events, %d answers" % (kind, seed, len(mixed), len(answers[0]))]
    text += [command for (command, alone), (_, beside) in zip(*answers) if alone != beside]
    return len(text) == 1, text


def judge(task):
    """Whether they agree, and what to print."""
    kind, seed = task
    if kind.startswith("strangers-"):
        return strangers(kind.partition("-")[2], seed)
    with story.room() as home:
        events = with_recall(season(seed, home) if kind == "season" else herd.Herd(seed).events, seed)
    found = first_difference(events, seed)
    text = ["%s %d: %d events" % (kind, seed, len(events))]
    if found:
        question, wrong = found
        fewer = smaller(events, seed, question)
        text += [wrong, (first_difference(fewer, seed, question) or ("", ""))[1]]
        text += ["  %s %s" % (model.named(*event), model.text_of(event[2])) for event in fewer]
    return found is None, text


def tasks(kind, seeds):
    """(kind, seed) of what is asked for by name; else of the short or the long form."""
    if kind:
        first, _, last = (seeds or "1").partition("-")
        return [(kind, seed) for seed in range(int(first), int(last or first) + 1)]
    count = 1000 if os.environ.get("PIGTRACE_LONG") == "1" else 30
    return [(one, seed) for one in ("season", "herd") for seed in range(1, count + 1)] + [
        ("strangers-" + one, seed) for one in ("season", "herd") for seed in range(1, count // 10 + 1)]


def main():
    parser = argparse.ArgumentParser(usage=__doc__.partition(":")[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("kind", nargs="?", choices=("season", "herd", "strangers-season", "strangers-herd"))
    parser.add_argument("seeds", nargs="?", metavar="SEED | FIRST-LAST")
    words = parser.parse_args()
    chosen = tasks(words.kind, words.seeds)
    print("1..%d" % len(chosen))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(words.jobs) as pool:
        for number, (good, text) in enumerate(pool.map(judge, chosen), 1):
            print("%s %d %s" % ("ok" if good else "not ok", number, "\n# ".join(text)), flush=True)
            failed += not good
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
