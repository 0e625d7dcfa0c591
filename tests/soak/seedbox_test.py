#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""A client with 50,000 torrents behind one address gets in within minutes, with the default limits.

    seedbox_test.py FOLDER_OF_MUSTERD_AND_MUSTER_LOAD [names of cases]

Each case announces every torrent once to a tracker that knows none of them, and once to one that
has just started and knows them all. What it took is printed.
"""

import sys
import tempfile
import unittest
from pathlib import Path

from load import Run
from tracker import Tracker

TORRENTS = 50_000
SOURCE = "127.7.0.1"
# As fast as a client may be; none is known that is faster.
RATE = 2000
SECONDS_MAX = 180

CONFIGURATION = """
[limits]
private_sources = true
"""


class Configuration:
    """What musterd is told: its defaults, which hold for loopback as well."""

    def __init__(self, folder):
        self.file = folder / "musterd.toml"
        self.file.write_text(CONFIGURATION)


class Seedbox(unittest.TestCase):
    """A case is a transport."""

    bin_folder = Path("build/dev/bin")

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="seedbox-")
        self.addCleanup(scratch.cleanup)
        folder = Path(scratch.name)
        self.tracker = Tracker(self.bin_folder / "musterd", folder, Configuration(folder))
        self.addCleanup(self.tracker.end)
        self.tracker.start()

    def announce_all(self, transport, what):
        """Every torrent once; none is refused."""
        before = self.tracker.rss()
        report = Run(
            self.bin_folder / "muster-load", self.tracker, transport, "--fill",
            "--peers", str(TORRENTS), "--swarms", str(TORRENTS), "--distribution", "even",
            "--seeder-percent", "100", "--source", SOURCE, "--sources", "1", "--connections", "50",
            "--window", "1", "--rate", str(RATE)).result(SECONDS_MAX)
        grown = (self.tracker.rss() - before) / 2**20
        print(f"{TORRENTS} {what} torrents over {transport}: {report['seconds']:.0f} s, "
              f"p99 {report['latency_us']['p99'] / 1000:.1f} ms, {grown:+.0f} MiB")
        self.assertEqual(report["replies"], TORRENTS, report["faults"])
        self.assertLess(report["seconds"], SECONDS_MAX)
        refusals = self.tracker.metrics().labelled("muster_refusals_total", "reason")
        self.assertEqual(sum(refusals.values()), 0, refusals)

    def expect_in(self, transport):
        self.announce_all(transport, "unknown")
        self.assertEqual(self.tracker.metrics().total("muster_swarms"), TORRENTS)
        self.tracker.stop()
        self.tracker.start()
        self.assertEqual(self.tracker.metrics().total("muster_swarms"), TORRENTS)
        self.announce_all(transport, "known")

    def test_over_http(self):
        self.expect_in("keep-alive")

    def test_over_udp(self):
        self.expect_in("udp")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Seedbox.bin_folder = Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
