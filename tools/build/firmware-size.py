#!/usr/bin/env python3
"""firmware-size.py - what an image takes of its board, and whether it may.

  firmware-size.py ELF OBJECTS...     OBJECTS: directories with the compiler's *.ci files of all that was linked

Prints flash, RAM, stack and the deepest call path, as numbers and as thousandths of what the linker script gives.
Fails if one is above its limit, if a heap is linked, or if a call through a pointer is not in the table below: then
nobody could say how deep the stack gets. Frames are the compiler's (-fcallgraph-info=su); functions of picolibc and
libgcc, which come without, count LEAF bytes. A circle of calls counts twice: the only one reads receipts, two deep.
"""
import os
import re
import subprocess
import sys

STACK_SPARE = 512  # bytes of the stack that the deepest path must leave
LEAF = 64
HEAP = re.compile(r"^_?(malloc|calloc|realloc|free|sbrk|_sbrk_r|_malloc_r|__malloc_.*)$")

# Who is called through a pointer: caller, then all that may stand there.
STORAGE = "slice_read slice_prog slice_erase slice_sync nor_read nor_prog nor_erase nor_sync eeprom_read eeprom_prog eeprom_erase eeprom_sync"
LWIP_OUT = "etharp_output ethernet_output send"
THROUGH = {
    **{
        name: STORAGE
        for name in "prog_checked slice_erase slice_prog slice_read slice_sync program outbox_append outbox_firm_up "
        "outbox_format outbox_header_read outbox_open outbox_read outbox_receipt outbox_record_check "
        "outbox_record_peek outbox_start_block outbox_sync settle_blocks load passport_write count tally_open tally_next begin block_put block_holds put read_at "
        "page_read is_blank turn_over erase_slot update_begin update_end update_record_read update_record_add update_boot check_content check_slot find_taken blank_page make_room void_page mark_read put_page".split()
    },
    "object_read": "now_read missing_read held_read seq_read rule_read words_read",
    "passport_parse": "set_station_key set_gateway_key set_maker_key set_epoch set_broker set_time set_password set_address set_place set_reader "
    "set_scale set_truck set_limits set_sample set_track set_zone set_blocks",
    "passed": "timer",
    "cortex_clock": "timer",
    "hal_now_ms": "timer",
    "on_tick": "timer",
    "on_interrupt": "",  # on the handlers' own stack
    "drop": "on_down",
    "console_step": "do_state do_list do_passport do_keep do_press do_restart renewal_image renewal_bytes renewal_end *_line",
    "unit_open": "*_open",
    "unit_step": "*_step",
    "courier_pump": "link_ready link_publish",
    "courier_up": "link_publish",
    "uplink_step": "on_up on_time on_receipt",
    "became_up": "on_up",
    "take_line": "on_time",
    "take_time": "on_time",
    "udp_input": "on_answer",
    "emac_poll": "ethernet_input",
    "ethernet_output": "send",
    "ip4_output_if_src": LWIP_OUT,
    "mqtt_close": "on_connection",
    "mqtt_cyclic_timer": "on_published on_subscribed",
    "mqtt_message_received": "on_connection on_message on_bytes on_published on_subscribed",
    "mqtt_tcp_sent_cb": "on_published",
    "tcp_input_delayed_close": "mqtt_tcp_err_cb",
    "lwip_cyclic_timer": "tcp_tmr etharp_tmr",
    "netif_add": "emac_start",
    "sys_check_timeouts": "lwip_cyclic_timer tcpip_tcp_timer mqtt_cyclic_timer",
    "tcp_abandon": "mqtt_tcp_err_cb",
    "tcp_input": "mqtt_tcp_recv_cb mqtt_tcp_sent_cb mqtt_tcp_connect_cb mqtt_tcp_err_cb",
    "tcp_process_refused_data": "mqtt_tcp_recv_cb",
    "tcp_slowtmr": "mqtt_tcp_err_cb mqtt_tcp_poll_cb",
    "item_from_person": "from_*",
    "item_code_check": "syntax_*",
    "pair": "syntax_*",
    "only": "is_*",
    "digital_link_parse": "read_gtin read_sscc read_gln",
    "take": "on_mass",
    "device_feed": "feed_*",
    "device_silence": "silence_*",
    "device_ask": "ask_*",
    "plug_step": "take",
    "plug_line": "take",
    "feed": "take",
    "put_result": "on_made",
    "take_mass": "on_mass",
}


def whole(title):
    """A node: FILE:FUNCTION of a static one, FUNCTION of others, without what the compiler made of it."""
    return re.sub(r"\.(constprop|isra|part|cold|lto_priv)\.?\d*.*$", "", title)


def plain(title):
    """The function a node is, without its file."""
    return whole(title).rsplit(":", 1)[-1]


def read_graph(directories):
    frames, calls = {}, {}
    for directory in directories:
        for path, _, names in os.walk(directory):
            for name in names:
                if name.endswith(".ci"):
                    with open(os.path.join(path, name), encoding="utf-8") as text:
                        read_one(text.read(), frames, calls)
    return frames, calls


def read_one(text, frames, calls):
    for title, label in re.findall(r'node: \{ title: "([^"]*)" label: "([^"]*)"', text):
        size = re.search(r"(\d+) bytes", label)
        if size:
            frames[whole(title)] = max(frames.get(whole(title), 0), int(size[1]))
    for source, target in re.findall(r'edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"', text):
        calls.setdefault(whole(source), set()).add(whole(target))


def resolve(frames, calls, linked):
    """The graph of what is linked, calls through pointers replaced by whom they reach."""
    graph = {}
    for node in frames:
        name = plain(node)
        if name not in linked:
            continue
        targets = set()
        for target in calls.get(node, ()):
            if target != "__indirect_call":
                targets.add(target)
                continue
            if name not in THROUGH:
                sys.exit(f"{name} calls through a pointer: whom? (THROUGH in {sys.argv[0]})")
            for pattern in THROUGH[name].split():
                shape = re.compile(pattern.replace("*", r"\w+") + "$")
                targets.update(other for other in frames if shape.match(plain(other)) and other != node)
        graph[node] = {target for target in targets if plain(target) in linked}
    return graph


def circles(graph):
    """The members of circles of calls, each with its whole circle (Tarjan's components, without recursion in Python)."""
    reach = {}
    for name in graph:
        seen, todo = set(), [name]
        while todo:
            for target in graph.get(todo.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        reach[name] = seen
    return {name: frozenset(other for other in reach[name] if name in reach.get(other, ())) for name in graph if name in reach[name]}


def deepest(graph, frames, start):
    loops, known = circles(graph), {}

    def depth(name):
        if name in known:
            return known[name]
        known[name] = (0, [])  # cut off what is inside a circle; the circle's own sum stands for it
        loop = loops.get(name, frozenset((name,)))
        own = sum(frames.get(member, LEAF) for member in loop) * (2 if name in loops else 1)
        below = [depth(target) for member in loop for target in graph.get(member, ()) if target not in loop]
        size, path = max(below, default=(0, []))
        known[name] = (own + size, [name] + path)
        return known[name]

    sys.setrecursionlimit(10000)
    return depth(start)


def main():
    elf, directories = sys.argv[1], sys.argv[2:]
    run = lambda *command: subprocess.run(command, check=True, capture_output=True, text=True).stdout
    symbols = [line.split() for line in run("arm-none-eabi-nm", elf).splitlines()]
    linked = {plain(line[-1]) for line in symbols}
    heap = sorted(name for name in linked if HEAP.match(name))
    limits = {line[2]: int(line[0], 16) for line in symbols if line[-1] in ("flash_most", "ram_most")}
    flash_most, ram_most = limits["flash_most"], limits["ram_most"]  # sections.ld: what the linker script gives
    sizes = {}
    for line in run("arm-none-eabi-size", "-A", elf).splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[0].startswith("."):
            sizes[parts[0]] = int(parts[1])
    flash = sizes.get(".text", 0) + sizes.get(".ARM.exidx", 0) + sizes.get(".data", 0)
    stack = sizes.get(".stack", 0)
    ram = stack + sum(sizes.get(name, 0) for name in (".data", ".bss"))
    frames, calls = read_graph(directories)
    deep, path = deepest(resolve(frames, calls, linked), frames, "main")
    name = os.path.basename(elf)
    print(f"{name}: flash {flash} of {flash_most} ({flash * 1000 // flash_most} permille), ", end="")
    print(f"RAM {ram} of {ram_most} ({ram * 1000 // ram_most} permille), stack {deep} of {stack}")
    print("  deepest: " + " > ".join(f"{plain(each)} {frames.get(each, LEAF)}" for each in path))
    wrong = []
    if heap:
        wrong.append("a heap is linked: " + " ".join(heap))
    if flash > flash_most or ram > ram_most:
        wrong.append("above the board's memory")
    if deep + STACK_SPARE > stack:
        wrong.append(f"the stack needs {deep + STACK_SPARE} bytes")
    if "main" not in linked or deep < 500:
        wrong.append("the call graph is not the image's")
    for each in wrong:
        print(f"{name}: {each}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


main()
