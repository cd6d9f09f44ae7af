#!/usr/bin/env python3
"""run.py [CASE...]: tell each case to a store, ask, and compare; TAP on standard output.

A case is told three times: as written, shuffled, and backwards and then once more. The answers must be the
same bytes. Without arguments: every *.case here; those in open/ are run only when named.

  PIGTRACE        the pigtrace to ask          [build/bin/pigtrace]
  CASEBOOK_LOAD   what fills a store           [build/tests/casebook-load]
"""
import concurrent.futures
import glob
import json
import os
import re
import sys

import story

ORDERS = ("as written", "shuffled", "repeated")


def pick(value, path):
    """a.b[key=value].c, a# (how many); KeyError if there is none."""
    for step in re.findall(r"[^.\[\]#]+|\[[^\]]*\]|#", path):
        if step == "#":
            value = len(value)
        elif step.startswith("["):
            key, _, wanted = step[1:-1].partition("=")
            kept = [one for one in value if holds(one, key, wanted)]
            value = kept if path.rstrip("#").endswith(step) and path.endswith("#") else kept[0]
        else:
            value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def holds(one, key, wanted):
    if not key:
        return shown(one) == wanted
    found = one.get(key) if isinstance(one, dict) else None
    return wanted in found if isinstance(found, list) else shown(found) == wanted


def shown(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def check_rule(out, wanted):
    name, _, rest = wanted.partition(" ")
    verdict, _, reason = rest.partition(" ")
    for rule in json.loads(out)["rules"]:
        if rule["id"] != name:
            continue
        if rule["verdict"] != verdict:
            return "%s is %s: %s" % (name, rule["verdict"], [found["reason"] for found in rule["findings"]])
        if reason and not any(reason in json.dumps(found, ensure_ascii=False) for found in rule["findings"]):
            return "%s does not say %s: %s" % (name, reason, json.dumps(rule["findings"], ensure_ascii=False))
        return None
    return "no rule %s" % name


def check_value(out, wanted):
    path, _, value = wanted.partition(" = ")
    try:
        found = shown(pick(json.loads(out), path.strip()))
    except (KeyError, IndexError, TypeError) as wrong:
        return "%s: not in the answer (%r)" % (path, wrong)
    return None if found == value.strip() else "%s is %s, not %s" % (path, found, value)


def judge(want, answer):
    """None, or what is wrong."""
    kind, text = want
    code, out, err = answer
    if kind == "exit":
        return None if code == int(text) else "exit code %d, not %s: %s" % (code, text, err)
    if kind in ("has", "lacks"):
        there = text in out + err
        return None if there == (kind == "has") else "%s %s" % ("it lacks" if kind == "has" else "it has", text)
    try:
        return check_rule(out, text) if kind == "rule" else check_value(out, text)
    except ValueError:
        return "no JSON: exit %d, %s" % (code, err)


def answers(case):
    """The answers of the case as written; a text instead if another order answers otherwise."""
    first = None
    for order in ORDERS:
        with story.room() as home:
            case.tell(home, order)
            told = [story.ask(home, question.command) for question in case.questions]
        if first is None:
            first = told
        elif told != first:
            return "told %s, the answer is another" % order
    return first


def faults(path):
    try:
        case = story.Case(path)
        if not case.title or not any(question.wants for question in case.questions):
            return case.title, ["a case has a title, a question and what is wanted"]
        told = answers(case)
    except story.Mistake as wrong:
        return "", [str(wrong)]
    if isinstance(told, str):
        return case.title, [told]
    wrong = []
    for question, answer in zip(case.questions, told):
        for want in question.wants:
            fault = judge(want, answer)
            if fault:
                wrong.append("%s: %s" % (question.command, fault))
    return case.title, wrong


def main(paths):
    failed = 0
    paths = paths or sorted(glob.glob(os.path.join(story.HERE, "*.case")))
    print("1..%d" % len(paths))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (path, (title, wrong)) in enumerate(zip(paths, pool.map(faults, paths)), 1):
            name = os.path.basename(path)[:-5]
            print("%s %d %s: %s" % ("not ok" if wrong else "ok", number, name, title))
            for line in wrong:
                print("# " + line.replace("\n", "\n# "))
            failed += bool(wrong)
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
