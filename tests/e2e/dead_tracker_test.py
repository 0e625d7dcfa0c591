# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Without the tracker nobody finds anybody, so the transfers prove something."""

import socketserver
import threading

from clients import Aria2, Libtorrent, Transmission
from transfer_case import ANNOUNCE_SECONDS_MAX, TransferCase
from waiting import wait_until

HOST, PORT, DEAD_PORT = "10.99.0.1", 6969, 6970
SERVERS = {"http": socketserver.TCPServer, "udp": socketserver.UDPServer}


class DeadTracker:
    """Closes connections and leaves datagrams without a reply. Remembers who has come."""

    def __init__(self, protocol):
        self.visitors = set()
        # Called for each connection or datagram; what is a connection is closed after it.
        self._server = SERVERS[protocol](
            (HOST, DEAD_PORT), lambda request, visitor, server: self.visitors.add(visitor[0]))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class DeadTrackerTest(TransferCase):

    def test_nobody_downloads_with_a_dead_announce_url(self):
        self._expect_nobody_downloads_without_a_tracker("http")

    def test_nobody_downloads_with_a_dead_announce_url_over_udp(self):
        self._expect_nobody_downloads_without_a_tracker("udp")

    def _expect_nobody_downloads_without_a_tracker(self, protocol):
        url = f"{protocol}://{HOST}:{PORT}/announce"
        dead_tracker = DeadTracker(protocol)
        self.addCleanup(dead_tracker.close)
        self.start(Libtorrent, "10.99.0.2", url, seeds=True)
        self.expect_swarm(seeders=1, leechers=0, completed=0)
        leechers = self._start_each_kind(f"{protocol}://{HOST}:{DEAD_PORT}/announce", first_host=3)
        wait_until(lambda: {x.address for x in leechers} <= dead_tracker.visitors,
                   ANNOUNCE_SECONDS_MAX, "every leecher has tried the dead tracker")
        # Meanwhile the same clients download with the right URL. What one can do from its start to
        # the last byte, its twin has had the time for.
        for control in self._start_each_kind(url, first_host=6):
            self.expect_download(control)
        self.expect_swarm(seeders=4, leechers=0, completed=3)
        self.expect_announces({(protocol, "ipv4", event) for event in ("started", "completed")})
        for leecher in leechers:
            self.assertTrue(leecher.process.is_running, f"{leecher.name} has ended")
            self.assertFalse(leecher.has_something, f"{leecher.name} has a part of the file")

    def _start_each_kind(self, announce_url, first_host):
        return [self.start(client, f"10.99.0.{host}", announce_url)
                for host, client in enumerate((Libtorrent, Aria2, Transmission), first_host)]
