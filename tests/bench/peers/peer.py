"""What somebody with python would write: subscribe, parse, insert. PORT PASSWORD STORE each|batched"""
import json
import sqlite3
import sys
import time

import paho.mqtt.client as mqtt

ROLES = ("of", "in", "out", "to", "from")
BATCH = 5000

port, password, path, mode = sys.argv[1:5]
db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
db.execute("pragma journal_mode = wal")
db.execute("pragma synchronous = full")
db.executescript(
    """create table event (no integer primary key, station text, at text, kind text, body text);
    create table link (item text, event integer, role text, kg text, count integer);
    create index link_by_item on link (item);"""
)


def store(topic, payload):
    body = payload.decode()
    event = json.loads(body)
    no = db.execute(
        "insert into event (station, at, kind, body) values (?, ?, ?, ?)",
        (topic.split("/")[2], event["at"], event["do"], body),
    ).lastrowid
    for role in ROLES:
        items = event.get(role, [])
        for item in items if isinstance(items, list) else [items]:
            if isinstance(item, str):
                item = {"id": item}
            db.execute(
                "insert into link (item, event, role, kg, count) values (?, ?, ?, ?, ?)",
                (item["id"], no, role, item.get("kg"), item.get("count")),
            )


waiting = []


def flush():
    db.execute("begin immediate")
    for topic, payload in waiting:
        store(topic, payload)
    db.execute("commit")
    waiting.clear()


def on_message(client, userdata, message):
    waiting.append((message.topic, message.payload))
    if mode == "each" or len(waiting) >= BATCH:
        flush()


def on_connect(client, userdata, flags, code, *rest):
    client.subscribe("$share/collect/pigtrace/v1/+/up", qos=1)


def on_subscribe(client, userdata, *rest):
    print("ready", flush=True)


arguments = {"client_id": "pigtrace-collectd", "clean_session": True}
if hasattr(mqtt, "CallbackAPIVersion"):
    arguments["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION2
client = mqtt.Client(**arguments)
client.username_pw_set("gateway", password)
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.connect("localhost", int(port))
last = time.monotonic()
while True:
    client.loop(0.005)
    if waiting and (time.monotonic() - last > 0.01):
        flush()
        last = time.monotonic()
