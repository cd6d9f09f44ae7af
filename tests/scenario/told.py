"""Lines for casebook-load: what stations said, as a store without a broker takes it.

told.py season DIR [without STEP] [plain STATION] [more FILE]   a season of tests/season, its stations registered
told.py hostile                                                 one package whose every name attacks the page
"""
import json
import sys

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;\u202e{{7*7}}"
SHORT = "\"><svg/onload=alert(3)>"
STEPS = {
    "breed": {"birth", "tag", "move", "feed", "medicate", "vaccinate", "weigh", "test"},
    "transport": {"certify", "load", "track", "unload", "disinfect"},
    "sell": {"ship", "receive", "sell", "return"},
}


class Told:
    def __init__(self):
        self.seq = {}

    def line(self, station, event, plain=False):
        if isinstance(event, dict):
            event = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        if plain:
            print("-", station, 0, 0, "plain", event, sep="\t")
            return
        self.seq[station] = self.seq.get(station, 0) + 1
        print("-", station, 1, self.seq[station], "signed", event, sep="\t")

    def station(self, name, trade, title="", home="", consent=None):
        event = {"do": "station", "at": "2026-01-01T00:00:00+08:00", "of": ["station:" + name],
                 "action": "add", "trade": trade, "proof": "plain"}
        if home:
            event["home"] = home
        if title:
            event["title"] = title
        if consent:
            event["consent"] = consent
        self.line("admin", event)


def season(told, folder, words):
    without, plain, more, consent = set(), set(), [], set()
    while words:
        what, value = words.pop(0), words.pop(0)
        if what == "without":
            without |= STEPS[value]
        elif what == "plain":
            plain.add(value)
        elif what == "consent":
            consent.add(value)
        elif what == "more":
            more += open(value, encoding="utf-8").read().splitlines()
        else:
            sys.exit("told.py: " + what)
    told.station("admin", "admin")
    told.station("web", "web")
    for row in open(folder + "/stations.tsv", encoding="utf-8"):
        name, trade, home, title = row.rstrip("\n").split("\t")
        told.station(name, trade, title, home, "name" if name in consent else None)
        for line in open(f"{folder}/{name}.events", encoding="utf-8"):
            line = line.rstrip("\n")
            if json.loads(line)["do"] not in without:
                told.line(name, line, name in plain)
    # "STATION EVENT"
    for line in more:
        station, event = line.split(" ", 1)
        told.line(station, event)


def hostile(told):
    gtin, pig = "06901234000016", "pig:114113000000001"
    carcass, lot = "carcass:plant/20260701/1", "lot:" + gtin + "/L'<1>\"&"
    pkg = "pkg:" + gtin + "/EVIL-1"
    pen = "group:1411300001/<b>F1"
    at = "2026-0%sT08:00:00+08:00"
    told.station("admin", "admin")
    told.station("web", "web")
    for name, trade, home in (("farm", "farm", pen), ("truck", "transport", ""), ("plant", "slaughter", ""),
                              ("packer", "packer", ""), ("shop", "shop", "place:<i>shop")):
        told.station(name, trade, ATTACK[:70], home, "name")
    say = told.line
    free = {"remark": ATTACK}
    say("farm", {"do": "birth", "at": at % "1-01", "out": [pig], "to": pen, "breed": SHORT, **free})
    say("farm", {"do": "feed", "at": at % "2-01", "of": [pen], "in": ["input:evil/<img>1"], **free})
    say("farm", {"do": "medicate", "at": at % "2-02", "of": [pen], "in": ["input:evil/\"D1"],
                 "withdrawal_days": 10, "dose": SHORT, "reason": ATTACK, "disease": SHORT, **free})
    say("farm", {"do": "test", "at": at % "2-03", "of": [pig], "agent": "asf", "method": "pcr",
                 "finding": "negative", "report": SHORT, **free})
    say("farm", {"do": "certify", "at": at % "6-29", "of": [pig], "out": ["doc:A/<b>1"], "form": "B",
                 "to": "truck:<i>晋J1", "expires": at % "6-30", "destination": ATTACK[:60], **free})
    say("truck", {"do": "load", "at": at % "6-29", "of": [pig], "from": pen, "to": "truck:<i>晋J1"})
    say("plant", {"do": "arrive", "at": "2026-06-29T10:00:00+08:00", "of": [pig], "from": "truck:<i>晋J1",
                  "to": "place:<b>yard", "cert": "doc:A/<b>1", "supplier": ATTACK[:60]})
    say("plant", {"do": "antemortem", "at": "2026-06-29T12:00:00+08:00", "of": [pig], "verdict": "pass",
                  "reason": ATTACK})
    say("plant", {"do": "slaughter", "at": at % "7-01", "in": [pig], "out": [carcass]})
    say("plant", {"do": "inspect", "at": "2026-07-01T09:00:00+08:00", "of": [carcass], "verdict": "pass",
                  "report": SHORT, "reason": ATTACK})
    say("plant", {"do": "chill", "at": "2026-07-01T10:00:00+08:00", "of": [carcass], "to": "place:<b>cold",
                  "readings": [[0, "8"], [3600, "3"]]})
    say("plant", {"do": "cut", "at": at % "7-02", "in": [carcass], "out": [lot]})
    say("packer", {"do": "pack", "at": "2026-07-02T09:00:00+08:00", "in": [lot], "out": [pkg],
                   "product": ATTACK[:50], "best_before": "2099-01-01", **free})
    say("packer", {"do": "ship", "at": "2026-07-02T10:00:00+08:00", "of": [pkg], "to": "place:<i>shop",
                   "buyer": ATTACK[:60]})
    say("shop", {"do": "receive", "at": "2026-07-03T10:00:00+08:00", "of": [pkg], "supplier": ATTACK[:60]})
    say("shop", {"do": "sell", "at": "2026-07-03T12:00:00+08:00", "of": [pkg], "buyer": "张三 13812345678"})
    say("web", {"do": "check", "at": "2026-07-03T13:00:00+08:00", "of": [pkg], "by": "consumer",
                "region": SHORT})
    say("admin", {"do": "recall_open", "at": "2026-07-04T12:00:00+08:00", "of": [pkg], "out": ["recall:<b>1"],
                  "class": "I", "reason": ATTACK})


def main():
    told, words = Told(), sys.argv[1:]
    what = words.pop(0)
    if what == "season":
        season(told, words.pop(0), words)
    elif what == "hostile":
        hostile(told)
    else:
        sys.exit(__doc__)


main()
