#!/usr/bin/env python3
"""mutate.py list | NAME TREE: break one promise of the gateway in a copy of the sources.

Each mutant breaks what a scenario is there to catch; `list` gives, a line each, its name and the scenario and test
(a regular expression) that must fail with it. NAME prints the files it has changed. A mutant whose place in the code is gone is an error: it is to be
moved along with the code.
"""
import pathlib
import sys

MUTANTS = [
    # name, what fails, in which test, changes: file, old, new
    ("receipt-before-commit", "40-killed-at-each-call.bats", "killed at every write", [
        ("gateway/collectd/serve.c", "\nstatic void on_refused(",
         "\nstatic void send_receipts(struct collectd *self);\nstatic void on_refused("),
        ("gateway/collectd/serve.c", "store_commit(self->store, &fault);",
         "(send_receipts(self), broker_write(self->broker), store_commit(self->store, &fault));"),
    ]),
    ("puback-before-commit", "20-puback-after-commit.bats", "no PUBACK leaves", [
        ("gateway/collectd/broker.c", "(void)mosquitto_threaded_set(broker->mosquitto, true);", ""),
    ]),
    ("no-deduplication", "09-same-number.bats", "same bytes is stored once", [
        ("core/store/seen.c", "if (!received || ", "if (1 || !received || "),
    ]),
    ("gaps-ignored", "44-hard-times.bats", "comes before", [
        ("core/store/numbering.c", "if (numbering.missing == 0)", "if (1)"),
    ]),
]


def main():
    if sys.argv[1:] == ["list"]:
        for name, file, test, _ in MUTANTS:
            print(name, file, test, sep="\t")
        return
    wanted, tree = sys.argv[1:]
    changes = {name: changes for name, _, _, changes in MUTANTS}[wanted]
    for file, old, new in changes:
        path = pathlib.Path(tree, file)
        text = path.read_text()
        if text.count(old) != 1:
            sys.exit(f"{wanted}: {file} has {text.count(old)} times: {old}")
        path.write_text(text.replace(old, new))
    print(*sorted({file for file, _, _ in changes}), sep="\n")


main()
