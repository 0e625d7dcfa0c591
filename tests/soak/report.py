# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What a soak says in the end: criteria, a page for people and JSON for machines."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from load import TRANSPORTS
from memory import CRITERION, trends

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))
from machine import machine, output_of

ORDINARY_ERROR_PERCENT_MAX = 1.0


@dataclass
class Criterion:
    """What must hold, and what was found."""
    what: str
    holds: bool
    found: str


def conditions(plan):
    return machine() + [
        ("musterd", output_of(plan.bin_folder / "musterd", "--version")),
        ("programs of", plan.bin_folder.parent.name),
        ("load average after", f"{os.getloadavg()[0]:.2f}"),
    ]


def ordinary(outcome):
    """Requests and errors of ordinary clients by transport."""
    result = {}
    for transport in TRANSPORTS:
        outcomes = [x.ordinary[transport] for x in outcome.results if transport in x.ordinary]
        requests = sum(sum(x.values()) for x in outcomes)
        errors = requests - sum(x["answered"] for x in outcomes)
        result[transport] = {"requests": requests, "errors": errors,
                             "error_percent": 100 * errors / requests if requests else 100.0}
    return result


def restart_criterion(outcome, how, what):
    of_kind = [x for x in outcome.restarts if x.how == how]
    bad = [x for x in of_kind if not x.holds]
    found = f"{len(of_kind)} restarts, {len(bad)} not so"
    return Criterion(what, not bad, found + "".join(f"; {x.lost}" for x in bad))


def most_growth(memory):
    return max((x.growth for x in memory if x.is_known), default=0)


def criteria(outcome):
    comparisons = [x for result in outcome.results for x in result.comparisons]
    wrong = [(x.name, x.wrong) for x in outcome.results if x.wrong]
    worst = max(x["error_percent"] for x in ordinary(outcome).values())
    mismatches = [x for x in comparisons if not x.holds]
    memory = trends(outcome.samples)
    exits = [outcome.last_exit_code] + [x.exit_code for x in outcome.restarts]
    return [
        Criterion("musterd never ends by itself", not outcome.died, outcome.died or "never"),
        Criterion("no report of a sanitizer", not outcome.sanitizer,
                  "; ".join(f"{times} of {what}" for what, (times, _) in
                            outcome.sanitizer.items()) or "none"),
        Criterion("exit code 0 after SIGTERM, without leaks", all(x == 0 for x in exits),
                  f"exit codes {sorted(set(map(str, exits)))}"),
        restart_criterion(outcome, "kill -9",
                          "after kill -9 all is back that is older than a snapshot interval"),
        restart_criterion(outcome, "SIGTERM", "after SIGTERM all is back"),
        Criterion("every refusal is counted as clients saw it", not mismatches,
                  f"{len(comparisons)} comparisons, {sum(x.is_exact for x in comparisons)} exactly "
                  f"equal, {len(mismatches)} outside of what can be lost on the way"),
        Criterion(f"ordinary clients are answered, all but {ORDINARY_ERROR_PERCENT_MAX:g} %",
                  worst <= ORDINARY_ERROR_PERCENT_MAX, f"{worst:.3f} % errors at worst"),
        Criterion("no reply is wrong, to ordinary clients or to a flood", not wrong,
                  f"{wrong or 'none'}"),
        Criterion("memory has no trend at equal population", all(x.holds for x in memory),
                  f"{sum(x.is_known for x in memory)} processes with enough samples, growth at "
                  f"most {most_growth(memory) / 2**20:.1f} MiB"),
        Criterion("nothing unexplained in the log", not outcome.log.unexplained,
                  f"{len(outcome.log.unexplained)} lines"),
    ]


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    return lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows] + [""]


def by_step(outcome):
    """What became of each kind of attack, all its steps together."""
    rows = {}
    for result in outcome.results:
        row = rows.setdefault(result.name, {"steps": 0})
        row["steps"] += 1
        for key, value in result.attack.items():
            if isinstance(value, int):
                row[key] = row.get(key, 0) + value
        losses = [100 * (1 - x["answered"] / max(1, sum(x.values())))
                  for x in result.ordinary.values()]
        row["worst"] = max([row.get("worst", 0), *losses])
        row["wait"] = max([row.get("wait", 0), *result.waits.values()])
    return [(name, row.pop("steps"), f"{row.pop('worst'):.2f}", f"{row.pop('wait'):,.0f}",
             ", ".join(f"{key.replace('_', ' ')} {value:,}" for key, value in row.items() if value))
            for name, row in rows.items()]


def memory_rows(outcome):
    return [(x.start, x.samples, f"{x.median / 2**20:.1f}", f"{x.growth / 2**20:+.1f}",
             ("yes" if x.holds else "**no**") if x.is_known else "too few samples")
            for x in trends(outcome.samples)]


def listing(title, lines, lines_max=60):
    return [title, "", "```", *lines[:lines_max], "```", ""] if lines else []


def page(outcome, plan, command):
    rates = outcome.rates
    lines = [f"# Soak of {date.today().isoformat()}", "",
             f"Made by `{command}`; [tests/README.md](../../tests/README.md) tells what it does. "
             f"{outcome.seconds / 60:.1f} minutes, {len(outcome.results)} steps, "
             f"{len(outcome.restarts)} restarts, {outcome.reloads} SIGHUPs.", ""]
    if rates:
        lines += [f"Saturation {rates.saturation:,.0f} replies/s, ordinary clients "
                  f"{rates.ordinary:,.0f}/s, floods {rates.flood:,.0f}/s; "
                  f"{outcome.population.peers:,} peers over each transport in "
                  f"{outcome.population.swarms:,} swarms.", ""]
    lines += table(["criterion", "reached", "found"],
                   [(x.what, "yes" if x.holds else "**no**", x.found) for x in criteria(outcome)])
    lines += table(["", ""], conditions(plan))
    lines += ["## Ordinary clients", ""]
    lines += table(["transport", "requests", "errors", "errors, %"],
                   [(name, f"{x['requests']:,}", f"{x['errors']:,}", f"{x['error_percent']:.3f}")
                    for name, x in ordinary(outcome).items()])
    lines += ["## Attacks", ""]
    lines += table(["attack", "steps", "ordinary errors at worst, %",
                    "ordinary p99 from when due at worst, ms", "outcome"], by_step(outcome))
    lines += ["## Memory", "", CRITERION, ""]
    lines += table(["process", "samples", "median RSS, MiB", "growth, MiB", "holds"],
                   memory_rows(outcome))
    mismatches = [f"{x.step}: {x.what}: seen {x.seen}, counted {x.counted}, slack {x.slack}"
                  for result in outcome.results for x in result.comparisons if not x.holds]
    lines += listing("## Counts that differ", mismatches)
    lines += ["## Log", ""]
    lines += table(["explained record", "times"], outcome.log.explained.items())
    lines += listing("Unexplained:", outcome.log.unexplained)
    for what, (times, text) in outcome.sanitizer.items():
        lines += listing(f"## {what}: {times} times, the first of them", text.splitlines(), 120)
    return "\n".join(lines)


def as_json(outcome, plan, command):
    return json.dumps({
        "command": command, "machine": dict(conditions(plan)), "seconds": outcome.seconds,
        "rates": asdict(outcome.rates) if outcome.rates else None,
        "criteria": [asdict(x) for x in criteria(outcome)], "ordinary": ordinary(outcome),
        "steps": [x.as_json() for x in outcome.results],
        "samples": [x.as_json() for x in outcome.samples],
        "trends": [x.as_json() for x in trends(outcome.samples)],
        "restarts": [x.as_json() for x in outcome.restarts], "reloads": outcome.reloads,
        "log": {"explained": outcome.log.explained, "unexplained": outcome.log.unexplained},
        "sanitizer": outcome.sanitizer}, indent=1) + "\n"
