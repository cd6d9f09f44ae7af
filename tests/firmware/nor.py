"""nor.py - a flash chip's memory that outlives the board: an NBD server that remembers every write in order.

QEMU's flash writes its file behind the program's back, so killing QEMU would lose what the firmware had been told
was written. Here a write is kept the moment QEMU hands it over (board.py stops it before it kills it), and `log` lets a test boot from every prefix of it.
"""
import os
import socket
import struct
import threading

SIZE = 16 << 20
ERASE = 64 << 10
PAGE = 256

OPTION_GO, OPTION_EXPORT, OPTION_ABORT = 7, 1, 2
REPLY_ACK, REPLY_INFO, REPLY_UNSUPPORTED = 1, 3, (1 << 31) | 1
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3


class Nor:
    """Serves `memory` on a UNIX socket until close(). log: (offset, bytes, bytes before) of each write that changed something."""

    def __init__(self, path, memory=None, size=SIZE):
        self.memory = bytearray(memory) if memory is not None else bytearray(b"\xff" * size)
        self.log = []
        self.lock = threading.Lock()
        self.path = path
        self.serving = None
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if os.path.exists(path):
            os.unlink(path)
        self.listener.bind(path)
        self.listener.listen(4)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def settle(self):
        """Wait until the last QEMU's connection is drained: what it had handed over is in memory."""
        if self.serving:
            self.serving.join(30)
            assert not self.serving.is_alive(), "the drive is still busy"

    def writes(self):
        with self.lock:
            return len(self.log)

    def write_of(self, number):
        """The index in `log` of the write with which the record of this number was whole."""
        return max(i for i, write in enumerate(self.log) if puts(write) == number)

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.serving = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self.serving.start()

    def _serve(self, connection):
        with connection, connection.makefile("rb") as source:
            try:
                if self._handshake(connection, source):
                    self._transmit(connection, source)
            except (OSError, EOFError, struct.error):
                pass

    def _handshake(self, connection, source):
        connection.sendall(b"NBDMAGICIHAVEOPT" + struct.pack(">H", 3))
        need(source, 4)
        while True:
            magic, option, length = struct.unpack(">8sII", need(source, 16))
            assert magic == b"IHAVEOPT"
            need(source, length)

            def reply(kind, data=b""):
                connection.sendall(struct.pack(">QIII", 0x3E889045565A9, option, kind, len(data)) + data)

            if option == OPTION_GO:
                reply(REPLY_INFO, struct.pack(">HQH", 0, len(self.memory), 1))
                reply(REPLY_INFO, struct.pack(">HIII", 3, 1, 4096, 1 << 25))
                reply(REPLY_ACK)
                return True
            if option == OPTION_EXPORT:
                connection.sendall(struct.pack(">QH", len(self.memory), 1))
                return True
            reply(REPLY_UNSUPPORTED)
            if option == OPTION_ABORT:
                return False

    def _transmit(self, connection, source):
        while True:
            _, _, kind, handle, offset, length = struct.unpack(">IHHQQI", need(source, 28))
            data = need(source, length) if kind == WRITE else b""
            if kind == DISCONNECT:
                return
            answer = b""
            if kind == READ:
                answer = bytes(self.memory[offset : offset + length])
            elif kind == WRITE:
                self._write(offset, data)
            connection.sendall(struct.pack(">IIQ", 0x67446698, 0, handle) + answer)

    def _write(self, offset, data):
        with self.lock:
            before = bytes(self.memory[offset : offset + len(data)])
            if before != data:
                self.memory[offset : offset + len(data)] = data
                self.log.append((offset, data, before))

    def was_under_way(self, since, answered):
        """Whether the last write may have been under way when the power failed: of this start (`since` writes were there
        before it), and not what an answer up to number `answered` promised. One that is behind an unanswered record may have come
        before it: with many writes waiting QEMU hands them over in another order, which no chip does."""
        if self.writes() <= since:
            return False
        last, before = puts(self.log[-1]), puts(self.log[-2]) if len(self.log) > 1 else None
        if last is None:
            return before is None or before <= answered
        return last > answered

    def tear(self, draw):
        """The last write was under way when the power failed."""
        offset, data, before = self.log.pop()
        whole = bytearray(self.memory)
        whole[offset : offset + len(before)] = before
        self.memory[:] = torn(whole, (offset, data), draw)


def torn(memory, write, draw):
    """This memory with a write half done: some of its bits have changed, the others have not."""
    memory = bytearray(memory)
    offset, data = write[:2]
    changed = [i for i, byte in enumerate(data) if memory[offset + i] != byte]
    way = draw.choice(("front", "back", "bits"))
    part = changed[: len(changed) // 2] if way == "front" else changed[len(changed) // 2 :] if way == "back" else changed
    for i in part:
        flip = memory[offset + i] ^ data[i]
        memory[offset + i] ^= flip & draw.randrange(256) if way == "bits" else flip
    return memory


def left_by_cuts(memory, log, step, draw):
    """What cuts at every step-th of these writes, and at the last ones, may leave: (memory, whole writes, where)."""
    memory = bytearray(memory)
    for done in range(len(log) + 1):
        if done % step == 0 or done > len(log) - 3:
            yield memory, done, f"behind write {done}"
            if done < len(log):
                yield torn(memory, log[done], draw), done, f"within write {done + 1}"
        if done < len(log):
            offset, data, _ = log[done]
            memory[offset : offset + len(data)] = data


def puts(write):
    """The number of the record that this write put there, or a part of; None if it put none, or only a receipt's mark
    (firmware/core/outbox_layout.h). An EEPROM is written whole, and takes a record in two halves."""
    _, data, before = write
    for at in range(0, len(data), PAGE):
        page, was = data[at : at + PAGE], before[at : at + PAGE]
        if page[:4] == b"\xf7PR\x01" and (page[:6], page[7:]) != (was[:6], was[7:]):
            return int.from_bytes(page[8:16], "little")
    return None


def need(source, length):
    data = source.read(length)
    if len(data) < length:
        raise EOFError
    return data
