#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks that folders include only those before them,
bin -> web -> net -> actors -> storage -> conf -> net/protocol, and so do the rooms of actors and
net."""

import re
import sys

from project_files import ROOT, read_text, report, sources

# What of ours a folder may include, besides itself. net/protocol is not a part of net here.
MAY_INCLUDE = {
    "net/protocol": set(),
    "conf": {"net/protocol"},
    "storage": {"conf", "net/protocol"},
    "actors": {"storage", "conf", "net/protocol"},
    "net": {"actors", "storage", "conf", "net/protocol"},
    # Not storage: what people look at comes from the statistics.
    "web": {"net", "actors", "conf", "net/protocol"},
    "bin": {"web", "net", "actors", "storage", "conf", "net/protocol"},
}

# The same for the rooms of actors and net. All may include what stands in none (the index of
# messages, the reactor), and that none of them.
ROOMS_MAY_INCLUDE = {
    "actors/log": set(),
    "actors/runtime": {"actors/log"},
    "actors/statistics": {"actors/runtime", "actors/log"},
    "actors/peers": {"actors/runtime", "actors/statistics"},
    "actors/swarm": {"actors/runtime", "actors/statistics", "actors/peers"},
    "actors/admission": {"actors/runtime"},
    "actors/persistence": {"actors/runtime", "actors/log", "actors/statistics", "actors/swarm"},
    "actors/operator": {"actors/runtime", "actors/log", "actors/statistics", "actors/peers",
                        "actors/swarm", "actors/admission", "actors/persistence"},
    "net/door": set(),
    # A room for each protocol; none knows another.
    "net/http": {"net/door"},
    "net/udp": {"net/door"},
}

SOCKETS = r"boost/(asio|beast)|sys/(socket|epoll|eventfd)\.h|netinet/|netdb\.h"
MUST_NOT_INCLUDE = {
    # Pure: whoever calls passes the time and does the input and output.
    "net/protocol": rf"caf/|{SOCKETS}|fstream|iostream|thread|mutex|time\.h|ctime|sys/time\.h",
    "conf": rf"caf/|{SOCKETS}",
    "storage": rf"caf/|{SOCKETS}",
    "actors": SOCKETS,
}


def folder_of(path):
    text = path if isinstance(path, str) else path.as_posix()
    return "net/protocol" if text.startswith("net/protocol/") else text.split("/", 1)[0]


def room_of(path):
    """The room of actors or net; none for what stands in no room."""
    parts = str(path).split("/")
    has_rooms = folder_of(path) in ("actors", "net")
    return "/".join(parts[:2]) if has_rooms and len(parts) > 2 else None


def problems_of_own(path, included):
    home, folder = folder_of(path), folder_of(included)
    if not (ROOT / included).is_file():
        return [f"{path}: \"{included}\" is no file; write the path from the root"]
    if folder != home and folder not in MAY_INCLUDE[home]:
        return [f"{path}: {home} must not include \"{included}\""]
    here, there = room_of(path), room_of(included)
    may_include = ROOMS_MAY_INCLUDE[here] if here else set()
    if folder == home and there and here != there and there not in may_include:
        return [f"{path}: {here or home} must not include \"{included}\""]
    return []


def problems_of_foreign(path, included):
    home = folder_of(path)
    forbidden = MUST_NOT_INCLUDE.get(home)
    if forbidden and re.match(forbidden, included):
        return [f"{path}: {home} must not include <{included}>"]
    return []


def main():
    problems = []
    for path in sources():
        text = read_text(path)
        for x in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.MULTILINE):
            problems += problems_of_own(path, x)
        for x in re.findall(r"^\s*#\s*include\s*<([^>]+)>", text, re.MULTILINE):
            problems += problems_of_foreign(path, x)
    return report(problems, sources())


if __name__ == "__main__":
    sys.exit(main())
