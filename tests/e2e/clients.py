# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""BitTorrent clients as Debian 12 has them, each told nothing but the URL in its torrent.

DHT, peer exchange, local discovery, port mapping and uTP are off, and each client keeps to one
address, so that several can share a machine. All speak HTTP over both families, and UDP over IPv4;
UDP over IPv6 is for libtorrent alone.
"""

import base64
import json
import pathlib
import signal
import urllib.error
import urllib.request

from started_process import StartedProcess
from waiting import wait_until

HERE = pathlib.Path(__file__).resolve().parent
START_SECONDS_MAX = 20


class Client:
    """One client with one torrent. It seeds if it is given the payload, and downloads otherwise."""

    # Each has its own, because some listen on more addresses than they are told to.
    _ports = iter(range(51413, 51613))

    def __init__(self, folder, address, torrent, announce_url, seeds):
        self.address = address
        self._port = next(Client._ports)
        self.name = f"{type(self).__name__.lower()}-at-port-{self._port}"
        self._folder = folder / self.name
        self._data = self._folder / "data"
        self._data.mkdir(parents=True)
        self._torrent = torrent
        self._uses_udp = announce_url.startswith("udp:")
        self._torrent_file = self._folder / "meta.torrent"
        self._torrent_file.write_bytes(torrent.metadata(announce_url))
        if seeds:
            self._payload.write_bytes(torrent.payload)
        self.process = StartedProcess(self.name, self._command(), self._folder)
        self._add_torrent()

    def _command(self):
        raise NotImplementedError

    def _add_torrent(self):
        """For clients that do not take it from the command line."""

    def leave(self):
        """Makes it tell the tracker that it leaves (event=stopped), and does not wait for it."""
        raise NotImplementedError

    @property
    def _payload(self):
        return self._data / self._torrent.name

    @property
    def has_everything(self):
        # The size says nothing: files may be made in full before they are filled.
        return self._payload.exists() and self._payload.read_bytes() == self._torrent.payload

    @property
    def has_something(self):
        return self._payload.exists() and any(self._payload.read_bytes())


class Libtorrent(Client):
    """libtorrent 2.0, the engine of qBittorrent and Deluge."""

    def _command(self):
        # The binding is for Debian's Python, which need not be the one in the path.
        return ["/usr/bin/python3", str(HERE / "libtorrent_client.py"), self.address,
                str(self._port), str(self._torrent_file), str(self._data)]

    def leave(self):
        self.process.send_signal(signal.SIGTERM)


class Aria2(Client):
    """aria2 1.36."""

    def _command(self):
        # Trackers over UDP are a part of its DHT, which knows no nodes here and so finds nobody.
        dht = "true" if self._uses_udp else "false"
        return [
            "aria2c",
            "--no-conf=true",
            f"--dir={self._data}",
            f"--interface={self.address}",
            f"--disable-ipv6={'false' if ':' in self.address else 'true'}",
            f"--listen-port={self._port}",
            f"--enable-dht={dht}",
            f"--dht-listen-port={self._port}",
            f"--dht-file-path={self._folder / 'dht.dat'}",
            "--enable-dht6=false",
            "--enable-peer-exchange=false",
            "--bt-enable-lpd=false",
            # Look at the file that is there, and then seed without an end.
            "--check-integrity=true",
            "--allow-overwrite=true",
            "--seed-ratio=0.0",
            "--file-allocation=none",
            "--console-log-level=info",
            "--enable-color=false",
            "--show-console-readout=false",
            str(self._torrent_file),
        ]

    def leave(self):
        # At SIGTERM it would end without a word to the tracker.
        self.process.send_signal(signal.SIGINT)


class Transmission(Client):
    """Transmission 3.00. Takes no peers in 127.0.0.0/8 and ::1 from a tracker."""

    def _command(self):
        self._remote_port = next(Client._ports)
        self._session = ""
        is_ipv6 = ":" in self.address
        settings = {
            # It would announce from the IPv4 address if there were one of its own.
            "bind-address-ipv4": "0.0.0.0" if is_ipv6 else self.address,
            "bind-address-ipv6": self.address if is_ipv6 else "::1",
            "peer-port": self._port,
            "dht-enabled": False,
            "pex-enabled": False,
            "lpd-enabled": False,
            "utp-enabled": False,
            "port-forwarding-enabled": False,
            "rpc-bind-address": "127.0.0.1",
            "rpc-port": self._remote_port,
            "rpc-whitelist-enabled": False,
            "download-dir": str(self._data),
            "incomplete-dir-enabled": False,
            "rename-partial-files": False,
            "preallocation": 0,
        }
        (self._folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        return ["transmission-daemon", "--foreground", "--config-dir", str(self._folder)]

    def _call(self, method, **arguments):
        """One call of its remote control. Raises URLError while it is not there yet."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._remote_port}/transmission/rpc",
            json.dumps({"method": method, "arguments": arguments}).encode(),
            {"X-Transmission-Session-Id": self._session})
        with urllib.request.urlopen(request, timeout=START_SECONDS_MAX) as reply:
            result = json.load(reply)
        if result["result"] != "success":
            raise AssertionError(f"Transmission: {method}: {result['result']}")
        return result["arguments"]

    def _is_ready(self):
        if not self.process.is_running:
            raise AssertionError("Transmission ended while starting")
        try:
            self._call("session-get")
            return True
        except urllib.error.HTTPError as refused:
            # The first call is refused and tells the token that the next ones need.
            self._session = refused.headers.get("X-Transmission-Session-Id", "")
            return False
        except urllib.error.URLError:
            return False

    def _add_torrent(self):
        wait_until(self._is_ready, START_SECONDS_MAX, "Transmission can be controlled")
        metadata = base64.b64encode(self._torrent_file.read_bytes()).decode()
        self._call("torrent-add", metainfo=metadata, **{"download-dir": str(self._data)})

    def leave(self):
        # At SIGTERM it would end before its last announce has left.
        self._call("torrent-stop")
