"""oracle.py PACKAGES: trace every package of packages.tsv and hold the answer against the generator's model.

Exactly its carcasses, every ear tag its pigs ever wore (the model does not list electronic tags), and the farms they
lived on; and the precision that is shown (one of how many) must be that of the lists.
"""
import json
import re
import subprocess
import sys


def asked(name):
    done = subprocess.run(["pigtrace", "trace", "--json", name], capture_output=True)
    assert done.returncode == 0, (name, done.returncode, done.stderr)
    return json.loads(done.stdout)


def of_kind(answer, kinds):
    return {item["id"] for item in answer["items"] if item["kind"] in kinds and not item["input"]}


def farms(answer):
    """The ten digits in the groups that the pigs' own events name."""
    own = [e for e in answer["events"] if e["item"].startswith("pig:")]
    return set(re.findall(r"group:(\d{10})/", json.dumps(own)))


def main(path):
    count = mixed = 0
    for row in open(path, encoding="utf-8"):
        name, _, link, farm, carcass, pig = row.rstrip("\n").split("\t")
        answer = asked(name)
        want = {"farms": set(farm.split(",")), "carcasses": set(carcass.split(",")), "pigs": set(pig.split(","))}
        got = {"farms": farms(answer), "carcasses": of_kind(answer, {"carcass"}),
               "pigs": of_kind(answer, {"pig"})}
        assert got == want, (name, {key: (got[key] ^ want[key]) for key in want})
        shown = answer["precision"]
        assert answer["format"] == "pigtrace-trace/1" and answer["verdict"] == "found", name
        assert shown["carcasses"] == len(want["carcasses"]) and shown["farms"] == len(want["farms"]), (name, shown)
        assert shown["carcasses"] == shown["animals"] <= len(want["pigs"]), (name, shown)
        assert asked("https://id.example.com" + link)["items"] == answer["items"], link
        count += 1
        mixed += len(want["farms"]) > 1
    assert count >= 10 and mixed > 0, (count, mixed)
    print(count, "packages,", mixed, "of more than one farm")


main(sys.argv[1])
