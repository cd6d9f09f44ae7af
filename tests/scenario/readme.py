#!/usr/bin/env python3
"""readme.py README PORT WEB METRICS: its commands as a script, up to the part that needs a database server.

What no test has is left out: another machine, a device, a gateway that was stopped on the way. Statements that fail
are written to $FAILED, with their exit code.
"""

import re
import sys

LEFT_OUT = re.compile(r"/dev/|192\.168|shop-01|^export |archive --before|qrencode")
readme, port, web, metrics = sys.argv[1:5]


def statements(block):
    """One a time, with what it goes on with: after a backslash or a pipe, to the end of a here document or function."""
    held, end = [], None
    for line in block.splitlines():
        held.append(line)
        code = re.split(r"\s{2,}# | # ", line)[0].rstrip()
        here = re.search(r"<<'(\S+)'", line)
        if here:
            end = here[1]
        elif line == end:
            end = None
        if end is None and not code.endswith(("\\", "|")):
            yield "\n".join(held)
            held = []


text = open(readme, encoding="utf-8").read().split("sudo -u postgres")[0]
blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
print("""trap 'echo "$?: $BASH_COMMAND" >>"$FAILED"' ERR; trap 'kill $(jobs -p); wait' EXIT""")
for block in blocks[1:]:  # the first one builds
    for statement in statements(block):
        if LEFT_OUT.search(statement):
            continue
        statement = statement.replace("pigtrace init ", f"pigtrace init --port {port} --web-port {web} ")
        statement = statement.replace("mosquitto_pub ", f"mosquitto_pub -p {port} ").replace(' -m "$1"', ' -m "$1" && sleep 0.5')
        statement = statement.replace("localhost:8080", f"localhost:{web}").replace("localhost:9464", f"localhost:{metrics}")
        print(statement.replace("/mnt/stick/", ""))
        if "pigtrace init" in statement:
            print(f'echo "metrics_port = {metrics}" >>"$PIGTRACE_HOME/collectd.conf"')
        if re.search(r"&( +#.*)?$", statement):
            print("sleep 1")
        if statement.startswith("pigtrace label") and "label.png" in statement:
            print("cp label.png photo.jpg; cp label.png 照片.jpg")  # as if somebody had taken one
