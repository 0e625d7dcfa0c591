# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Without the tracker nobody finds anybody, so the transfers prove something."""

import socket
import threading

from clients import Aria2, Libtorrent, Transmission
from transfer_case import ANNOUNCE_SECONDS_MAX, TransferCase
from waiting import wait_until

URL = "http://10.99.0.1:6969/announce"
DEAD_PORT = 6970
DEAD_URL = f"http://10.99.0.1:{DEAD_PORT}/announce"


class DeadTracker:
    """Accepts connections and closes them. Remembers the addresses that have come."""

    def __init__(self):
        self.visitors = set()
        self._listener = socket.create_server(("10.99.0.1", DEAD_PORT))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                connection, (address, _) = self._listener.accept()
            except OSError:
                return
            connection.close()
            self.visitors.add(address)

    def close(self):
        # A mere close would not wake the thread.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


class DeadTrackerTest(TransferCase):

    def test_nobody_downloads_with_a_dead_announce_url(self):
        dead_tracker = DeadTracker()
        self.addCleanup(dead_tracker.close)
        self.start(Libtorrent, "10.99.0.2", URL, seeds=True)
        self.expect_swarm(seeders=1, leechers=0, completed=0)
        leechers = self._start_each_kind(DEAD_URL, first_host=3)
        wait_until(lambda: {x.address for x in leechers} <= dead_tracker.visitors,
                   ANNOUNCE_SECONDS_MAX, "every leecher has tried the dead tracker")
        # Meanwhile the same clients download with the right URL. What one can do from its start to
        # the last byte, its twin has had the time for.
        for control in self._start_each_kind(URL, first_host=6):
            self.expect_download(control)
        self.expect_swarm(seeders=4, leechers=0, completed=3)
        for leecher in leechers:
            self.assertTrue(leecher.process.is_running, f"{leecher.name} has ended")
            self.assertFalse(leecher.has_something, f"{leecher.name} has a part of the file")

    def _start_each_kind(self, announce_url, first_host):
        return [self.start(client, f"10.99.0.{host}", announce_url)
                for host, client in enumerate((Libtorrent, Aria2, Transmission), first_host)]
