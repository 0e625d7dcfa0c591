# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""A tracker with two million swarms, one with very many connections, and one very large swarm."""

import time

from idle_connections import IdleConnections, possible
from persistence_scenarios import QUIET
from scenarios import POPULATION, Bound, Plan, Result
from servers import Musterd, Opentracker, UdpFloor

SWARMS = 2_000_000
PEERS = 4_000_000
# As in the field: three of four swarms have one peer, a fifth two, and the largest a 32nd of all.
SIZE_POPULATION = ("--swarms", str(SWARMS), "--peers", str(PEERS), "--big-swarm-percent", "3",
                   "--connections", "80")
# The same for a two hundredth of the swarms, from as many addresses.
SMALL_POPULATION = ("--swarms", "10000", "--peers", "20000", "--big-swarm-percent", "3",
                    "--connections", "80", "--sources", "73")
RSS_BYTES_MAX = 800e6

# After a fill everything is news. The figures are those of a tracker that has run for a while: a
# snapshot round has written all, and RocksDB has put it in order.
SETTLING_SECONDS = 150
# Fifty peers in a swarm, so that replies are alike whether a fifth of all is in one or not.
HOT_POPULATION = ("--swarms", "1000", "--peers", "50000")

IDLE_CONNECTIONS = 20_000
PATIENT = QUIET + "[http]\nidle_timeout_seconds = 3600\n"


def over_udp(server, population):
    return ("--url", server.udp_url, *population)


def fill_both(plan, label, large, small):
    """Fills the two, and lets them write what they know."""
    plan.fill(label, large, *over_udp(large, SIZE_POPULATION))
    plan.fill(label, small, *over_udp(small, SMALL_POPULATION))
    time.sleep(SETTLING_SECONDS)


def size(plan):
    """Two million swarms and ten thousand: memory, time of announces, and stalls."""
    result = Result(f"{SWARMS:,} swarms with {PEERS:,} peers")
    with Musterd(plan.tools, plan.server_cpus) as large:
        with Musterd(plan.tools, plan.server_cpus) as small:
            fill_both(plan, "size", large, small)
            of_small, of_large = plan.measure("size", [
                ("10,000 swarms", small, over_udp(small, SMALL_POPULATION)),
                (f"{SWARMS:,} swarms", large, over_udp(large, SIZE_POPULATION))])
        # Latencies are taken of one server at a time, for on the same processor what another does
        # beside the announces would be part of them.
        rate = str(int(of_large.median("rate") / 2))
        at_half, = plan.measure("size: half the rate", [
            (f"{SWARMS:,} swarms, open loop", large,
             ("--rate", rate, *over_udp(large, SIZE_POPULATION)))])
    peers = round(at_half.median("peers_per_reply"))
    with UdpFloor(plan.tools, plan.server_cpus, peers) as floor:
        of_floor, = plan.measure("size: floor", [
            ("floor, open loop", floor, ("--rate", rate, *over_udp(floor, SIZE_POPULATION)))])
    result.series = [of_small, of_large, at_half, of_floor]
    peak = max(at_half.values("rss_bytes_max"))
    result.bounds += [
        Bound("RSS at most, MB", peak / 1e6, RSS_BYTES_MAX / 1e6),
        Bound("server CPU per announce, two million swarms / 10,000",
              of_large.ratio_to(of_small), 1.6),
        Bound("p99.9 latency at half the rate, ms", at_half.median("p99.9") / 1e3, 5)]
    result.notes += [
        f"RSS is all in, with the store, and its maximum since the start: {peak / SWARMS:.0f} "
        "bytes per swarm with its peers.",
        "Sweeps and snapshot rounds are always under way: of 1,024 shards of the swarms one is "
        f"swept each {120 / 1.024:.0f} ms, and one saved each {60 / 1.024:.0f} ms. The open loop "
        f"is {rate} announces a second, half of what two million swarms took in the closed one.",
        f"The floor is `tests/bench/udp_floor.cpp` with {peers} peers in each reply, and nothing "
        "runs beside it: its latencies are those of the machine and of the load generator."]
    return result


def idle(plan):
    """Announces over HTTP next to very many connections that nobody uses."""
    count = possible(IDLE_CONNECTIONS)
    result = Result(f"HTTP, {count:,} idle connections")
    tools, cpus = plan.tools, plan.server_cpus
    with Musterd(tools, cpus, config=PATIENT) as without, \
            Musterd(tools, cpus, config=PATIENT) as crowded:
        for server in (without, crowded):
            plan.fill("idle", server, *POPULATION)
        before = crowded.rss()
        with IdleConnections(crowded.port, count) as clients:
            bytes_each = (crowded.rss() - before) / count
            result.series = plan.measure("idle", [("no idle connections", without, POPULATION),
                                                  (f"{count:,} of them", crowded, POPULATION)])
            if clients.open() != count:
                raise RuntimeError(f"only {clients.open()} connections are still open")
    alone, among = result.series
    result.bounds += [
        Bound("RSS per idle connection with its peer and swarm, bytes", bytes_each, 6 * 1024),
        Bound("server CPU per announce, with idle connections / without",
              among.ratio_to(alone), 1.05),
        Bound("rate, with idle connections / without",
              among.ratio_to(alone, "rate"), 0.95, at_least=True)]
    if count < IDLE_CONNECTIONS:
        result.notes.append(f"Not {IDLE_CONNECTIONS:,}, because a process may have no more files "
                            "open on this machine.")
    return result


def hot_swarm(plan):
    """Two reactors, and a swarm with a fifth of all peers."""
    result = Result("UDP, two reactors: a swarm with 20 % of all peers")
    cpus = plan.server_cpus + plan.load_cpus
    roomy = len(cpus) >= 4
    shared = Plan(plan.tools, plan.rounds, plan.seconds, cpus[:2] if roomy else None,
                  cpus[2:] if roomy else None)
    with Musterd(plan.tools, shared.server_cpus, 2) as even, \
            Musterd(plan.tools, shared.server_cpus, 2) as uneven:
        of_even = over_udp(even, (*HOT_POPULATION, "--distribution", "even"))
        of_uneven = over_udp(uneven, (*HOT_POPULATION, "--big-swarm-percent", "20"))
        shared.fill("hot swarm", even, *of_even)
        shared.fill("hot swarm", uneven, *of_uneven)
        result.series = shared.measure(
            "hot swarm", [("even", even, of_even), ("a big swarm", uneven, of_uneven)])
    balanced, hot = result.series
    result.bounds.append(Bound("rate, with the big swarm / even",
                               hot.ratio_to(balanced, "rate"), 0.8, at_least=True))
    result.notes.append("CPU per announce, with the big swarm / even: "
                        f"{hot.ratio_to(balanced):.2f}.")
    return result


def kept(plan):
    """Kept connections, compared with an opentracker that was built to keep them."""
    result = Result("HTTP, keep-alive, with opentracker")
    tools, cpus = plan.tools, plan.server_cpus
    options = ("--mode", "asked-keep-alive", *POPULATION)
    with Opentracker(tools, cpus, tools.info_hashes(*POPULATION)) as theirs, \
            Musterd(tools, cpus) as ours:
        for server in (theirs, ours):
            plan.fill("kept", server, *POPULATION)
        result.series = plan.measure(
            "kept", [("opentracker", theirs, options), ("musterd", ours, options)])
    reference, own = result.series
    opened = reference.values("connections")
    result.bounds.append(Bound("server CPU per announce, musterd / opentracker",
                               own.ratio_to(reference), 1.0))
    result.notes.append(f"Both are asked to keep their connections. opentracker opened "
                        f"{min(opened):,} to {max(opened):,} in a round: as many as there are "
                        "clients if it keeps them, one for each announce if it was built without.")
    return result


SIZE_SCENARIOS = {"size": size, "idle": idle, "hot-swarm": hot_swarm, "kept": kept}
