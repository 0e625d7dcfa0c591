# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What musterd counts, read from /metrics."""

import re
import time
from urllib.request import urlopen

REPLY_SECONDS_MAX = 20
SETTLE_SECONDS_MAX = 10
# Reactors report at most ten times a second.
SETTLE_GAP_SECONDS = 0.25

# What only clients change. All else changes by looking, or with time.
BY_CLIENTS = re.compile(r"muster_(announces|scrapes|refusals|http_errors|udp_\w+|completed|"
                        r"peers_sent|connections_(timed_out|rejected|displaced))_total")


class Metrics:
    """The figures of one moment."""

    def __init__(self, text):
        self._values = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                series, _, value = line.rpartition(" ")
                self._values[series] = float(value)

    def labelled(self, name, label):
        """The figures of a metric by one of its labels, added up over the others."""
        result = {}
        for series, value in self._values.items():
            if series.startswith(name + "{"):
                key = re.search(rf'\b{label}="([^"]*)"', series).group(1)
                result[key] = result.get(key, 0) + int(value)
        return result

    def total(self, name):
        """A figure, added up over its labels."""
        return int(sum(value for series, value in self._values.items()
                       if series == name or series.startswith(name + "{")))

    def by_clients(self):
        return {k: v for k, v in self._values.items() if BY_CLIENTS.match(k)}


def read(url):
    with urlopen(url + "/metrics", timeout=REPLY_SECONDS_MAX) as reply:
        return Metrics(reply.read().decode())


def settled(url):
    """The figures once all reactors have reported what happened before."""
    deadline = time.monotonic() + SETTLE_SECONDS_MAX
    before = read(url)
    while True:
        time.sleep(SETTLE_GAP_SECONDS)
        now = read(url)
        if now.by_clients() == before.by_clients() or time.monotonic() > deadline:
            return now
        before = now


def grown(before, after, name, label):
    """By how much each figure of a metric has grown, those that have."""
    old = before.labelled(name, label)
    return {key: value - old.get(key, 0) for key, value in after.labelled(name, label).items()
            if value != old.get(key, 0)}
