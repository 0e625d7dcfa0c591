# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Two reactors and a swarm that both of them are asked for all the time: what others wait for."""

import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

from scenarios import Bound, Result, Series
from servers import Musterd

HOT_SHARE = 0.2
# Of what the server takes in a closed loop; together with the load the machine is nearly full.
RATE_SHARE = 0.5
OTHERS = ("--swarms", "10000", "--peers", "50000", "--distribution", "even")
# Another seed makes other torrents. The peers come from as many addresses either way.
HOT = ("--seed", "2", "--peers", "10000", "--distribution", "single", "--sources", "8")
EVEN = ("--seed", "2", "--swarms", "2000", "--peers", "10000", "--distribution", "even",
        "--sources", "8")
TURN_SECONDS_MAX = 0.005
HEALTH_PAUSE_SECONDS = 0.02


class HealthWatch:
    """Asks for /healthz again and again, and notes how long that takes."""

    def __init__(self, server):
        self.url = f"http://127.0.0.1:{server.port}/healthz"
        self.seconds = []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()

    def run(self):
        while not self.stopped.wait(HEALTH_PAUSE_SECONDS):
            begin = time.monotonic()
            with urlopen(self.url, timeout=30) as reply:
                reply.read()
            self.seconds.append(time.monotonic() - begin)

    @property
    def p99_ms(self):
        return 1e3 * statistics.quantiles(self.seconds, n=100)[98]


def turns(server):
    """How many turns reactors have had, and how many of them were longer than they may."""
    with urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=30) as reply:
        text = reply.read().decode()
    buckets = dict(re.findall(r'muster_reactor_turn_seconds_bucket\{le="(.*?)"\} (\d+)', text))
    in_time = int(buckets[f"{TURN_SECONDS_MAX:g}"])
    return int(buckets["+Inf"]), int(buckets["+Inf"]) - in_time


def load_both(plan, server, beside, rate):
    """Announces to others at four fifths of the rate, and beside them the rest."""
    def run(label, share, population):
        return plan.load(label, server, "--url", server.udp_url, "--rate", str(int(rate * share)),
                         "--duration", str(plan.seconds), *population)

    with ThreadPoolExecutor() as pool:
        others = pool.submit(run, "turns: others", 1 - HOT_SHARE, OTHERS)
        pool.submit(run, "turns: beside them", HOT_SHARE, beside).result()
        return others.result()


def turns_scenario(plan):
    """A fifth of all announces to one swarm, and the same number to many."""
    result = Result("Two reactors, a fifth of all announces to one swarm")
    even, uneven = Series("others, beside an even load"), Series("others, beside the hot swarm")
    with Musterd(plan.tools, None, 2) as server:
        for population in (OTHERS, HOT, EVEN):
            plan.fill("turns", server, "--url", server.udp_url, *population)
        trial = plan.load(
            "turns: trial", server, "--url", server.udp_url, "--duration", "2", *OTHERS)
        rate = trial["rate"] * RATE_SHARE
        for _ in range(plan.rounds):
            _, late_before_even = turns(server)
            even.reports.append(load_both(plan, server, EVEN, rate))
            before, late_before = turns(server)
            even.reports[-1]["late_turns"] = late_before - late_before_even
            with HealthWatch(server) as health:
                uneven.reports.append(load_both(plan, server, HOT, rate))
            after, late_after = turns(server)
            uneven.reports[-1]["health_p99_ms"] = health.p99_ms
            uneven.reports[-1]["late_turns"] = late_after - late_before
            uneven.reports[-1]["turns"] = after - before
    result.series = [even, uneven]
    result.bounds += [
        Bound("turns above 5 ms", sum(uneven.values("late_turns")), 0),
        Bound("p99 of others, beside the hot swarm / an even load",
              uneven.ratio_to(even, "p99"), 1.5),
        Bound("p99 of /healthz, ms", uneven.median("health_p99_ms"), 50)]
    result.notes.append(
        f"{rate:,.0f} announces a second over UDP, half of what the server takes; "
        f"{sum(uneven.values('turns')):,} turns. The machine's processors run the two reactors and "
        "two load generators, so a turn may be long because they have the processor: beside an "
        f"even load {sum(even.values('late_turns')):,} were above 5 ms.")
    return result


TURN_SCENARIOS = {"turns": turns_scenario}
