#!/usr/bin/env python3
"""phone.py URL STATION PASSWORD [SECONDS]: what the farmer's form does, without a browser.

Each line of standard input is a form. A few of the oldest are sent at a time and asked for again until the answer says
what became of them, however often the server or what stands behind it is away. Prints "STATE<TAB>RULE<TAB>FORM" for each,
and ends with 1 if there are some left when the seconds (60) are over.
"""
import base64
import http.client
import json
import sys
import time
import urllib.error
import urllib.request

AT_ONCE = 8
AGAIN_S, AGAIN_MOST_S = 0.1, 2


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
    except (OSError, ValueError, http.client.HTTPException):
        return 0, {}


def main():
    url, station, password = sys.argv[1:4]
    until = time.monotonic() + float(sys.argv[4] if len(sys.argv) > 4 else 60)
    login = base64.b64encode(f"{station}:{password}".encode()).decode()
    waiting = [line.rstrip("\n") for line in sys.stdin]
    wait_s = AGAIN_S
    while waiting and time.monotonic() < until:
        left = []
        for form in waiting[:AT_ONCE]:
            status, told = post(url, login, form)
            if status in (200, 422):
                print(told["state"], told.get("rule", ""), form, sep="\t", flush=True)
            else:
                left.append(form)
        moved = len(left) < len(waiting[:AT_ONCE])
        waiting[:AT_ONCE] = left
        # Nothing has changed: something is busy, or away.
        wait_s = AGAIN_S if moved else min(2 * wait_s, AGAIN_MOST_S)
        if left:
            time.sleep(wait_s)
    return 1 if waiting else 0


sys.exit(main())
