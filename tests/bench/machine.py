# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What a report says of the machine and of the sources, and a free port on it."""

import os
import platform
import socket
import subprocess
from pathlib import Path

COMMAND_SECONDS_MAX = 30


def output_of(*command):
    """The first line that a command prints; empty if there is none, or no such program."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX,
                             check=False)
    except OSError:
        return ""
    return run.stdout.strip().split("\n")[0]


def field_of(path, name):
    """The value of the first line `name : value` of a file in /proc."""
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def machine():
    """Rows of a table: name and value."""
    here = Path(__file__).parent
    dirty = "+" if output_of("git", "-C", here, "status", "--porcelain") else ""
    return [
        ("processor", f"{field_of('/proc/cpuinfo', 'model name')}, {os.cpu_count()} of them"),
        ("memory", field_of("/proc/meminfo", "MemTotal")),
        ("kernel", platform.release()),
        ("congestion control",
         Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip()),
        ("compiler", output_of("c++", "--version")),
        ("commit", output_of("git", "-C", here, "rev-parse", "--short", "HEAD") + dirty),
    ]


def free_port():
    """A port that nobody listens on, neither over TCP nor over UDP."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        return port
