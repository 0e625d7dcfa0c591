# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""The servers that are compared: how each is started, asked and ended."""

import contextlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from machine import free_port

START_SECONDS_MAX = 10
STOP_SECONDS_MAX = 90
LOAD_SECONDS_MAX = 600


def pinned(command, cpus):
    """The command, held to some processors; to none in particular if `cpus` is None."""
    if cpus is None:
        return command
    return ["taskset", "-c", ",".join(map(str, cpus))] + command


def shown(command, server):
    """A command without what is different each time: folders, ports, process ids."""
    text = [os.path.basename(x) if x.startswith("/") and os.access(x, os.X_OK)
            and not os.path.isdir(x) else x for x in command]
    text = [re.sub(r"^.*/(musterd|opentracker)-\w+", "DIR", x) for x in text]
    text = [re.sub(rf"\b{server.port}\b", "PORT", x) for x in text]
    return ["PID" if x == str(server.process.pid) else x for x in text]


class Server:
    """A server process. Use it in a `with` statement: it ends with that."""

    mode = "keep-alive"

    def __init__(self, command, port, cpus, cwd=None):
        self.command = pinned(command, cpus)
        self.port = port
        self.cwd = cwd
        self.start()

    def start(self):
        # taskset replaces itself by the server, so the process id is the server's.
        self.process = subprocess.Popen(
            self.command, cwd=self.cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/announce"

    @property
    def udp_url(self):
        return f"udp://127.0.0.1:{self.port}/announce"

    def __enter__(self):
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError("did not start: " + " ".join(self.command))
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.stop()

    def answers(self):
        """Whether it is ready to serve."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def stop(self):
        self.end()

    def end(self):
        """Ends the process; it can be started again."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def rss(self):
        """Resident memory in bytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        raise RuntimeError("no VmRSS")


class Floor(Server):
    name = "floor"

    def __init__(self, tools, cpus, peers):
        port = free_port()
        super().__init__([tools.floor, str(port), str(peers)], port, cpus)


class UdpFloor(Server):
    name = "floor"

    def __init__(self, tools, cpus, peers):
        port = free_port()
        super().__init__([tools.udp_floor, str(port), str(peers)], port, cpus)

    def answers(self):
        """Whether it gives a connection id (BEP 15)."""
        with socket.socket(type=socket.SOCK_DGRAM) as client, contextlib.suppress(OSError):
            client.settimeout(0.1)
            client.connect(("127.0.0.1", self.port))
            client.send(struct.pack(">QII", 0x41727101980, 0, 7))
            return len(client.recv(2048)) == 16
        return False


class Musterd(Server):
    name = "musterd"

    def __init__(self, tools, cpus, reactors=1, config="", program=None):
        """program is another musterd than the one that is measured."""
        port = free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="musterd-")
        file = Path(self.folder.name) / "musterd.toml"
        file.write_text(config)
        super().__init__(
            [program or tools.musterd, "--config", str(file), "--listen", f"127.0.0.1:{port}",
             "--reactors", str(reactors), "--data-dir", self.folder.name,
             "--log-level", "warning"], port, cpus)

    def stop(self):
        super().stop()
        self.folder.cleanup()


class Opentracker(Server):
    """Debian's opentracker. It serves listed torrents only and closes each connection."""

    name = "opentracker"
    mode = "close"

    def __init__(self, tools, cpus, info_hashes):
        port = free_port()
        self.last_info_hash = info_hashes.split()[-1]
        self.folder = tempfile.TemporaryDirectory(prefix="opentracker-")
        # As root it changes its root folder to this one and its user to nobody.
        os.chmod(self.folder.name, 0o755)
        with open(os.path.join(self.folder.name, "allowed"), "w") as allowed:
            allowed.write(info_hashes)
        user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        super().__init__(
            [tools.opentracker, "-i", "127.0.0.1", "-p", str(port), "-P", str(port),
             "-d", self.folder.name, "-u", user, "-w", "allowed"], port, cpus,
            cwd=self.folder.name)

    def answers(self):
        """It listens before it has read its list, so it is asked for the last torrent."""
        return b"interval" in self.announce("started") and bool(self.announce("stopped"))

    def announce(self, event):
        """The reply to a peer of the last torrent; empty if there is none."""
        escaped = quote(bytes.fromhex(self.last_info_hash))
        query = f"info_hash={escaped}&peer_id=-BM0000-000000000000&port=9&left=1&event={event}"
        with contextlib.suppress(OSError), urlopen(f"{self.url}?{query}", timeout=5) as reply:
            return reply.read()
        return b""

    def stop(self):
        super().stop()
        self.folder.cleanup()


class Tools:
    """Where the programs are, and every load that was run with them."""

    def __init__(self, bin_folder, opentracker, bin_before=None):
        """bin_before is the folder of an older musterd."""
        def path(name, folder=bin_folder):
            result = shutil.which(name, path=os.path.abspath(folder))
            if result is None:
                raise SystemExit(f"compare.py: no {name} in {folder}; build the release preset")
            return result

        self.musterd = path("musterd")
        self.musterd_before = path("musterd", bin_before) if bin_before else None
        self.load_program = path("muster-load")
        self.floor = path("epoll_floor")
        self.udp_floor = path("udp_floor")
        self.opentracker = shutil.which(opentracker)
        self.runs = []

    def info_hashes(self, *options):
        """The info_hashes of a population, one a line."""
        return subprocess.run([self.load_program, "--print-info-hashes", *options], check=True,
                              capture_output=True, text=True).stdout

    def load(self, label, server, cpus, *options):
        """Runs muster-load against the server, over HTTP unless told, and returns its report."""
        if "--url" not in options:
            mode = () if "--mode" in options else ("--mode", server.mode)
            options = ("--url", server.url, *mode, *options)
        command = pinned([self.load_program, "--pid", str(server.process.pid), "--json",
                          *options], cpus)
        run = subprocess.run(command, capture_output=True, text=True, timeout=LOAD_SECONDS_MAX)
        if run.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: exit code {run.returncode}\n"
                               f"{run.stderr}{run.stdout}")
        report = json.loads(run.stdout)
        setting = report["setting"]
        setting["url"] = setting["url"].replace(f":{server.port}/", ":PORT/")
        self.runs.append({"label": label, "server": server.name,
                          "server_command": shown(server.command, server),
                          "load_command": shown(command, server), "report": report})
        return report
