# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Clients with IPv6 addresses find each other and download, told an announce URL on loopback."""

from clients import Aria2, Libtorrent, Transmission
from transfer_case import TransferCase

URL = "http://[::1]:6969/announce"
SEEDER, LEECHER = "fd99::2", "fd99::3"


class Ipv6Transfers(TransferCase):

    def test_transmission_downloads_from_libtorrent(self):
        self.expect_transfer((Libtorrent, SEEDER, URL), (Transmission, LEECHER, URL))

    def test_aria2_downloads_from_transmission(self):
        self.expect_transfer((Transmission, SEEDER, URL), (Aria2, LEECHER, URL))

    def test_libtorrent_downloads_from_aria2(self):
        self.expect_transfer((Aria2, SEEDER, URL), (Libtorrent, LEECHER, URL))

    def test_libtorrent_downloads_from_aria2_at_the_same_address(self):
        self.expect_transfer((Aria2, "::1", URL), (Libtorrent, "::1", URL))
