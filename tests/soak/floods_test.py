#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Every limit bites in a flood, is counted, and leaves ordinary clients in peace.

    floods_test.py FOLDER_OF_MUSTERD_AND_MUSTER_LOAD [names of cases]

In a network namespace, where any IPv6 address can be a client's; where there are none, the cases
over IPv6 are left out.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import metrics
from load import SOURCES, Loads, Population
from tracker import Tracker

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))
from own_network import go_inside, is_inside, let_all_ipv6_clients_send

IPV4, IPV6 = "127.0.0.1", "[::1]"
over_ipv6 = unittest.skipUnless(is_inside(), "no network namespace")

QUIET_SECONDS = 1.5
FLOOD_SECONDS = 2.5
# The flood begins before those who are measured, and lasts longer, but where a case says other.
FLOOD_MARGIN_SECONDS = 0.5
FLOOD_TIMEOUT_SECONDS = 0.5
ORDINARY_RATE = 150
FLOOD_RATE = 2000
# More than each of the flood's 8 addresses sends, less than the 4 of one network.
NETWORK_RATE = 300
POPULATION = Population(300, 30)

# Room for all ordinary clients and whoever looks at the metrics, but not for two floods as well.
CONNECTIONS_MAX = 2 * SOURCES + 8
CONNECTING_SECONDS_MAX = 10

# To fill the memory.
FLOODS_MAX = 20
LOOK_SECONDS = 0.02

ANSWERED_PERCENT_MIN = 99
SLOWER_MAX = 10
# What the scheduler of a busy machine does to any single request says nothing about limits.
P99_MS_UNNOTICED = 5

# The limits of new torrents as they are by default.
BURSTS = {"new_swarms_per_second": 10, "burst_seconds": 60, "new_swarms_burst": 60_000,
          "network_factor": 4}
NEWCOMERS = 200

BUDGET_BYTES = 128 * 2**20
BUDGET_EXCEEDED_MAX = 1.1
# Most of it is taken by what is not in memory: code, stacks and what malloc sets aside.
ADDRESS_SPACE_BYTES = 272 * 2**20
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
RELOAD_SECONDS_MAX = 20
# A thread fits in, but not so many hashes.
LIST_ROOM_BYTES = 32 * 2**20
LISTED = 2_000_000
ADDRESS_SPACE_TOO_LITTLE_BYTES = 255 * 2**20

# No limit bites unless a case says so. A flood comes from 8 addresses in 2 networks, ordinary
# clients from 64 in 4.
LIMITS = {
    "private_sources": "true", "announces_per_second": 0, "scrapes_per_second": 0,
    "connects_per_second": 0, "errors_per_second": 0, "new_swarms_per_second": 0,
    "pages_per_second": 0, "burst_seconds": 1, "announces_burst": 0, "new_swarms_burst": 0,
    "network_factor": 16, "load_percent": 100,
}


def section(name, options):
    lines = "".join(f"{key} = {value}\n" for key, value in options.items())
    return f"[{name}]\n{lines}"


class ConfigurationFile:
    """What the musterd of a case is told."""

    def __init__(self, folder, http, admission, limits):
        self.file = folder / "musterd.toml"
        self.file.write_text(
            f"reactors = 1\n{section('http', http)}{section('admission', admission)}"
            "[swarm]\npeers_per_address_max = 1000\nsweep_interval_seconds = 2\n"
            f"{section('limits', {**LIMITS, **limits})}")


class Floods(unittest.TestCase):
    """A case is a limit and the flood that meets it."""

    bin_folder = Path("build/dev/bin")

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="floods-")
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.tracker = None

    def start(self, http=None, host=IPV4, run_by=(), admission=None, **limits):
        file = ConfigurationFile(self.folder, http or {}, admission or {}, limits)
        self.tracker = Tracker(self.bin_folder / "musterd", self.folder, file, (host,), run_by)
        self.addCleanup(self.tracker.end)
        self.tracker.start()
        self.loads = Loads(self.bin_folder / "muster-load", self.tracker, POPULATION)
        self.assertEqual(self.loads.fill(), 3 * POPULATION.peers)

    def worst(self, running, seconds):
        """The answered percent and the p99 in ms of ordinary clients, each the worst of all."""
        reports = [x.result(seconds) for x in running]
        answered = [100 * x["replies"] / (x["replies"] + x["errors"]) for x in reports]
        return min(answered), max(x["latency_us"]["p99"] for x in reports) / 1000

    def ordinary_load(self, seconds):
        return self.worst(self.loads.ordinary_all(seconds, ORDINARY_RATE), seconds)

    def flood(self, kind, transport, rate):
        return self.loads.flood(kind, transport, FLOOD_SECONDS + FLOOD_MARGIN_SECONDS, rate,
                                timeout=FLOOD_TIMEOUT_SECONDS)

    def expect_peace(self, *floods):
        """Floods while ordinary clients announce. Returns the floods' reports."""
        _, quiet_p99 = self.ordinary_load(QUIET_SECONDS)
        running = [self.flood(kind, transport, FLOOD_RATE / len(floods))
                   for kind, transport in floods]
        answered, p99 = self.ordinary_load(FLOOD_SECONDS)
        reports = [x.result(FLOOD_SECONDS) for x in running]
        self.expect_served(answered, p99, quiet_p99)
        return reports

    def expect_served(self, answered, p99, quiet_p99):
        self.assertGreaterEqual(answered, ANSWERED_PERCENT_MIN)
        self.assertLessEqual(p99, max(SLOWER_MAX * quiet_p99, P99_MS_UNNOTICED))

    def refusals(self):
        return self.tracker.metrics().labelled("muster_refusals_total", "reason")

    def expect_refused(self, reason, reports):
        """Much of the flood was refused for this reason, and all that is counted."""
        seen = sum(x["faults"]["failure_reason"] for x in reports)
        self.assertGreater(seen, sum(x["replies"] for x in reports) / 4)
        self.assertGreaterEqual(self.refusals()[reason], seen)

    def udp_drops(self):
        return self.tracker.metrics().labelled("muster_udp_drops_total", "reason")

    # -- rates ------------------------------------------------------------------------------------

    def expect_announces_refused(self, *transports, kind="announces"):
        for transport in transports:
            self.expect_refused("too_many_requests", self.expect_peace((kind, transport)))

    def test_announces(self):
        self.start(announces_per_second=20)
        self.expect_announces_refused("keep-alive", "udp")

    @over_ipv6
    def test_announces_over_ipv6(self):
        self.start(host=IPV6, announces_per_second=20)
        self.expect_announces_refused("close", "udp")

    def test_announces_of_a_network(self):
        self.start(announces_per_second=NETWORK_RATE, network_factor=1)
        self.expect_announces_refused("keep-alive", "udp")

    @over_ipv6
    def test_announces_of_a_network_over_ipv6(self):
        self.start(host=IPV6, announces_per_second=NETWORK_RATE, network_factor=1)
        self.expect_announces_refused("keep-alive", "udp")

    def test_last_words(self):
        self.start(announces_per_second=20)
        self.expect_announces_refused("keep-alive", "udp", kind="last-words")

    def test_scrapes(self):
        self.start(scrapes_per_second=20)
        for transport in "close", "udp":
            self.expect_refused("too_many_requests", self.expect_peace(("scrapes", transport)))

    def test_new_swarms(self):
        self.start(new_swarms_per_second=5)
        reports = self.expect_peace(("new-swarms", "udp"), ("new-swarms", "keep-alive"))
        self.expect_refused("too_many_new_swarms", reports)
        self.assertLess(self.tracker.metrics().total("muster_swarms"),
                        POPULATION.swarms + 8 * 5 * 10)

    def test_connection_ids(self):
        self.start(connects_per_second=10)
        self.expect_peace(("connects", "udp"))
        self.assertGreater(self.udp_drops()["rate_limited"], FLOOD_RATE)

    def test_errors(self):
        self.start(errors_per_second=10, announces_per_second=20)
        self.expect_peace(("announces", "udp"))
        self.assertGreater(self.udp_drops()["rate_limited"], FLOOD_RATE)
        self.assertGreater(self.refusals()["too_many_requests"], FLOOD_RATE)

    def test_garbage(self):
        self.start()
        self.expect_peace(("garbage", "udp"), ("garbage", "close"))
        drops = self.udp_drops()
        self.assertGreater(drops["malformed"] + drops["invalid_connection_id"], FLOOD_RATE)
        errors = self.tracker.metrics().labelled("muster_http_errors_total", "error")
        self.assertGreater(errors["bad_request"], 0)

    # -- connections ------------------------------------------------------------------------------

    def rejected(self, reason):
        rejected = self.tracker.metrics().labelled("muster_connections_rejected_total", "reason")
        return rejected[reason]

    def test_connections_of_an_address(self):
        self.start(http={"connections_per_address_max": 4})
        # 64 connections from 8 addresses.
        self.expect_peace(("announces", "keep-alive"))
        self.assertGreater(self.rejected("address"), 0)
        self.assertEqual(self.rejected("total"), 0)

    def wait_for_connections(self, count):
        until = time.monotonic() + CONNECTING_SECONDS_MAX
        while metrics.read(self.tracker.http).total("muster_connections_open") < count:
            self.assertLess(time.monotonic(), until)
            time.sleep(metrics.SETTLE_GAP_SECONDS)

    def test_connections_in_all(self):
        self.start(http={"connections_max": CONNECTIONS_MAX})
        # Who has a connection keeps it, and nobody needs one over UDP.
        served = "keep-alive", "udp"
        _, quiet_p99 = self.worst(
            self.loads.ordinary_all(QUIET_SECONDS, ORDINARY_RATE, served), QUIET_SECONDS)
        self.tracker.metrics()  # now their connections are no longer counted
        seconds = FLOOD_SECONDS + FLOOD_MARGIN_SECONDS
        ordinary = self.loads.ordinary_all(seconds, ORDINARY_RATE, served)
        self.wait_for_connections(SOURCES)
        floods = [self.flood("announces", "keep-alive", FLOOD_RATE / 2) for _ in range(2)]
        answered, p99 = self.worst(ordinary, seconds)
        for x in floods:
            x.result(seconds)
        self.expect_served(answered, p99, quiet_p99)
        displaced = self.tracker.metrics().labelled("muster_connections_displaced_total", "reason")
        self.assertGreater(displaced["connections"], 0)
        self.assertEqual(self.rejected("address"), 0)

    # -- memory -----------------------------------------------------------------------------------

    def flood_until(self, is_enough):
        """Returns the most memory that musterd took meanwhile."""
        most = 0
        for _ in range(FLOODS_MAX):
            self.loads.flood_seed += 1
            filling = self.flood("new-swarms", "udp", 10**6)
            while filling.process.poll() is None:
                most = max(most, self.tracker.rss())
                time.sleep(LOOK_SECONDS)
            report = filling.result(FLOOD_SECONDS)
            if is_enough(report):
                return most
        self.fail("it never fills")

    def budget(self):
        return self.tracker.metrics().total("muster_memory_budget_bytes")

    def is_evicting(self, _):
        return self.tracker.metrics().total("muster_swarms_evicted_total") > 0

    def test_a_burst_ends_before_it_has_the_memory_of_others(self):
        self.start(memory_bytes_max=BUDGET_BYTES, **BURSTS)
        # Until hardly any of it gets in: two networks alone would fill the memory twice.
        most = self.flood_until(
            lambda report: report["replies"] * 20 < report["faults"]["failure_reason"])
        self.assertGreater(self.refusals()["too_many_new_swarms"], 0)
        newcomers = self.loads.newcomers(NEWCOMERS).result(FLOOD_SECONDS)
        self.assertEqual(newcomers["replies"], NEWCOMERS)
        self.assertEqual(newcomers["faults"]["failure_reason"], 0)
        self.assertEqual(self.refusals()["tracker_full"], 0)
        self.assertEqual(self.tracker.metrics().total("muster_swarms_evicted_total"), 0)
        self.assertLessEqual(most, BUDGET_EXCEEDED_MAX * BUDGET_BYTES)

    def test_memory(self):
        self.start(memory_bytes_max=BUDGET_BYTES)
        most = self.flood_until(self.is_evicting)
        self.expect_peace(("new-swarms", "udp"))
        most = max(most, self.tracker.rss())
        self.assertGreater(self.refusals()["tracker_full"], 0)
        self.assertLessEqual(most, BUDGET_EXCEEDED_MAX * BUDGET_BYTES)

    def test_an_address_space_with_an_end(self):
        self.start(run_by=["prlimit", f"--as={ADDRESS_SPACE_BYTES}"])
        self.assertLess(self.budget(), ADDRESS_SPACE_BYTES)
        self.flood_until(self.is_evicting)
        self.expect_peace(("new-swarms", "udp"))
        self.assertGreater(self.refusals()["tracker_full"], 0)
        self.assertEqual(self.tracker.metrics().total("muster_requests_failed_total"), 0)
        code, _ = self.tracker.stop()
        self.assertEqual(code, 0)
        self.assertIn("event=little_address_space", self.tracker.log.read_text())

    def expect_no_start(self, address_space_bytes, reason, *options):
        run = subprocess.run(
            ["prlimit", f"--as={address_space_bytes}", self.bin_folder / "musterd",
             "--data-dir", self.folder / "data", "--listen", "127.0.0.1:0", *options],
            capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertIn(reason, run.stderr)

    def test_too_little_address_space_is_told(self):
        self.expect_no_start(ADDRESS_SPACE_TOO_LITTLE_BYTES,
                             "expected an address space of at least 256 MiB", "--reactors", "8")

    def test_too_little_for_its_reactors_is_told(self):
        self.expect_no_start(ADDRESS_SPACE_BYTES, "at least 704 MiB for 64 reactors",
                             "--reactors", "64")

    def expect_lists_kept(self, room_bytes, reason):
        """A reload with so much address space left keeps the lists and says why."""
        pid = str(self.tracker.process.pid)
        size = Path(f"/proc/{pid}/statm").read_text().split()[0]
        limit = int(size) * PAGE_BYTES + room_bytes
        subprocess.run(["prlimit", "--pid", pid, f"--as={limit}:unlimited"], check=True)
        self.tracker.reload()
        until = time.monotonic() + RELOAD_SECONDS_MAX
        while "event=keep_lists" not in self.tracker.log.read_text():
            self.assertLess(time.monotonic(), until)
            self.tracker.expect_alive()
            time.sleep(LOOK_SECONDS)
        self.assertIn(reason, self.tracker.log.read_text())
        subprocess.run(["prlimit", "--pid", pid, "--as=unlimited"], check=True)
        code, _ = self.tracker.stop()
        self.assertEqual(code, 0)

    def test_a_reload_without_room_for_a_thread_keeps_everything(self):
        self.start()
        self.expect_lists_kept(0, "no thread to read lists on")

    def test_a_reload_of_lists_that_do_not_fit_keeps_everything_and_says_so(self):
        hashes = self.folder / "denied"
        hashes.write_text("")
        self.start(admission={"deny_list": f'"{hashes}"'})
        with hashes.open("w") as lines:
            lines.writelines(f"{random.randbytes(20).hex()}\n" for _ in range(LISTED))
        self.expect_lists_kept(LIST_ROOM_BYTES, "not enough memory to read them")

    # -- load -------------------------------------------------------------------------------------

    def test_a_high_load_raises_the_interval(self):
        self.start(load_percent=1)
        self.expect_peace(("announces", "close"))
        self.assertGreater(self.tracker.metrics().total("muster_intervals_raised_total"), 0)

    def test_a_higher_load_refuses_scrapes_and_no_announce(self):
        self.start(load_percent=1)
        # As fast as replies come, so that the only reactor is hardly ever idle.
        running = [self.flood("scrapes", "keep-alive", 10**6) for _ in range(2)]
        answered, _ = self.ordinary_load(FLOOD_SECONDS)
        for x in running:
            x.result(FLOOD_SECONDS)
        self.assertGreaterEqual(answered, ANSWERED_PERCENT_MIN)
        self.assertEqual({x for x, count in self.refusals().items() if count > 0}, {"overloaded"})

    def test_the_highest_load_refuses_new_swarms_and_no_others(self):
        self.start(load_percent=1)
        new_swarms, scrapes = [self.flood(kind, "keep-alive", 10**6)
                               for kind in ("new-swarms", "scrapes")]
        answered, _ = self.ordinary_load(FLOOD_SECONDS)
        scrapes.result(FLOOD_SECONDS)
        refused = new_swarms.result(FLOOD_SECONDS)["faults"]["failure_reason"]
        self.assertGreater(refused, 0)
        self.assertGreaterEqual(answered, ANSWERED_PERCENT_MIN)
        self.assertEqual({x for x, count in self.refusals().items() if count > 0}, {"overloaded"})


if __name__ == "__main__":
    if go_inside():
        let_all_ipv6_clients_send()
    elif os.environ.get("MUSTER_E2E_REQUIRED"):
        sys.exit("No network namespace, which the cases over IPv6 need.")
    if len(sys.argv) > 1:
        Floods.bin_folder = Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
