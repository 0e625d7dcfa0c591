#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What clients let wait in their connections is bounded, and leaves no trace when they have gone.

    connections_test.py FOLDER_OF_MUSTERD_AND_MUSTER_LOAD [names of cases]

Prints what was measured: the resident memory before, at most during, and a second after each flood.
In a network namespace, where the kernel takes little of what nobody reads.
"""

import contextlib
import socket
import sys
import tempfile
import time
import unittest
from pathlib import Path
from urllib.request import urlopen

import metrics
from load import Loads, Population
from tracker import Tracker

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))
from own_network import go_inside, is_inside

MEBIBYTE = 2**20
MEMORY_BYTES_MAX = 128 * MEBIBYTE
# A sixteenth of the memory may wait in sessions; then there are the sessions themselves, pages on
# their way, and what the allocator keeps of both.
GROWTH_BYTES_MAX = 48 * MEBIBYTE
LEFT_PERCENT_MAX = 10

READERS = 500
# They share a page; each has a session.
SHARED_GROWTH_BYTES_MAX = 8 * MEBIBYTE
# Each asks for another page, as fast as pages are made; more than may wait.
OTHER_READERS = 200
OTHER_READER_PAUSE_SECONDS = 0.03
HALF_HEADS = 8000
HALF_HEAD = b"GET /announce?info_hash= HTTP/1.1\r\nCookie: " + b"c" * 12000
FLOOD_SECONDS = 3
PAGE = "/api/v1/swarms?limit=1000"
PAGE_BYTES_MIN = 100_000
# Far less than that.
SEND_BUFFER_BYTES = "4096 8192 8192"
PAGE_SECONDS_MAX = 20
POPULATION = Population(2000, 2000)

CONFIGURATION = f"""\
reactors = 2
[http]
connections_max = 20000
connections_per_address_max = 20000
[swarm]
sweep_interval_seconds = 60
[persistence]
snapshot_interval_seconds = 1
[limits]
memory_bytes_max = {MEMORY_BYTES_MAX}
"""


def request_of(page):
    return f"GET {page} HTTP/1.1\r\nHost: t\r\n\r\n".encode()


class ConfigurationFile:
    """What musterd is told."""

    def __init__(self, folder):
        self.file = folder / "musterd.toml"
        self.file.write_text(CONFIGURATION)


class Connections(unittest.TestCase):
    """A case is a flood of connections."""

    bin_folder = Path("build/dev/bin")

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="connections-")
        self.addCleanup(scratch.cleanup)
        folder = Path(scratch.name)
        self.tracker = Tracker(self.bin_folder / "musterd", folder, ConfigurationFile(folder))
        self.addCleanup(self.tracker.end)
        self.tracker.start()
        loads = Loads(self.bin_folder / "muster-load", self.tracker, POPULATION)
        self.assertEqual(loads.fill(), 3 * POPULATION.peers)
        time.sleep(1)  # what it took to fill has been given back
        self.open = contextlib.ExitStack()
        self.addCleanup(self.open.close)

    def connect(self):
        host, port = self.tracker.http.removeprefix("http://").rsplit(":", 1)
        result = self.open.enter_context(socket.socket())
        # Small, so that what is not read waits in musterd.
        result.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        result.connect((host, int(port)))
        return result

    def flood(self, texts, pause=0.0):
        """A connection for each text, that says it and never reads. Returns the most memory
        meanwhile."""
        most = 0
        for text in texts:
            with contextlib.suppress(OSError):
                self.connect().sendall(text)
            time.sleep(pause)
        until = time.monotonic() + FLOOD_SECONDS
        while time.monotonic() < until:
            most = max(most, self.tracker.rss())
            time.sleep(0.02)
        return most

    def expect_no_trace(self, before, most, growth_max=GROWTH_BYTES_MAX):
        self.open.close()
        time.sleep(1)
        after = self.tracker.rss()
        print(f"\n{self.id()}: {before / MEBIBYTE:.1f} MiB before, {most / MEBIBYTE:.1f} at most, "
              f"{after / MEBIBYTE:.1f} a second after", flush=True)
        self.assertLessEqual(most - before, growth_max)
        self.assertLessEqual(after, before * (1 + LEFT_PERCENT_MAX / 100))
        self.expect_swarms_as_ever()

    def expect_swarms_as_ever(self):
        # Who has gone while a page was made is noticed when it is there.
        until = time.monotonic() + PAGE_SECONDS_MAX
        while metrics.read(self.tracker.http).total("muster_waiting_bytes") > 0:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.2)
        counts = self.tracker.metrics()
        self.assertEqual(counts.total("muster_swarms_evicted_total"), 0)
        fresh = b"%5a" * 20
        with urlopen(f"{self.tracker.http}/announce?info_hash={fresh.decode()}"
                     "&peer_id=-CT0001-000000000001&port=6881&left=1") as reply:
            self.assertNotIn(b"failure reason", reply.read())

    @unittest.skipUnless(is_inside(), "no network namespace")
    def test_one_page_that_nobody_reads(self):
        self.wait_for_page()
        before = self.tracker.rss()
        most = self.flood([request_of(PAGE) * 2] * READERS)
        self.assertEqual(self.displaced("memory"), 0)
        self.expect_no_trace(before, most, SHARED_GROWTH_BYTES_MAX)

    @unittest.skipUnless(is_inside(), "no network namespace")
    def test_many_pages_that_nobody_reads(self):
        self.wait_for_page()
        before = self.tracker.rss()
        most = self.flood((request_of(f"{PAGE}&offset={x}") for x in range(OTHER_READERS)),
                          OTHER_READER_PAUSE_SECONDS)
        self.assertGreater(self.displaced("memory"), 0)
        self.expect_no_trace(before, most)

    def test_half_heads(self):
        before = self.tracker.rss()
        most = self.flood([HALF_HEAD] * HALF_HEADS)
        self.assertGreater(self.displaced("memory"), 0)
        self.expect_no_trace(before, most)

    def wait_for_page(self):
        """Until all swarms are in the list."""
        until = time.monotonic() + PAGE_SECONDS_MAX
        while True:
            with urlopen(self.tracker.http + PAGE) as reply:
                if len(reply.read()) >= PAGE_BYTES_MIN:
                    return
            self.assertLess(time.monotonic(), until)
            time.sleep(0.2)

    def displaced(self, reason):
        counts = metrics.read(self.tracker.http)
        return counts.labelled("muster_connections_displaced_total", "reason")[reason]


if __name__ == "__main__":
    if go_inside():
        Path("/proc/sys/net/ipv4/tcp_wmem").write_text(SEND_BUFFER_BYTES)
    if len(sys.argv) > 1:
        Connections.bin_folder = Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
