# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""A musterd on its default configuration, and what it says about its swarms."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

from started_process import StartedProcess
from torrent import bdecode
from waiting import wait_until

PORT = 6969
START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 5
REPLY_SECONDS_MAX = 5


class Tracker:
    """Must run in a namespace of its own: the default port is a fixed one."""

    def __init__(self, folder):
        self.process = StartedProcess("musterd", [os.environ["MUSTERD"]], folder)
        wait_until(self._is_healthy, START_SECONDS_MAX, "musterd answers /healthz")

    def _is_healthy(self):
        if not self.process.is_running:
            raise AssertionError("musterd ended while starting")
        try:
            self._get("/healthz")
            return True
        except urllib.error.URLError:
            return False

    @staticmethod
    def _get(path):
        url = f"http://127.0.0.1:{PORT}{path}"
        with urllib.request.urlopen(url, timeout=REPLY_SECONDS_MAX) as reply:
            return reply.read()

    def scrape(self, torrent):
        """Seeders, leechers and downloads completed, as every client can ask for them (BEP 48)."""
        reply = bdecode(self._get(f"/scrape?info_hash={urllib.parse.quote(torrent.info_hash)}"))
        swarm = reply[b"files"][torrent.info_hash]
        return swarm[b"complete"], swarm[b"incomplete"], swarm[b"downloaded"]

    def statistics(self):
        return json.loads(self._get("/stats.json"))

    def announces(self):
        """Which (protocol, family, event) have come at all, without the regular ones in between.

        How often says nothing: a client repeats over UDP what was not answered in time.
        """
        traffic = self.statistics()["traffic"]
        return {(protocol, family, event)
                for protocol, families in traffic.items()
                for family, counts in families.items()
                for event, count in counts["announces"].items() if count and event != "none"}

    def stop(self):
        """Returns the exit code."""
        return self.process.end(seconds_max=STOP_SECONDS_MAX)
