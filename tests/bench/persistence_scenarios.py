# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What it costs to remember: rounds under load, and a restart of a very large tracker."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path

from servers import Musterd
from scenarios import POPULATION, Bound, Result, Series

WITHOUT = "[persistence]\nenabled = false\n"
# A whole round in every measurement, six times as often as by default.
BUSY = "[persistence]\nsnapshot_interval_seconds = {seconds}\n"

# Hardly any round, so that sampling is seen alone.
QUIET = "[persistence]\nsnapshot_interval_seconds = 3600\n"

RESTART_SWARMS = 1_000_000
RESTART_PEERS = 5_000_000
READY_SECONDS_MAX = 300


def snapshot(plan):
    """Rounds under load: what they cost in time and in latency."""
    result = Result("Snapshot rounds under load")
    busy = BUSY.format(seconds=max(1, round(plan.seconds)))
    with Musterd(plan.tools, plan.server_cpus, config=WITHOUT) as without, \
            Musterd(plan.tools, plan.server_cpus) as usual, \
            Musterd(plan.tools, plan.server_cpus, config=busy) as often:
        for server in (without, usual, often):
            plan.fill("snapshot", server, *POPULATION)
        # Half of what a reactor can do, so that latency is that of requests and not of a queue.
        trial = plan.load("snapshot: trial", without, "--duration", "1", *POPULATION)
        options = ("--rate", str(int(trial["rate"] / 2)), *POPULATION)
        result.series = plan.measure("snapshot", [
            ("no store", without, options), ("a round a minute", usual, options),
            (f"a round each {plan.seconds:g} s", often, options)])
    without, usual, often = result.series
    result.bounds.append(Bound("server CPU per announce, with a store / without",
                               usual.ratio_to(without), 1.05))
    result.bounds.append(Bound("p99 latency, a round a minute / no store",
                               usual.ratio_to(without, "p99"), 1.5))
    result.bounds.append(Bound("p99 latency, a round in each measurement / no store",
                               often.ratio_to(without, "p99"), 1.5))
    result.notes.append("Every announce is news: in a round each of the 10,000 swarms is written.")
    return result


def wait_for_second(second):
    """Waits until the minute has this second, between 0 and 60."""
    time.sleep((second - time.time()) % 60)


def sampling(plan):
    """The end of a minute, when the tracker is sampled, next to the middle of it."""
    result = Result("Sampling under load")
    within, at_end = Series("within a minute"), Series("while a minute ends")
    result.series = [within, at_end]
    with Musterd(plan.tools, plan.server_cpus, config=QUIET) as server:
        plan.fill("sampling", server, *POPULATION)
        trial = plan.load("sampling: trial", server, "--duration", "1", *POPULATION)
        options = ("--duration", str(plan.seconds), "--rate", str(int(trial["rate"] / 2)),
                   *POPULATION)
        for _ in range(plan.rounds):
            for one, second in ((within, 20), (at_end, 60 - plan.seconds / 2)):
                wait_for_second(second)
                one.reports.append(plan.load("sampling", server, *options))
    result.bounds.append(Bound("p99 latency, while a minute ends / within",
                               at_end.ratio_to(within, "p99"), 1.2))
    return result


def stats_of(server):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/stats.json", timeout=10) as reply:
        return json.load(reply)


def wait_until_ready(server):
    """Seconds until everything is loaded."""
    begin = time.monotonic()
    while time.monotonic() < begin + READY_SECONDS_MAX:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/readyz", timeout=10):
                return time.monotonic() - begin
        except urllib.error.URLError:
            time.sleep(0.05)
    raise RuntimeError("was not ready in time")


def disk_bytes(server):
    folder = Path(server.folder.name) / "store"
    return sum(x.stat().st_size for x in folder.rglob("*") if x.is_file())


def restart(plan):
    """A million swarms with five million peers: stopped, and started again."""
    result = Result(f"Restart with {RESTART_SWARMS:,} swarms and {RESTART_PEERS:,} peers")
    population = ("--swarms", str(RESTART_SWARMS), "--peers", str(RESTART_PEERS),
                  "--distribution", "even", "--connections", "128")
    with Musterd(plan.tools, None, reactors=2) as server:
        plan.fill("restart", server, *population)
        rss_before = server.rss()
        begin = time.monotonic()
        server.end()
        stop_seconds = time.monotonic() - begin
        on_disk = disk_bytes(server)
        server.start()
        load_seconds = wait_until_ready(server)
        rss_after = server.rss()
        stats = stats_of(server)
    peers = stats["peers"]["ipv4"]["seeders"] + stats["peers"]["ipv4"]["leechers"]
    if (stats["swarms"]["now"], peers) != (RESTART_SWARMS, RESTART_PEERS):
        raise RuntimeError(f"lost something: {stats['swarms']['now']} swarms, {peers} peers")
    result.bounds.append(Bound("seconds until everything is loaded", load_seconds, 30))
    result.bounds.append(Bound("RSS after the restart / before", rss_after / rss_before, 1.3))
    result.notes += [
        f"RSS {rss_before / 2**20:,.0f} MiB before and {rss_after / 2**20:,.0f} MiB after; "
        f"{on_disk / 2**20:,.0f} MiB on the disk, {on_disk / RESTART_PEERS:.0f} bytes per peer.",
        f"The stop, which wrote what was new since the round before, took {stop_seconds:.1f} s. "
        "All swarms and peers were there after the start."]
    return result


PERSISTENCE_SCENARIOS = {"snapshot": snapshot, "sampling": sampling, "restart": restart}
