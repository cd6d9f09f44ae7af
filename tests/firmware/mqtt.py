"""mqtt.py - as much of an MQTT 3.1.1 client as a modem has inside: one connection, QoS 1."""
import socket
import struct
import threading


def text(value):
    data = value.encode()
    return struct.pack(">H", len(data)) + data


class Mqtt:
    """connect() blocks; what comes later goes to the handlers: on_message(topic, payload), on_ack(id), on_end()."""

    def __init__(self, on_message, on_ack, on_end):
        self.on_message, self.on_ack, self.on_end = on_message, on_ack, on_end
        self.socket = None
        self.sending = threading.Lock()

    def connect(self, host, port, client, user, password, will, keep_alive):
        self.socket = socket.create_connection((host, port), 10)
        self.socket.settimeout(None)
        flags = 0x02 | (0xC0 if user else 0) | (0x2C if will else 0)
        body = text("MQTT") + bytes([4, flags]) + struct.pack(">H", keep_alive) + text(client)
        if will:
            body += text(will[0]) + text(will[1])
        if user:
            body += text(user) + text(password)
        self._send(0x10, body)
        kind, answer = self._receive()
        if kind != 0x20 or answer[1] != 0:
            raise OSError(f"refused: {answer!r}")
        threading.Thread(target=self._listen, daemon=True).start()

    def subscribe(self, topic):
        self._send(0x82, struct.pack(">H", 1) + text(topic) + b"\x01")

    def publish(self, number, topic, payload, retain):
        self._send(0x32 | retain, text(topic) + struct.pack(">H", number) + payload)

    def close(self):
        if self.socket:
            try:
                self.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.socket.close()
        self.socket = None

    def _send(self, head, body):
        length, size = b"", len(body)
        while True:
            length += bytes([size % 128 | (128 if size > 127 else 0)])
            size //= 128
            if not size:
                break
        with self.sending:
            self.socket.sendall(bytes([head]) + length + body)

    def _need(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise OSError("closed")
            data += part
        return data

    def _receive(self):
        head = self._need(1)[0]
        size, shift = 0, 0
        while True:
            byte = self._need(1)[0]
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return head, self._need(size)

    def _listen(self):
        try:
            while True:
                head, body = self._receive()
                if head & 0xF0 == 0x30:
                    size = struct.unpack(">H", body[:2])[0]
                    topic, rest = body[2 : 2 + size].decode(), body[2 + size :]
                    if head & 0x06:
                        self._send(0x40, rest[:2])
                        rest = rest[2:]
                    self.on_message(topic, rest)
                elif head == 0x40:
                    self.on_ack(struct.unpack(">H", body[:2])[0])
        except (OSError, AttributeError):
            self.on_end()
