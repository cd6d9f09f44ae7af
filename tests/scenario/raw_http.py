"""raw_http.py PORT PATH CASE [N]: one case of HTTP over a raw socket; an assertion that fails ends with 1."""
import random
import re
import resource
import socket
import sys
import time

PORT, PATH = int(sys.argv[1]), sys.argv[2]
HOST = "Host: x\r\n"


def connect():
    return socket.create_connection(("127.0.0.1", PORT), 30)


def until_end(peer):
    """Everything the server says until it closes."""
    data = b""
    peer.settimeout(30)
    try:
        while True:
            more = peer.recv(65536)
            if not more:
                return data
            data += more
    except ConnectionResetError:
        return data


def say(text):
    """Send it all, then read until the server closes. Returns the statuses it said."""
    if isinstance(text, str):
        text = text.encode("latin-1")
    with connect() as peer:
        try:
            peer.sendall(text)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return statuses(until_end(peer))


def statuses(data):
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", data)]


def closing(method, path, headers="", body=""):
    return f"{method} {path} HTTP/1.1\r\n{HOST}Connection: close\r\n{headers}\r\n{body}"


def refused_by_library(text):
    """libmicrohttpd 0.9.75 says the head of its own refusals twice before it closes."""
    got = say(text)
    print(repr(text[:90]), got)
    assert got and set(got) <= {400, 413}, got


def expect(wanted, text):
    got = say(text)
    print(repr(text[:90]), got)
    assert got == [wanted], f"{got} instead of {wanted}"


HIDDEN = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n"


def two_lengths():
    for first, second in ((0, len(HIDDEN)), (len(HIDDEN), 0), (5, 5)):
        expect(400, f"POST {PATH} HTTP/1.1\r\n{HOST}Content-Length: {first}\r\nContent-Length: {second}\r\n\r\n{HIDDEN}")


def length_and_chunked():
    length, chunked = "Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n"
    for headers in (length + chunked, chunked + length):
        expect(400, f"POST {PATH} HTTP/1.1\r\n{HOST}{headers}\r\n0\r\n\r\n{HIDDEN}")


def chunked():
    for value in ("chunked", "Chunked", "identity", "gzip, chunked", "xchunked", "chunked\r\nTransfer-Encoding: x"):
        expect(400, f"POST {PATH} HTTP/1.1\r\n{HOST}Transfer-Encoding: {value}\r\n\r\n0\r\n\r\n{HIDDEN}")


def bad_length():
    for value in ("-1", "+5", "0x5", "5,5", "5 5", "99999999999999999999", "a"):
        refused_by_library(f"POST {PATH} HTTP/1.1\r\n{HOST}Content-Length: {value}\r\n\r\nhello{HIDDEN}")


def two_hosts():
    expect(400, f"GET /healthz HTTP/1.1\r\n{HOST}Host: y\r\n\r\n")


def get_with_body():
    expect(400, f"GET {PATH} HTTP/1.1\r\n{HOST}Content-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}")


def long_body():
    expect(413, f"POST {PATH} HTTP/1.1\r\n{HOST}Content-Length: 100000\r\n\r\n" + "a" * 20000)
    expect(413, f"POST {PATH} HTTP/1.1\r\n{HOST}Content-Length: 4611686018427387904\r\n\r\n" + "a" * 200)


def targets():
    for path in ("/../etc/passwd", "/01/../../etc", "/%2e%2e/%2e%2e/etc", "/.%2e/x", "/a%00b", "/%00", "/a%0d%0aX:%20y",
                 "/%", "/%zz", "/<script>", "/\"", "/a\\b", "/\x80", "http://else.example/", "*", "a"):
        got = say(closing("GET", path))
        print(repr(path), got)
        assert got == [400], (path, got)
    for path in ("/..%2f..%2f..%2fetc%2fpasswd", "/01/..%2f..%2fetc/10/x", "//etc//passwd", "/etc/passwd"):
        got = say(closing("GET", path))
        assert got in ([404], [400]), (path, got)
    expect(414, closing("GET", "/" + "a" * 3000))
    got = say(closing("GET", "/" + "a" * 200000))
    assert got == [414] or got == [400] or got == [], got


def escaped_slash():
    gtin = PATH.split("/")[2]
    expect(404, closing("GET", f"/01/{gtin}/10/..%2f..%2fetc%2fpasswd"))
    expect(404, closing("GET", f"/01/{gtin}/10/A%2FB/21/C"))


def headers():
    expect(200, closing("GET", "/healthz", "Cookie: " + "a" * 4000 + "\r\n"))
    got = say(closing("GET", "/healthz", "Cookie: " + "a" * 100000 + "\r\n"))
    assert got and got[0] in (400, 413, 431, 414), got
    got = say(closing("GET", "/healthz", "".join(f"X-{i}: {i}\r\n" for i in range(5000))))
    assert got and got[0] in (400, 413, 431, 414), got
    refused_by_library("GET /healthz HTTP/1.1\r\n\r\n")
    expect(200, "GET /healthz HTTP/1.0\r\n\r\n")


def pipeline():
    got = say(f"GET /healthz HTTP/1.1\r\n{HOST}\r\n" * 20 + closing("GET", "/healthz"))
    assert got == [200] * 21, got


def noise():
    dice = random.Random(1)
    for _ in range(40):
        got = say(bytes(dice.randrange(256) for _ in range(dice.randrange(1, 400))) + b"\r\n\r\n")
        assert all(status >= 400 for status in got), got
    assert all(status >= 400 for status in say(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200 + b"\r\n\r\n"))


def slowloris():
    """Header lines that never end, a byte at a time: the server ends each, not we, and answers others meanwhile."""
    count = int(sys.argv[4])
    allow_files(count)
    begun, peers, answered = time.monotonic(), [], 0
    for _ in range(count):
        peers.append(connect())
        peers[-1].sendall(f"GET {PATH} HTTP/1.1\r\n{HOST}X: ".encode())
        peers[-1].setblocking(False)
    expect(200, closing("GET", PATH))
    left = set(peers)
    while left:
        assert time.monotonic() - begun < 120, f"{len(left)} of {count} are still waited for"
        for peer in list(left):
            try:
                peer.send(b"a")
                if not peer.recv(1000):
                    left.discard(peer)
            except BlockingIOError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                left.discard(peer)
        if left:
            expect(200, closing("GET", PATH))
            answered += 1
            time.sleep(0.2)
    print("all", count, "ended after", round(time.monotonic() - begun, 1), "s, others answered", answered, "times")


def allow_files(count):
    """So many sockets; if this process may not have them, the case cannot be tried here: exit code 77."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, max(count + 100, hard)))
    except (ValueError, PermissionError):
        print("no", count, "files for one process here")
        sys.exit(77)


def crowd():
    """More than there is room for: who waits is answered when the idle ones have been let go."""
    peers = []
    for _ in range(int(sys.argv[4])):
        peers.append(connect())
    expect(200, closing("GET", PATH))
    for peer in peers:
        peer.close()


def idle():
    """Connections that say nothing: all are taken, another is answered beside them, and the server lets them go."""
    count = int(sys.argv[4])
    allow_files(count)
    peers = [connect() for _ in range(count)]
    expect(200, closing("GET", PATH))
    begun = time.monotonic()
    for peer in peers:
        peer.settimeout(120)
        try:
            assert peer.recv(1000) == b""
        except ConnectionResetError:
            pass
    print(count, "idle connections were let go, the last after", round(time.monotonic() - begun, 1), "s")
    expect(200, closing("GET", PATH))


globals()[sys.argv[3]]()
