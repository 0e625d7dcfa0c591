#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Compares musterd with opentracker and with the floor, on loopback, and writes a report.

docs/benchmarks/README.md tells how to repeat a report. Needs nothing but the Python of the system,
taskset and, for the comparison with it, the package opentracker.
"""

import argparse
import json
import os
import shlex
import sys
from datetime import date
from pathlib import Path

from change_scenarios import CHANGE_SCENARIOS
from company_scenarios import COMPANY_SCENARIOS
from machine import machine, output_of
from persistence_scenarios import PERSISTENCE_SCENARIOS
from scenarios import SCENARIOS, Plan
from servers import Tools
from size_scenarios import SIZE_SCENARIOS
from turn_scenarios import TURN_SCENARIOS

SCENARIOS = {**SCENARIOS, **PERSISTENCE_SCENARIOS, **SIZE_SCENARIOS, **TURN_SCENARIOS,
             **COMPANY_SCENARIOS}

COLUMNS = [
    ("server CPU, us", "cpu_us_per_request", "{:.2f}"),
    ("replies/s", "rate", "{:,.0f}"),
    ("p50, us", "p50", "{:,.0f}"),
    ("p99, us", "p99", "{:,.0f}"),
    ("p99.9, us", "p99.9", "{:,.0f}"),
    ("peers", "peers_per_reply", "{:.1f}"),
    ("load CPU, us", "own_cpu_us_per_request", "{:.2f}"),
]


def steal_and_all_ticks():
    """What the hypervisor kept for itself, and all time, in clock ticks since boot."""
    ticks = [int(x) for x in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return ticks[7], sum(ticks)


def versions(tools):
    rows = [("musterd", output_of(tools.musterd, "--version")),
            ("muster-load", output_of(tools.load_program, "--version"))]
    if tools.musterd_before:
        rows.append(("musterd before", output_of(tools.musterd_before, "--version")))
    if tools.opentracker and output_of("dpkg-query", "-S", tools.opentracker):
        rows.append(("opentracker", "Debian package "
                     + output_of("dpkg-query", "-W", "-f", "${Version}", "opentracker")))
    elif tools.opentracker:
        rows.append(("opentracker", f"another build, {os.path.basename(tools.opentracker)}"))
    return rows


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    return lines + ["| " + " | ".join(row) + " |" for row in rows] + [""]


def summary(results):
    rows = []
    for result in results:
        for bound in result.bounds:
            verdict = "yes" if bound.holds else "**no**"
            rows.append((result.title, bound.what, f"{bound.measured:.2f}",
                         ("at least " if bound.at_least else "at most ") + f"{bound.limit:g}",
                         bound.note or verdict))
    return table(["scenario", "measure", "measured", "must be", "reached"], rows)


def cell(series, key, form):
    """The median, and in brackets the range of the server's CPU."""
    text = form.format(series.median(key))
    if key == "cpu_us_per_request":
        values = series.values(key)
        text += f" ({form.format(min(values))}–{form.format(max(values))})"
    return text


def details(result):
    lines = [f"## {result.title}", ""]
    if result.series:
        rows = [[x.name] + [cell(x, key, form) for _, key, form in COLUMNS]
                + [f"{x.median('rss_bytes') / 2**20:.1f}"] for x in result.series]
        lines += table(["server"] + [name for name, _, _ in COLUMNS] + ["RSS, MiB"], rows)
    for note in result.notes:
        lines += [note, ""]
    return lines


def commands(tools):
    """Each command once, in the order of its first use."""
    seen = {}
    for run in tools.runs:
        for key in ("server_command", "load_command"):
            seen[" ".join(run[key])] = None
    return ["## Commands", "", "```", *seen, "```", ""]


def report(results, plan, conditions, arguments):
    made_by = shlex.join(["tests/bench/compare.py", *arguments])
    lines = [f"# Benchmark of {date.today().isoformat()}", "",
             f"Made by `{made_by}`; [README.md](README.md) tells how to repeat it. Every figure "
             f"of the tables is the median of {plan.rounds} rounds of {plan.seconds:g} s, in which "
             "the servers take turns; a ratio is the median of those within a round. The server "
             f"runs on processor {plan.server_cpus}, the load generator on {plan.load_cpus}, but "
             "for the scaling. No reply was wrong: an error ends the benchmark.", ""]
    lines += summary(results)
    lines += table(["", ""], machine() + versions(plan.tools) + conditions)
    for result in results:
        lines += details(result)
    return "\n".join(lines + commands(plan.tools))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", default="build/release/bin", help="folder of the programs")
    parser.add_argument("--before", help="folder of an older musterd: compare with that one")
    parser.add_argument("--opentracker", default="opentracker", help="its program")
    parser.add_argument("--out", type=Path, required=True,
                        help="the report, a .md file; the raw figures go beside it as .json")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS | CHANGE_SCENARIOS,
                        help="only this one; may be repeated")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) < 2:
        raise SystemExit("compare.py: needs two processors")
    tools = Tools(arguments.bin, arguments.opentracker, arguments.before)
    scenarios = CHANGE_SCENARIOS if arguments.before else SCENARIOS
    if not set(arguments.scenario or ()) <= scenarios.keys():
        raise SystemExit(f"compare.py: expected scenarios of {', '.join(scenarios)}")
    if tools.opentracker is None and not arguments.before:
        raise SystemExit("compare.py: no opentracker; apt-get install opentracker")
    plan = Plan(tools, arguments.rounds, arguments.seconds, cpus[:1], cpus[1:])
    load_before, (steal, ticks) = os.getloadavg()[0], steal_and_all_ticks()
    results = []
    for name in arguments.scenario or scenarios:
        print(f"{name} ...", file=sys.stderr, flush=True)
        results.append(scenarios[name](plan))
    steal_after, ticks_after = steal_and_all_ticks()
    stolen = 100 * (steal_after - steal) / (ticks_after - ticks)
    conditions = [("load average before", f"{load_before:.2f}"),
                  ("stolen by the hypervisor", f"{stolen:.1f} %")]
    arguments.out.with_suffix(".json").write_text(json.dumps(tools.runs, indent=1) + "\n")
    arguments.out.write_text(report(results, plan, conditions, sys.argv[1:]))
    print("\n".join(summary(results)))


if __name__ == "__main__":
    main()
