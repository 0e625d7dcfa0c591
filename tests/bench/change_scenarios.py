# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""One musterd and an older one: what a change has cost."""

import time

from scenarios import POPULATION, UDP_POPULATION, Bound, Result
from servers import Musterd
from size_scenarios import SETTLING_SECONDS, SIZE_POPULATION, over_udp

GROWTH_MAX = 1.02


def compared(plan, title, label, options_of):
    """CPU per announce of both, filled with what is asked of them.

    @param options_of  given a server, what muster-load is told.
    """
    result = Result(title)
    tools, cpus = plan.tools, plan.server_cpus
    with Musterd(tools, cpus, program=tools.musterd_before) as old, Musterd(tools, cpus) as new:
        for server in (old, new):
            plan.fill(label, server, *options_of(server))
        result.series = plan.measure(
            label, [("before", old, options_of(old)), ("after", new, options_of(new))])
    before, after = result.series
    result.bounds.append(
        Bound("server CPU per announce, after / before", after.ratio_to(before), GROWTH_MAX))
    return result


def change_udp(plan):
    """Announces over UDP."""
    return compared(plan, "UDP", "change: UDP", lambda x: over_udp(x, UDP_POPULATION))


def change_kept(plan):
    """Announces over kept connections."""
    return compared(plan, "HTTP, keep-alive", "change: kept", lambda _: POPULATION)


def change_close(plan):
    """A connection for each announce."""
    return compared(plan, "HTTP, a connection per request", "change: close",
                    lambda _: ("--mode", "close", *POPULATION))


def change_size(plan):
    """Memory of two million swarms and CPU per announce to them, with their first rounds over."""
    result = Result("2,000,000 swarms with 4,000,000 peers")
    tools, cpus = plan.tools, plan.server_cpus
    with Musterd(tools, cpus, program=tools.musterd_before) as old, Musterd(tools, cpus) as new:
        for server in (old, new):
            plan.fill("change: size", server, *over_udp(server, SIZE_POPULATION))
        time.sleep(SETTLING_SECONDS)
        result.series = plan.measure("change: size", [
            (name, server, over_udp(server, SIZE_POPULATION))
            for name, server in (("before", old), ("after", new))])
    before, after = result.series
    result.bounds += [
        Bound("server CPU per announce, after / before", after.ratio_to(before), GROWTH_MAX),
        Bound("RSS at most, after / before", after.ratio_to(before, "rss_bytes_max"), GROWTH_MAX)]
    return result


CHANGE_SCENARIOS = {"change-udp": change_udp, "change-kept": change_kept,
                    "change-close": change_close, "change-size": change_size}
