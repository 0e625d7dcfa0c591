#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""How long musterd takes to stop, what comes back, and whether rounds end, on bad days.

    tests/bench/stops.py --bin build/release/bin [--load build/release/bin/muster-load] \
        [--swarms 1000000] quiet busy slow paused flood

For each scenario a tracker of its own is filled over UDP, ended with SIGTERM and started again. One
line each: what was waited for, the exit code, the seconds of the stop and of the next start until
/readyz, the swarms before and after. The exit code is 1 if a swarm was lost.

    quiet   nothing beside it
    busy    four busy loops beside it, and the seconds in which two rounds ended
    slow    each write and sync of the disk takes 50 ms (slow_disk.c); 20,000 swarms
    paused  a client that does not finish its request, and SIGSTOP for 6 s in the stop; 300 swarms
    flood   400 connections that ask for the list of swarms again and again
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from machine import free_port

HERE = Path(__file__).parent.resolve()
READY_SECONDS_MAX = 900
STOP_SECONDS_MAX = 900
ROUND_SECONDS_MAX = 600
POLL_SECONDS = 0.05
# Each has a port; muster-load wants a socket for each address.
PEERS_PER_ADDRESS = 50_000
CONFIGURATION = """
[limits]
private_sources = false
load_percent = 100
"""


class Tracker:
    """One musterd after another on the same folder."""

    def __init__(self, tools, folder, environment):
        self.tools = tools
        self.folder = folder
        self.environment = {**os.environ, **environment}
        self.port = free_port()
        self.process = None
        (folder / "musterd.toml").write_text(CONFIGURATION, encoding="utf-8")

    def start(self):
        """Returns the seconds until it is ready."""
        began = time.monotonic()
        with open(self.folder / "musterd.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.tools.bin / "musterd", "--config", self.folder / "musterd.toml",
                 "--data-dir", self.folder / "data", "--listen", f"127.0.0.1:{self.port}"],
                stdout=log, stderr=log, env=self.environment)
        while time.monotonic() < began + READY_SECONDS_MAX:
            try:
                with urlopen(self.url("/readyz"), timeout=60) as reply:
                    if reply.status == 200:
                        return time.monotonic() - began
            except (URLError, ConnectionError, TimeoutError):
                pass
            if self.process.poll() is not None:
                break
            time.sleep(POLL_SECONDS)
        raise SystemExit(f"not ready: see {self.folder}/musterd.log")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def metric(self, name):
        with urlopen(self.url("/metrics"), timeout=60) as reply:
            for line in reply.read().decode().splitlines():
                if line.startswith(name + " "):
                    return int(float(line.split()[1]))
        raise SystemExit(f"no metric {name}")

    def fill(self, swarms, seed=1):
        sockets = max(16, swarms // PEERS_PER_ADDRESS + 1)
        subprocess.run(
            [self.tools.load, "--url", f"udp://127.0.0.1:{self.port}", "--fill",
             "--sockets", str(sockets),
             "--swarms", str(swarms), "--peers", str(swarms), "--distribution", "even",
             "--seed", str(seed)], check=True, stdout=subprocess.DEVNULL)

    def stop(self):
        """Returns the exit code and the seconds."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS_MAX), time.monotonic() - began

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@contextmanager
def busy_loops(count):
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def slow_disk(folder):
    """The environment of a process whose disk is slow."""
    library = folder / "slow_disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, HERE / "slow_disk.c", "-ldl"],
                   check=True)
    return {"LD_PRELOAD": str(library), "SLOW_DISK_MS": "50"}


def seconds_of_rounds(tracker, rounds):
    """Waits until so many rounds have ended. Returns the seconds that each took."""
    result, seen, began = [], tracker.metric("muster_snapshot_rounds_total"), time.monotonic()
    while len(result) < rounds and time.monotonic() < began + ROUND_SECONDS_MAX:
        time.sleep(1)
        now = tracker.metric("muster_snapshot_rounds_total")
        if now > seen:
            result.append(round(time.monotonic() - began))
            seen, began = now, time.monotonic()
    return result


def quiet(tracker, swarms, _stack):
    tracker.fill(swarms)
    return "", tracker.stop


def busy(tracker, swarms, stack):
    stack.enter_context(busy_loops(4))
    tracker.fill(swarms)
    rounds = seconds_of_rounds(tracker, 2)
    tracker.fill(swarms // 2, seed=2)
    return f"rounds took {rounds} s", tracker.stop


def slow(tracker, swarms, _stack):
    tracker.fill(min(swarms, 20_000))
    return "", tracker.stop


def paused(tracker, _swarms, stack):
    tracker.fill(300)
    client = stack.enter_context(socket.create_connection(("127.0.0.1", tracker.port)))
    client.sendall(b"GET /announce?")

    def stop():
        began = time.monotonic()
        tracker.process.send_signal(signal.SIGTERM)
        tracker.process.send_signal(signal.SIGSTOP)
        time.sleep(6)
        tracker.process.send_signal(signal.SIGCONT)
        return tracker.process.wait(STOP_SECONDS_MAX), time.monotonic() - began
    return "", stop


def flood(tracker, swarms, stack):
    tracker.fill(swarms)
    request = b"GET /api/v1/swarms?limit=1 HTTP/1.1\r\nHost: t\r\n\r\n"
    crowd = [stack.enter_context(socket.create_connection(("127.0.0.1", tracker.port)))
             for _ in range(400)]
    for client in crowd:
        client.setblocking(False)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        for client in crowd:
            try:
                client.send(request)
                client.recv(1 << 16)
            except (BlockingIOError, ConnectionError):
                pass
    return "", tracker.stop


SCENARIOS = {"quiet": quiet, "busy": busy, "slow": slow, "paused": paused, "flood": flood}


def run(name, tools):
    """Returns whether nothing was lost."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = slow_disk(folder) if name == "slow" else {}
        tracker = Tracker(tools, folder, environment)
        stack.callback(tracker.end)
        tracker.start()
        note, stop = SCENARIOS[name](tracker, tools.swarms, stack)
        before = tracker.metric("muster_swarms")
        code, seconds = stop()
        tracker.environment = dict(os.environ)
        ready = tracker.start()
        after = tracker.metric("muster_swarms")
        cells = [name, str(code), f"{seconds:.1f}", f"{ready:.1f}", f"{before:,}", f"{after:,}",
                 note]
        print(f"| {' | '.join(cells)} |", flush=True)
        return code == 0 and after == before


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of musterd")
    parser.add_argument("--load", type=Path, help="muster-load; by default that of --bin")
    parser.add_argument("--swarms", type=int, default=1_000_000)
    parser.add_argument("scenarios", nargs="+", choices=SCENARIOS)
    tools = parser.parse_args()
    tools.load = tools.load or tools.bin / "muster-load"
    print("| scenario | exit code | stop, s | ready, s | swarms before | after | |")
    print("|---|---|---|---|---|---|---|")
    results = [run(name, tools) for name in tools.scenarios]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
