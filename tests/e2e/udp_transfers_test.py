# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Clients that announce themselves over UDP find each other and download."""

from clients import Aria2, Libtorrent, Transmission
from transfer_case import TransferCase

URL = "udp://10.99.0.1:6969/announce"
LOOPBACK_URL = "udp://127.0.0.1:6969/announce"
IPV6_URL = "udp://[::1]:6969/announce"
SEEDER, LEECHER = "10.99.0.2", "10.99.0.3"


class UdpTransfers(TransferCase):

    def test_transmission_downloads_from_libtorrent(self):
        self.expect_transfer((Libtorrent, SEEDER, URL), (Transmission, LEECHER, URL))

    def test_aria2_downloads_from_transmission(self):
        self.expect_transfer((Transmission, SEEDER, URL), (Aria2, LEECHER, URL))

    def test_libtorrent_downloads_from_aria2(self):
        self.expect_transfer((Aria2, SEEDER, URL), (Libtorrent, LEECHER, URL))

    def test_aria2_downloads_from_libtorrent_over_loopback(self):
        self.expect_transfer((Libtorrent, "127.0.0.1", LOOPBACK_URL),
                             (Aria2, "127.0.0.1", LOOPBACK_URL))

    def test_libtorrent_downloads_from_libtorrent_over_ipv6(self):
        self.expect_transfer((Libtorrent, "fd99::2", IPV6_URL), (Libtorrent, "fd99::3", IPV6_URL))

    def test_libtorrent_downloads_from_libtorrent_at_the_same_address(self):
        self.expect_transfer((Libtorrent, "::1", IPV6_URL), (Libtorrent, "::1", IPV6_URL))
