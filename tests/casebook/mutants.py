#!/usr/bin/env python3
"""mutants.py [--list | NAME...]: take each treatment out of the code in turn, and see which cases notice; TAP.

Two sorts of mutants, each built of a copy of the sources:
  treatments   a row of mutants.tsv: what is taken out, by which sed script, and cases that must fail then
  rules        one for each row of core/trace/check_rules.c that says nothing any more; every case that wants
               a verdict of it other than pass must fail
At the end of the whole table each case must have noticed something. NAME: rows, or rules by their id.

Some fifteen minutes of one processor for all; run by hand, and when a case or a treatment is added.
"""
import argparse
import concurrent.futures
import csv
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import run
import story

TABLE = os.path.join(story.HERE, "mutants.tsv")
RULES = "core/trace/check_rules.c"
SILENT = "static void silent(struct inquiry *inquiry)\\n{\\n\\tcheck_applies(inquiry);\\n}\\n"


class Mutant:
    def __init__(self, name, treatment, file, script, wanted, orders=run.ORDERS[:1]):
        self.name, self.treatment, self.file, self.script = name, treatment, file, script
        self.wanted, self.orders = wanted, orders


def case_name(path):
    return os.path.basename(path)[:-5]


def all_cases():
    return sorted(glob.glob(os.path.join(story.HERE, "*.case")))


def treatments():
    with open(TABLE, encoding="utf-8") as file:
        rows = [line for line in file if line.strip() and not line.startswith("#")]
    for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
        # What hangs on the order of arrival shows only if there are several.
        orders = run.ORDERS if row["treatment"] == "5" else run.ORDERS[:1]
        yield Mutant(row["name"], row["treatment"], row["file"], row["sed"], row["cases"].split(), orders)


def rules():
    with open(os.path.join(story.ROOT, RULES), encoding="utf-8") as file:
        rows = re.findall(r'ROW\("([^"]+)".*?\b(judge_\w+)\),', file.read(), re.S)
    texts = {}
    for path in all_cases():
        with open(path, encoding="utf-8") as file:
            texts[case_name(path)] = file.read()
    for name, judge in rows:
        wanted = [case for case, text in texts.items()
                  if re.search(r"^rule %s (?!pass)" % re.escape(name), text, re.M)]
        yield Mutant(name, "rule", RULES, r"s/\b%s\)/silent)/; s/^const struct check_row/%s&/" % (judge, SILENT), wanted)


class Workshop:
    """A copy of the sources that is built again and again."""

    def __init__(self, home):
        self.root = os.path.join(home, "p")
        self.whole = os.path.join(home, "whole")
        self.build = os.path.join(home, "build")
        names = subprocess.run(["git", "ls-files", "-z"], cwd=story.ROOT, check=True, capture_output=True).stdout
        for name in names.decode().split("\0"):
            if name and os.path.isfile(os.path.join(story.ROOT, name)):
                os.makedirs(os.path.dirname(os.path.join(self.root, name)), exist_ok=True)
                shutil.copy2(os.path.join(story.ROOT, name), os.path.join(self.root, name))
        # What a mutant does not use any more is no reason not to build it.
        shutil.copytree(self.root, self.whole)
        self.edit("tools/build/PigtraceBuild.cmake", "s/ -Werror//")
        self.do(["cmake", "-S", self.root, "-B", self.build, "-G", "Ninja"])
        self.make()
        os.environ["PIGTRACE"] = os.path.join(self.build, "bin/pigtrace")
        os.environ["CASEBOOK_LOAD"] = os.path.join(self.build, "tests/casebook-load")

    @staticmethod
    def do(command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise story.Mistake("%s:\n%s%s" % (" ".join(command), done.stdout[-2000:], done.stderr[-2000:]))

    def make(self):
        self.do(["ninja", "-C", self.build, "pigtrace", "casebook-load"])

    def edit(self, name, script):
        """Whether the script changed anything."""
        path = os.path.join(self.root, name)
        with open(path, "rb") as file:
            before = file.read()
        self.do(["sed", "-i", "-E", script, path])
        with open(path, "rb") as file:
            return file.read() != before

    def restore(self, name):
        shutil.copy(os.path.join(self.whole, name), os.path.join(self.root, name))


def notices(path):
    try:
        return bool(run.faults(path)[1])
    except (subprocess.TimeoutExpired, ValueError):
        return True


def try_mutant(shop, mutant, pool):
    """(what is wrong or None, cases that noticed)."""
    paths = [path for path in all_cases() if mutant.treatment != "rule" or case_name(path) in mutant.wanted]
    try:
        if not shop.edit(mutant.file, mutant.script):
            return "the script changes nothing of %s" % mutant.file, []
        shop.make()
        run.ORDERS = mutant.orders
        noticed = [case_name(path) for path, is_so in zip(paths, pool.map(notices, paths)) if is_so]
    except story.Mistake as wrong:
        return str(wrong), []
    finally:
        shop.restore(mutant.file)
    blind = [case for case in mutant.wanted if case not in noticed]
    if not noticed:
        return "no case notices", noticed
    return "these notice nothing: " + " ".join(blind) if blind else None, noticed


def say(number, wrong, text):
    print("%s %d %s%s" % ("not ok" if wrong else "ok", number, text,
                          "\n# " + wrong.replace("\n", "\n# ") if wrong else ""), flush=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.partition(":")[0])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("names", nargs="*")
    words = parser.parse_args()
    chosen = [one for one in list(treatments()) + list(rules()) if not words.names or one.name in words.names]
    if words.list:
        for mutant in chosen:
            print("%s\t%s\t%s" % (mutant.name, mutant.treatment, " ".join(mutant.wanted)))
        return 0
    if not chosen:
        parser.error("no such mutant")
    failed, seen = 0, set()
    print("1..%d" % (len(chosen) + (not words.names)))
    with tempfile.TemporaryDirectory(prefix="mutants-") as home, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        shop = Workshop(home)
        for number, mutant in enumerate(chosen, 1):
            wrong, noticed = try_mutant(shop, mutant, pool)
            seen.update(noticed)
            failed += wrong is not None
            say(number, wrong, "%s: %d notice: %s" % (mutant.name, len(noticed), " ".join(noticed)))
    if not words.names:
        blind = [case_name(path) for path in all_cases() if case_name(path) not in seen]
        failed += bool(blind)
        say(len(chosen) + 1, "these notice nothing: " + " ".join(blind) if blind else None,
            "each case notices a mutant")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
