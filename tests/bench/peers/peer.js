// What a team with node would write: subscribe, parse, insert. PORT PASSWORD STORE each|batched
'use strict';
const mqtt = require('mqtt');
const Database = require('better-sqlite3');

const [port, password, path, mode] = process.argv.slice(2);
const db = new Database(path);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`create table event (no integer primary key, station text, at text, kind text, body text);
  create table link (item text, event integer, role text, kg text, count integer);
  create index link_by_item on link (item);`);
const putEvent = db.prepare('insert into event (station, at, kind, body) values (?, ?, ?, ?)');
const putLink = db.prepare('insert into link (item, event, role, kg, count) values (?, ?, ?, ?, ?)');

const roles = ['of', 'in', 'out', 'to', 'from'];

function store(topic, payload) {
  const body = payload.toString();
  const event = JSON.parse(body);
  const no = putEvent.run(topic.split('/')[2], event.at, event.do, body).lastInsertRowid;
  for (const role of roles) {
    if (event[role] === undefined) continue;
    for (const item of [].concat(event[role])) {
      if (typeof item === 'string') putLink.run(item, no, role, null, null);
      else putLink.run(item.id, no, role, item.kg ?? null, item.count ?? null);
    }
  }
}
const storeOne = db.transaction(store);
const storeAll = db.transaction((messages) => {
  for (const [topic, payload] of messages) store(topic, payload);
});

let waiting = [];
function flush() {
  const messages = waiting;
  waiting = [];
  storeAll(messages);
}

const client = mqtt.connect({
  host: 'localhost', port: Number(port), username: 'gateway', password,
  clientId: 'pigtrace-collectd', clean: true, protocolVersion: 4,
});
client.on('connect', () => {
  client.subscribe('$share/collect/pigtrace/v1/+/up', { qos: 1 }, (error) => {
    console.log(error ? `no: ${error}` : 'ready');
  });
});
client.on('message', (topic, payload) => {
  if (mode === 'each') {
    storeOne(topic, payload);
  } else {
    if (waiting.length === 0) setImmediate(flush);
    waiting.push([topic, payload]);
    if (waiting.length >= 5000) flush();
  }
});
