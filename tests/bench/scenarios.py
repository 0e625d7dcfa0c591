# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What is compared. Each scenario returns its figures and what must hold for them.

A figure is taken once a round, the rounds go through all servers in turn, and the median counts:
so a disturbance of the machine meets all servers alike. Two servers are compared within a round,
seconds after each other, and the median of that counts: a machine that is slower for minutes is so
for both.
"""

import statistics
from dataclasses import dataclass, field

from servers import Floor, Musterd, Opentracker, UdpFloor

# The population of the speed comparisons: muster-load's own.
POPULATION = ("--peers", "100000", "--swarms", "10000")
UDP_POPULATION = ("--peers", "50000", "--swarms", "10000")
SWARMS = 200_000
PEERS = 200_000


@dataclass
class Series:
    """The reports of one server in one scenario, one a round."""
    name: str
    reports: list = field(default_factory=list)

    def values(self, key):
        parts = ("server", "latency_us")
        return [next((x[part][key] for part in parts if key in x[part]), x.get(key))
                for x in self.reports]

    def median(self, key):
        return statistics.median(self.values(key))

    def ratio_to(self, other, key="cpu_us_per_request"):
        return statistics.median(
            mine / yours for mine, yours in zip(self.values(key), other.values(key)))

    @property
    def cpu(self):
        return self.median("cpu_us_per_request")


@dataclass
class Bound:
    """What must hold, and what was measured. `limit` is a maximum unless `at_least`."""
    what: str
    measured: float
    limit: float
    at_least: bool = False
    note: str = ""

    @property
    def holds(self):
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


@dataclass
class Result:
    title: str
    series: list = field(default_factory=list)
    bounds: list = field(default_factory=list)
    notes: list = field(default_factory=list)


@dataclass
class Plan:
    """How long and where to measure."""
    tools: object
    rounds: int
    seconds: float
    server_cpus: list
    load_cpus: list

    def load(self, label, server, *options):
        return self.tools.load(label, server, self.load_cpus, *options)

    def fill(self, label, server, *population):
        return self.load(label + ": fill", server, "--fill", *population)

    def measure(self, label, contestants):
        """@param contestants  (name, server, options), each loaded once a round."""
        series = [Series(name) for name, _, _ in contestants]
        for _ in range(self.rounds):
            for one, (_, server, options) in zip(series, contestants):
                one.reports.append(
                    self.load(label, server, "--duration", str(self.seconds), *options))
        return series


def close(plan):
    """A connection for each request."""
    result = Result("HTTP, a connection per request")
    tools, cpus = plan.tools, plan.server_cpus
    options = ("--mode", "close", *POPULATION)
    with Opentracker(tools, cpus, tools.info_hashes(*POPULATION)) as theirs, \
            Musterd(tools, cpus) as ours:
        for server in (theirs, ours):
            plan.fill("close", server, *POPULATION)
        result.series = plan.measure(
            "close", [("opentracker", theirs, options), ("musterd", ours, options)])
    reference, own = result.series
    result.bounds.append(Bound("server CPU per announce, musterd / opentracker",
                               own.ratio_to(reference), 1.0))
    return result


def keep_alive(plan):
    """Kept connections, compared with a server that does nothing but I/O."""
    result = Result("HTTP, keep-alive")
    tools, cpus = plan.tools, plan.server_cpus
    with Musterd(tools, cpus) as ours:
        plan.fill("keep-alive", ours, *POPULATION)
        # The floor's reply is as long as the tracker's is on average.
        trial = plan.load("keep-alive: trial", ours, "--duration", "1", *POPULATION)
        peers = round(trial["peers_per_reply"])
        with Floor(tools, cpus, peers) as floor:
            result.series = plan.measure(
                "keep-alive", [("floor", floor, POPULATION), ("musterd", ours, POPULATION)])
    reference, own = result.series
    result.bounds.append(Bound("server CPU per announce, musterd / floor",
                               own.ratio_to(reference), 1.25))
    result.notes.append(f"The floor is `tests/bench/epoll_floor.cpp` with {peers} peers in each "
                        "reply, as many as musterd sent on average.")
    return result


def udp(plan):
    """Announces over UDP, as many as the server takes."""
    result = Result("UDP")
    tools, cpus = plan.tools, plan.server_cpus

    def options(server):
        return ("--url", server.udp_url, *UDP_POPULATION)

    with Opentracker(tools, cpus, tools.info_hashes(*UDP_POPULATION)) as theirs, \
            Musterd(tools, cpus) as ours:
        for server in (theirs, ours):
            plan.fill("udp", server, *options(server))
        # The floor's reply is as long as the tracker's is on average.
        trial = plan.load("udp: trial", ours, "--duration", "1", *options(ours))
        peers = round(trial["peers_per_reply"])
        with UdpFloor(tools, cpus, peers) as floor:
            result.series = plan.measure(
                "udp", [(x.name, x, options(x)) for x in (floor, theirs, ours)])
    floor, theirs, ours = result.series
    result.bounds.append(Bound("server CPU per announce, musterd / opentracker",
                               ours.ratio_to(theirs), 0.65))
    result.bounds.append(Bound("server CPU per announce, musterd / floor",
                               ours.ratio_to(floor), 1.5))
    result.bounds.append(Bound("rate, musterd / opentracker",
                               ours.ratio_to(theirs, "rate"), 1.5, at_least=True))
    result.notes.append(f"The floor is `tests/bench/udp_floor.cpp` with {peers} peers in each "
                        f"reply, as many as musterd sent on average.")
    return result


def growth(plan, label, server, *population):
    """Bytes of memory that a population adds to the process."""
    before = server.rss()
    plan.fill(label, server, *population)
    return server.rss() - before


def many_swarms(plan):
    """Memory of 200,000 swarms with one peer each."""
    result = Result(f"Memory: {SWARMS:,} swarms with 1 peer each")
    population = ("--swarms", str(SWARMS), "--peers", str(SWARMS), "--distribution", "even")
    tools, cpus = plan.tools, plan.server_cpus
    with Musterd(tools, cpus) as ours:
        own = growth(plan, "many swarms", ours, *population) / SWARMS
    with Opentracker(tools, cpus, tools.info_hashes(*population)) as theirs:
        reference = growth(plan, "many swarms", theirs, *population) / SWARMS
    result.bounds.append(Bound("RSS per swarm with its peer, bytes", own, 400))
    result.notes.append(f"opentracker: {reference:.0f} bytes per swarm with its peer "
                        "(its list of allowed torrents was there before).")
    return result


def big_swarm(plan):
    """One swarm of 200,000 peers: memory, and time compared with a small swarm."""
    result = Result(f"One swarm of {PEERS:,} peers")
    big = ("--peers", str(PEERS), "--distribution", "single")
    # Another seed makes another info_hash.
    small = ("--peers", "100", "--distribution", "single", "--seed", "2")
    with Musterd(plan.tools, plan.server_cpus) as ours:
        # The small one first, so that the memory of the connections does not count as the peers'.
        plan.fill("small swarm", ours, *small)
        bytes_per_peer = growth(plan, "big swarm", ours, *big) / PEERS
        result.series = plan.measure(
            "big swarm", [("swarm of 100", ours, small), (f"swarm of {PEERS:,}", ours, big)])
    of_small, of_big = result.series
    result.bounds.append(Bound("RSS per IPv4 peer, bytes", bytes_per_peer, 48))
    result.bounds.append(Bound("server CPU per announce, big swarm / small swarm",
                               of_big.ratio_to(of_small), 1.5))
    return result


def scaling(plan):
    """One reactor and two."""
    result = Result("Scaling: one reactor and two")
    cpus = plan.server_cpus + plan.load_cpus
    roomy = len(cpus) >= 4
    server_cpus = cpus[:2] if roomy else None
    load_cpus = cpus[2:] if roomy else None
    threads = str(len(load_cpus)) if roomy else "1"
    options = ("--threads", threads, "--connections", "128", *POPULATION)
    unpinned = Plan(plan.tools, plan.rounds, plan.seconds, server_cpus, load_cpus)
    with Musterd(plan.tools, server_cpus, 1) as one, Musterd(plan.tools, server_cpus, 2) as two:
        for server in (one, two):
            unpinned.fill("scaling", server, *POPULATION)
        result.series = unpinned.measure(
            "scaling", [("1 reactor", one, options), ("2 reactors", two, options)])
    note_scaling(result, len(cpus))
    return result


def note_scaling(result, cpus):
    """Adds the ratio of the rates, and what the machine could have shown at most."""
    one, two = result.series
    server, load = one.cpu, one.median("own_cpu_us_per_request")
    # One reactor and one load thread run at the pace of the slower; two reactors share the
    # machine's processors with the load.
    possible = min(2.0, cpus / (server + load) * max(server, load))
    result.bounds.append(Bound("rate, 2 reactors / 1", two.ratio_to(one, "rate"),
                               1.6, at_least=True,
                               note="" if possible >= 1.6 else "this machine cannot tell"))
    result.notes.append(
        f"A request costs the server {server:.1f} us and the load generator {load:.1f} us of CPU, "
        f"so with {cpus} processors the rate can grow by a factor of {possible:.2f} at most.")
    result.notes.append(
        f"CPU per announce, 2 reactors / 1: {two.cpu / server:.2f}. As long as processors are "
        f"free, two reactors therefore serve {2 * server / two.cpu:.2f} times as much as one.")


SCENARIOS = {
    "close": close,
    "keep-alive": keep_alive,
    "udp": udp,
    "many-swarms": many_swarms,
    "big-swarm": big_swarm,
    "scaling": scaling,
}
