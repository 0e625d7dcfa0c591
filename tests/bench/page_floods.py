#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What /healthz takes, how many pages are made and how long a stop takes in floods of pages.

    tests/bench/page_floods.py --bin build/release/bin [--connections 400] [--seconds 8]

A tracker with a past of three days, 20,000 swarms, and no limit for whoever asks: 400 connections
ask as fast as they get answers. Prints a table in Markdown. The exit code is 1 if one in a hundred
looks at /healthz took more than 100 ms, a flood got no page at all, or a stop in the midst of one
took more than 5 s or did not save everything.
"""

import argparse
import asyncio
import collections
import itertools
import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from machine import free_port

HEALTH_MS_MAX = 100
HEALTH_PAUSE_SECONDS = 0.02
STOP_SECONDS_MAX = 5
READY_SECONDS_MAX = 60
HEADS_BYTES_MAX = 2**16
SWARMS = 20_000

# What is asked for, by the number of the question; `; gzip` asks for it compressed.
PAGES = {
    "one JSON of 3 days": lambda _: "/stats?format=json&range=3d",
    "one CSV of 3 days": lambda _: "/stats?format=csv&range=3d",
    "another list each time": lambda n: f"/api/v1/swarms?limit=1&offset={n % 10_000}",
    "the metrics; gzip": lambda _: "/metrics",
}


class Tracker:
    """A musterd with a past, on a copy of it."""

    def __init__(self, bin_folder, folder):
        self.bin = bin_folder
        self.folder = folder
        self.port = free_port()
        self.process = None
        subprocess.run([bin_folder / "fill_history", self.data / "store"], check=True)

    @property
    def data(self):
        result = self.folder / "data"
        result.mkdir(exist_ok=True)
        return result

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.bin / "musterd", "--listen", f"127.0.0.1:{self.port}", "--data-dir",
                 self.data], stdout=log, stderr=log)
        until = time.monotonic() + READY_SECONDS_MAX
        while not self.is_ready():
            if time.monotonic() > until or self.process.poll() is not None:
                raise SystemExit((self.folder / "log").read_text())
            time.sleep(0.05)

    def is_ready(self):
        try:
            with urlopen(self.url("/readyz"), timeout=READY_SECONDS_MAX) as reply:
                return reply.status == 200
        except (URLError, ConnectionError):
            return False

    def fill(self):
        subprocess.run(
            [self.bin / "muster-load", "--url", self.url("/announce"), "--fill", "--swarms",
             str(SWARMS), "--peers", str(2 * SWARMS)], check=True, stdout=subprocess.DEVNULL)

    def swarms(self):
        with urlopen(self.url("/metrics"), timeout=READY_SECONDS_MAX) as reply:
            for line in reply.read().decode().splitlines():
                if line.startswith("muster_swarms "):
                    return int(float(line.split()[1]))
        return 0

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


async def fetch(connection, request):
    """Returns the status."""
    reader, writer = connection
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    sizes = [int(x.split(":")[1]) for x in head if x.lower().startswith("content-length:")]
    await reader.readexactly(sizes[0])
    return int(head[0].split()[1])


async def ask_until(port, until, next_request, statuses):
    """Asks again and again, on one connection as long as it lasts."""
    connection = None
    while time.monotonic() < until:
        try:
            connection = connection or await asyncio.open_connection(
                "127.0.0.1", port, limit=HEADS_BYTES_MAX)
            statuses[await fetch(connection, next_request())] += 1
        except (OSError, asyncio.IncompleteReadError):
            connection = None
            await asyncio.sleep(0.01)


async def flood(port, connections, seconds, page):
    numbers, statuses = itertools.count(), collections.Counter()
    until = time.monotonic() + seconds
    accepted = "gzip" if page.endswith("; gzip") else "identity"

    def next_request():
        target = PAGES[page](next(numbers))
        return f"GET {target} HTTP/1.1\r\nHost: t\r\nAccept-Encoding: {accepted}\r\n\r\n".encode()

    await asyncio.gather(
        *(ask_until(port, until, next_request, statuses) for _ in range(connections)))
    print(json.dumps(statuses))


def begin_flood(tracker, options, page):
    """In a process of its own, so that what it takes is no part of what is measured."""
    return subprocess.Popen(
        [sys.executable, __file__, "--bin", options.bin, "--connections",
         str(options.connections), "--seconds", str(options.seconds), "--flood", page, "--port",
         str(tracker.port)], stdout=subprocess.PIPE, text=True)


def seconds_of_health(tracker, seconds):
    result, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        with urlopen(tracker.url("/healthz"), timeout=READY_SECONDS_MAX) as reply:
            reply.read()
        result.append(time.monotonic() - began)
        time.sleep(HEALTH_PAUSE_SECONDS)
    return result


def measure_flood(tracker, options, page):
    """Prints a row. Returns whether all was well."""
    running = begin_flood(tracker, options, page)
    time.sleep(1)
    health = seconds_of_health(tracker, options.seconds - 2)
    statuses = json.loads(running.communicate()[0])
    made, refused = statuses.get("200", 0), statuses.get("503", 0)
    p99 = 1e3 * statistics.quantiles(health, n=100, method="inclusive")[98]
    print(f"| {page} | {made} | {refused} | {p99:.1f} | {1e3 * max(health):.1f} |", flush=True)
    return p99 <= HEALTH_MS_MAX and made > 0


def measure_stop(tracker, options):
    """In the midst of a flood. Returns whether it was quick and nothing was lost."""
    before = tracker.swarms()
    running = begin_flood(tracker, options, "another list each time")
    time.sleep(options.seconds / 2)
    began = time.monotonic()
    tracker.process.send_signal(signal.SIGTERM)
    code, seconds = tracker.process.wait(), time.monotonic() - began
    running.communicate()
    tracker.start()
    after = tracker.swarms()
    print(f"\nA stop in a flood of lists took {seconds:.2f} s and ended with {code}; of {before} "
          f"swarms {after} were back.")
    return seconds <= STOP_SECONDS_MAX and code == 0 and after >= before


def measure(options):
    folder = Path(tempfile.mkdtemp(prefix="page-floods-"))
    tracker = Tracker(Path(options.bin).resolve(), folder)
    try:
        tracker.start()
        tracker.fill()
        print("| flood | pages | refused | p99 of /healthz, ms | longest, ms |")
        print("|---|---|---|---|---|")
        passed = [measure_flood(tracker, options, page) for page in PAGES]
        passed.append(measure_stop(tracker, options))
    finally:
        tracker.end()
        shutil.rmtree(folder)
    return all(passed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--connections", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--flood", choices=PAGES, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.flood:
        asyncio.run(flood(options.port, options.connections, options.seconds, options.flood))
        return 0
    return 0 if measure(options) else 1


if __name__ == "__main__":
    sys.exit(main())
