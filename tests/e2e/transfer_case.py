# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What the cases with transfers have in common: a folder, a tracker and clients of it."""

import pathlib
import tempfile
import unittest

from torrent import Torrent
from tracker import Tracker
from waiting import wait_until, wait_until_equal

# A client announces itself within a second of its start, and downloads this little in another one;
# the rest is for a busy machine.
ANNOUNCE_SECONDS_MAX = 30
DOWNLOAD_SECONDS_MAX = 60


class TransferCase(unittest.TestCase):
    """A musterd for each case, and all that was started ends with the case."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="muster-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self._processes = []
        self.addCleanup(self._end_processes)
        self.torrent = Torrent(self.id())
        self.tracker = Tracker(self.folder)
        self._processes.append(self.tracker.process)

    def _end_processes(self):
        for process in reversed(self._processes):
            process.kill()

    def last_words(self):
        """What all that was started has written, for a failure."""
        return "\n".join(process.last_words() for process in self._processes)

    def start(self, client, address, announce_url, seeds=False):
        result = client(self.folder, address, self.torrent, announce_url, seeds)
        self._processes.append(result.process)
        return result

    def expect_swarm(self, seeders, leechers, completed):
        wait_until_equal(lambda: self.tracker.scrape(self.torrent), (seeders, leechers, completed),
                         ANNOUNCE_SECONDS_MAX, "seeders, leechers and downloads in a scrape")

    def expect_statistics(self, family, seeders, completed):
        """Waits for the figures of a family that has no leechers."""

        def figures():
            x = self.tracker.statistics()
            peers = x["peers"][family]
            return peers["seeders"], peers["leechers"], x["completed"][family]

        wait_until_equal(figures, (seeders, 0, completed), ANNOUNCE_SECONDS_MAX,
                         f"{family} seeders, leechers and downloads in stats.json")

    def expect_announces(self, expected):
        """Waits for these (protocol, family, event), and fails if there were others.

        Every datagram was answered, too.
        """
        wait_until_equal(self.tracker.announces, expected, ANNOUNCE_SECONDS_MAX,
                         "protocols, families and events in stats.json")
        drops = self.tracker.statistics()["udp_drops"]
        self.assertEqual(drops, dict.fromkeys(drops, 0), "datagrams without an answer")

    def expect_download(self, client):
        wait_until(lambda: client.has_everything or not client.process.is_running,
                   DOWNLOAD_SECONDS_MAX, f"{client.name} has the file")
        self.assertTrue(client.has_everything, f"{client.name} ended without the file")

    def expect_transfer(self, seeder, leecher):
        """One client downloads from the other, and the tracker counts both until they leave.

        Each is a client, its address and the announce URL it is given, whose protocol it must use.
        """
        family = "ipv6" if ":" in seeder[1] else "ipv4"
        uploads, downloads = (url.partition(":")[0] for _, _, url in (seeder, leecher))
        source = self.start(*seeder, seeds=True)
        self.expect_swarm(seeders=1, leechers=0, completed=0)
        target = self.start(*leecher)
        self.expect_download(target)
        self.expect_swarm(seeders=2, leechers=0, completed=1)
        self.expect_statistics(family, seeders=2, completed=1)
        target.leave()
        self.expect_swarm(seeders=1, leechers=0, completed=1)
        source.leave()
        # The count of downloads ends with the swarm.
        wait_until_equal(lambda: self.tracker.scrape(self.torrent)[:2], (0, 0),
                         ANNOUNCE_SECONDS_MAX, "an empty swarm")
        self.expect_statistics(family, seeders=0, completed=1)
        self.expect_announces({(uploads, family, event) for event in ("started", "stopped")} |
                              {(downloads, family, event)
                               for event in ("started", "completed", "stopped")})
        self.assertEqual(self.tracker.stop(), 0, "exit code of musterd")
