"""modem.py - a 4G modem on a serial line that speaks MQTT by Quectel's commands, over a real connection.

It echoes until it is told not to, answers in its own time, and mixes in lines nobody asked for, as the real one does.
no_network: it opens no connection. drop(): the network is gone in the middle.
"""
import re
import threading
import time

from mqtt import Mqtt


class Modem:
    def __init__(self, line):
        self.line = line
        self.echo = True
        self.no_network = False
        self.mqtt = None
        self.open = None
        self.will = None
        self.keep_alive = 120
        self.published = 0
        self.commands = []
        self.writing = threading.Lock()
        threading.Thread(target=self._serve, daemon=True).start()

    def say(self, text):
        self.raw(b"\r\n" + text.encode() + b"\r\n")

    def raw(self, data):
        with self.writing:
            try:
                self.line.send(data)
            except OSError:
                pass

    def drop(self):
        if self.mqtt:
            self.mqtt.close()

    def _message(self, topic, payload):
        self.raw(f'\r\n+QMTRECV: 0,0,"{topic}",{len(payload)},"'.encode() + payload + b'"\r\n')

    def _end(self):
        self.mqtt = None
        self.say("+QMTSTAT: 0,1")

    def _serve(self):
        at, need, header = 0, 0, None
        while True:
            with self.line.news:
                while len(self.line.raw) == at and self.line.open:
                    self.line.news.wait()
                data = bytes(self.line.raw[at:])
                if not data:
                    return
            if need:
                payload = data[:need]
                if len(payload) < need:
                    time.sleep(0.001)
                    continue
                at, need = at + need, 0
                self._publish(header, payload)
                continue
            end = data.find(b"\r")
            if end < 0:
                time.sleep(0.001)
                continue
            at += end + 1
            command = data[:end].decode()
            self.commands.append(command)
            if self.echo:
                self.raw(data[: end + 1])
            header = re.fullmatch(r'AT\+QMTPUBEX=0,(\d+),1,([01]),"([^"]*)",(\d+)', command)
            if header and self.mqtt:
                need = int(header[4])
                self.raw(b"\r\n> ")
            else:
                self._obey(command)

    def _publish(self, header, payload):
        self.say("OK")
        mqtt = self.mqtt
        if not mqtt:
            return
        self.published += 1
        try:
            mqtt.publish(int(header[1]), header[3], payload, int(header[2]))
        except OSError:
            pass

    def _obey(self, command):
        if command == "ATE0":
            self.echo = False
            self.say("OK")
        elif command == "AT+QMTCLOSE=0":
            self.say("OK" if self.mqtt or self.open else "ERROR")
            if self.mqtt:
                self.mqtt.on_end = lambda: None
                self.mqtt.close()
            self.mqtt = self.open = None
        elif match := re.fullmatch(r'AT\+QMTCFG="will",0,1,1,1,"([^"]*)","(.*)"', command):
            self.will = (match[1], match[2].replace('\\"', '"'))
            self.say("OK")
        elif match := re.fullmatch(r'AT\+QMTCFG="keepalive",0,(\d+)', command):
            self.keep_alive = int(match[1])
            self.say("OK")
        elif command == 'AT+QMTCFG="recv/mode",0,0,1':
            self.say("OK")
        elif match := re.fullmatch(r'AT\+QMTOPEN=0,"([^"]*)",(\d+)', command):
            self.open = None if self.no_network else (match[1], int(match[2]))
            self.say("OK")
            self.say("+CREG: 1")
            self.say("+QMTOPEN: 0,3" if self.no_network else "+QMTOPEN: 0,0")
        elif match := re.fullmatch(r'AT\+QMTCONN=0,"([^"]*)"(?:,"([^"]*)","([^"]*)")?', command):
            self.say("OK")
            self._connect(*match.groups())
        elif match := re.fullmatch(r'AT\+QMTSUB=0,1,"([^"]*)",1', command):
            self.say("OK")
            self.say("+QMTSUB: 0,1,0,1")
            self.mqtt.subscribe(match[1])
        elif command == "AT+QLTS=1":
            now = time.gmtime()
            self.say(time.strftime('+QLTS: "%Y/%m/%d,%H:%M:%S+32,0"', now))
            self.say("OK")
        else:
            self.say("ERROR")

    def _connect(self, client, user, password):
        mqtt = Mqtt(self._message, lambda number: self.say(f"+QMTPUBEX: 0,{number},0"), self._end)
        try:
            mqtt.connect(*self.open, client, user, password, self.will, self.keep_alive)
        except OSError:
            self.say("+QMTCONN: 0,2")
            return
        self.mqtt = mqtt
        self.say("+QMTCONN: 0,0,0")
