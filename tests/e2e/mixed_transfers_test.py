# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Clients find each other and download, one over HTTP and the other over UDP."""

from clients import Aria2, Libtorrent, Transmission
from transfer_case import TransferCase

HTTP_URL, UDP_URL = "http://10.99.0.1:6969/announce", "udp://10.99.0.1:6969/announce"
IPV6_HTTP_URL, IPV6_UDP_URL = "http://[::1]:6969/announce", "udp://[::1]:6969/announce"
SEEDER, LEECHER = "10.99.0.2", "10.99.0.3"


class MixedTransfers(TransferCase):

    def test_aria2_over_udp_downloads_from_libtorrent_over_http(self):
        self.expect_transfer((Libtorrent, SEEDER, HTTP_URL), (Aria2, LEECHER, UDP_URL))

    def test_libtorrent_over_http_downloads_from_transmission_over_udp(self):
        self.expect_transfer((Transmission, SEEDER, UDP_URL), (Libtorrent, LEECHER, HTTP_URL))

    def test_libtorrent_over_udp_downloads_from_aria2_over_http_and_ipv6(self):
        self.expect_transfer((Aria2, "fd99::2", IPV6_HTTP_URL),
                             (Libtorrent, "fd99::3", IPV6_UDP_URL))

    def test_transmission_over_http_downloads_from_libtorrent_over_udp_and_ipv6(self):
        self.expect_transfer((Libtorrent, "fd99::2", IPV6_UDP_URL),
                             (Transmission, "fd99::3", IPV6_HTTP_URL))
