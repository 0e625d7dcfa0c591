# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Ends musterd, one way or the other, and looks whether all is there again."""

import time
from dataclasses import asdict, dataclass, field

ROUNDS_SECONDS_MAX = 60
POLL_SECONDS = 0.2

# What is there, and what was counted.
FIGURES = ("muster_peers", "muster_swarms_active", "muster_announces_total",
           "muster_scrapes_total", "muster_completed_total", "muster_refusals_total",
           "muster_udp_drops_total")


@dataclass
class Restart:
    """A stop and the start after it."""
    how: str
    start_seconds: float
    stop_seconds: float = 0.0
    exit_code: int = 0
    # Name to (before, after), of all that is not the same.
    lost: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)

    @property
    def holds(self):
        return not self.lost

    def as_json(self):
        return {**asdict(self), "holds": self.holds}


def figures(metrics):
    return {name: metrics.total(name) for name in FIGURES}


def compared(before, after):
    return {name: (before[name], after[name]) for name in FIGURES if before[name] != after[name]}


def wait_for_rounds(tracker, count):
    """Waits until everything up to now has been written."""
    name = "muster_snapshot_rounds_total"
    deadline = time.monotonic() + ROUNDS_SECONDS_MAX
    until = tracker.metrics().total(name) + count
    while tracker.metrics().total(name) < until:
        if time.monotonic() > deadline:
            raise AssertionError("no snapshot rounds")
        time.sleep(POLL_SECONDS)


def restart_killed(tracker):
    """With kill -9 when all is older than one snapshot interval: nothing of that may be lost."""
    # The round that is under way may have passed a swarm before it changed.
    wait_for_rounds(tracker, 2)
    before = figures(tracker.metrics())
    tracker.kill()
    seconds = tracker.start()
    return Restart("kill -9", seconds, before=before,
                   lost=compared(before, figures(tracker.metrics())))


def restart_stopped(tracker):
    """With SIGTERM at once: nothing may be lost."""
    before = figures(tracker.metrics())
    code, stop_seconds = tracker.stop()
    seconds = tracker.start()
    return Restart("SIGTERM", seconds, stop_seconds, code, before=before,
                   lost=compared(before, figures(tracker.metrics())))
