# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What clients, /healthz and the store get while something else wants the processors."""

import contextlib
import re
import subprocess
import sys
from urllib.request import urlopen

from scenarios import Bound, Result, Series
from servers import Musterd
from turn_scenarios import OTHERS, HealthWatch

RATE = 5_000
HEALTH_MS_MAX = 100

SWEEP_SECONDS = 2
# As many as once could be put into one run of a table; each socket of the load has an address.
CROWD = ("--seed", "2", "--peers", "65000", "--distribution", "single", "--sources", "80",
         "--connections", "80")

BUSY_LOOPS = 4
BUSY_P99_MS_MAX = 50
SNAPSHOT_SECONDS = 2


def load(plan, label, server, population):
    with HealthWatch(server) as health:
        report = plan.load(label, server, "--url", server.udp_url, "--rate", str(RATE),
                           "--duration", str(plan.seconds), *population)
    report["health_p99_ms"] = health.p99_ms
    return report


def crowd_scenario(plan):
    """A swarm of 65,000 peers that is swept all the time."""
    result = Result("A swarm of 65,000 peers that is swept every 2 s")
    without, others, members = (Series(x) for x in ("others, without it", "others", "its peers"))
    config = f"[swarm]\nsweep_interval_seconds = {SWEEP_SECONDS}\npeers_per_address_max = 1000\n"
    with Musterd(plan.tools, plan.server_cpus, config=config) as quiet, \
            Musterd(plan.tools, plan.server_cpus, config=config) as server:
        for x, population in ((quiet, OTHERS), (server, OTHERS), (server, CROWD)):
            plan.fill("crowd", x, "--url", x.udp_url, *population)
        for _ in range(plan.rounds):
            without.reports.append(load(plan, "crowd: without", quiet, OTHERS))
            others.reports.append(load(plan, "crowd: others", server, OTHERS))
            members.reports.append(load(plan, "crowd", server, CROWD))
    result.series = [without, others, members]
    result.bounds += [
        Bound("CPU per announce, its peers / others", members.ratio_to(others), 1.5),
        Bound("p99 of others, with it / without it", others.ratio_to(without, "p99"), 1.5),
        Bound("p99 of /healthz, ms", max(others.values("health_p99_ms")), HEALTH_MS_MAX)]
    return result


@contextlib.contextmanager
def busy_loops():
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"])
               for _ in range(BUSY_LOOPS)]
    try:
        yield
    finally:
        for x in running:
            x.kill()
            x.wait()


def rounds_ended(server):
    with urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=30) as reply:
        text = reply.read().decode()
    return int(re.search(r"^muster_snapshot_rounds_total (\d+)", text, re.M)[1])


def busy_scenario(plan):
    """Loops on all processors that never wait."""
    result = Result("Four busy loops on the machine")
    alone, beside = Series("alone"), Series("beside four busy loops")
    config = f"[persistence]\nsnapshot_interval_seconds = {SNAPSHOT_SECONDS}\n"
    with Musterd(plan.tools, None, config=config) as server:
        plan.fill("busy", server, "--url", server.udp_url, *OTHERS)
        for _ in range(plan.rounds):
            alone.reports.append(load(plan, "busy: alone", server, OTHERS))
            before = rounds_ended(server)
            with busy_loops():
                beside.reports.append(load(plan, "busy", server, OTHERS))
                beside.reports[-1]["rounds_ended"] = rounds_ended(server) - before
    result.series = [alone, beside]
    wanted = plan.seconds / (2 * SNAPSHOT_SECONDS)
    result.bounds += [
        Bound("p99 of announces, ms", beside.median("p99") / 1000, BUSY_P99_MS_MAX),
        Bound("rounds of the store in a run, at an interval of 2 s",
              min(beside.values("rounds_ended")), int(wanted), at_least=True),
        Bound("p99 of /healthz, ms", max(beside.values("health_p99_ms")), HEALTH_MS_MAX)]
    return result


COMPANY_SCENARIOS = {"crowd": crowd_scenario, "busy": busy_scenario}
