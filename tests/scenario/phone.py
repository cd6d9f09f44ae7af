#!/usr/bin/env python3
"""phone.py URL STATION PASSWORD [SECONDS]: what the farmer's form does, without a browser.

Each line of standard input is a form. A few of the oldest are sent at a time and asked for again until the answer says
what became of them, however often the server or what stands behind it is away. Prints "STATE<TAB>RULE<TAB>FORM" for each,
and ends with 1 if there are some left when the seconds (60) are over.
"""
import base64
import json
import sys
import time
import urllib.error
import urllib.request

AT_ONCE = 8
AGAIN_S = 0.1


def post(url, login, form):
    """Status and answer; (0, {}) if there is none."""
    request = urllib.request.Request(url, form.encode(), {"Authorization": "Basic " + login})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        try:
            return error.code, json.load(error)
        except ValueError:
            return error.code, {}
    except (OSError, ValueError):
        return 0, {}


def main():
    url, station, password = sys.argv[1:4]
    until = time.monotonic() + float(sys.argv[4] if len(sys.argv) > 4 else 60)
    login = base64.b64encode(f"{station}:{password}".encode()).decode()
    waiting = [line.rstrip("\n") for line in sys.stdin]
    while waiting and time.monotonic() < until:
        left = []
        for form in waiting[:AT_ONCE]:
            status, told = post(url, login, form)
            if status in (200, 422):
                print(told["state"], told.get("rule", ""), form, sep="\t", flush=True)
            else:
                left.append(form)
        waiting[:AT_ONCE] = left
        if left:
            time.sleep(AGAIN_S)
    return 1 if waiting else 0


sys.exit(main())
