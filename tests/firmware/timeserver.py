"""timeserver.py - an SNTP server that tells this machine's time, or another."""
import socket
import struct
import threading
import time


class TimeServer:
    def __init__(self, offset_s=0):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.offset_s = offset_s
        self.asked = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            packet, client = self.socket.recvfrom(256)
            self.asked += 1
            if self.asked == 1:  # the first answer is another's: it must not count
                packet = packet[:40] + b"\0" * 8
            now = time.time() + self.offset_s + 2208988800
            stamp = struct.pack(">II", int(now) & 0xFFFFFFFF, int(now % 1 * (1 << 32)))
            self.socket.sendto(struct.pack(">BBbb", 0x24, 2, 6, -20) + b"\0" * 20 + packet[40:48] + stamp + stamp, client)
