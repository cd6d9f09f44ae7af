"""station.py - the passport of a station of this home, as a board is told it."""
import os


def settings(directory):
    with open(os.path.join(directory, "station.conf"), encoding="utf-8") as lines:
        pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
        return {key.strip(): value.strip() for key, _, value in pairs}


def passport(name, port, **more):
    """more: further lines, e.g. epoch, blocks, place; a _ in a key is a -."""
    directory = os.path.join(os.environ["PIGTRACE_HOME"], "stations", name)
    conf = settings(directory)
    with open(os.path.join(directory, "station.key"), encoding="utf-8") as key:
        lines = ["station-key " + key.read().strip()]
    with open(os.path.join(directory, "password"), encoding="utf-8") as password:
        lines.append("password " + password.read().strip())
    lines.append("gateway-key " + conf["gateway_key"])
    lines.append(f"broker 10.0.2.2:{port}")
    lines.append("address 10.0.2.15/255.255.255.0/10.0.2.2")
    return lines + [f"{key.replace('_', '-')} {value}" for key, value in more.items() if value is not None]


def tell(board, lines):
    """Give a blank board its passport; it starts again with it."""
    assert board.ask("?passport")[1] == "ok"
    for line in lines:
        assert board.ask("?passport " + line)[1] == "ok", line
    at = len(board.console.lines)
    assert board.ask("?keep")[1] == "ok", board.console.tail()
    board.console.wait(lambda line: line.startswith('{"online"'), at)
