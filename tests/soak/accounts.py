# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Whether musterd counted what its clients saw.

Over HTTP what was refused must be what was counted. A datagram can be lost after it was counted, so
over UDP more may have been counted than seen, but no more than requests went unanswered. And a
`stopped` that is refused is answered as if it were not.
"""

import math
import re
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from metrics import grown

PROTOCOL = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"
REFUSAL_ROW = re.compile(r"^\| `(\w+)` \| `([^`]+)` \|", re.MULTILINE)

# What is counted, as which metric, and whose requests that are.
REQUESTS = [
    ("announces", "muster_announces_total", ("ordinary", "new-swarms", "announces", "last-words",
                                            "errors")),
    ("scrapes", "muster_scrapes_total", ("scrapes",)),
]

LOST = ("unanswered", "closed", "not_connected")

# Of the ordinary announces, so many are `stopped`.
STOPPED_SHARE = 0.03


def reasons_by_text():
    """The name in the metrics of each text that a client is told."""
    return {text: reason for reason, text in REFUSAL_ROW.findall(PROTOCOL.read_text())}


@dataclass
class Comparison:
    """Something that clients saw and musterd counted. It may have counted `slack` more."""
    step: str
    what: str
    seen: int
    counted: int
    slack: int = 0

    @property
    def holds(self):
        return self.seen <= self.counted <= self.seen + self.slack

    @property
    def is_exact(self):
        return self.seen == self.counted

    def as_json(self):
        return {**asdict(self), "holds": self.holds}


def hidden_max(refused):
    """How many `stopped` may have been refused beside so many announces whose refusal was seen: as
    many as there are on average, and five times the standard deviation."""
    expected = refused * STOPPED_SHARE / (1 - STOPPED_SHARE)
    return math.ceil(expected + 5 * math.sqrt(expected))


def outcome(report):
    """What became of the requests of a run, an ordinary one or a flood."""
    faults = report["faults"]
    return {"answered": report["replies"], "refused": faults["failure_reason"],
            "unanswered": faults["timeout"], "other_status": faults["status"],
            "closed": faults["closed"], "not_connected": faults["connect"]}


class Account:
    """All runs of a step, and the metrics before and after it."""

    def __init__(self, step, before, after):
        self.step = step
        self.before = before
        self.after = after
        self.runs = []

    def add(self, protocol, kind, report):
        self.runs.append((protocol, kind, report, outcome(report)))

    def _sum(self, keys, protocol=None, kinds=None):
        return sum(result[key] for over, kind, _, result in self.runs for key in keys
                   if protocol in (None, over) and (kinds is None or kind in kinds))

    def _compare(self, what, seen, counted, slack=0):
        return Comparison(self.step, what, int(seen), int(counted), int(slack))

    def comparisons(self):
        yield from self.refusals()
        yield from self._requests()
        yield from self._http_errors()
        yield from self._connection_ids()

    def refusals(self, rogues=None):
        """@param rogues  what clients that misuse connections have seen, if there were any."""
        texts = reasons_by_text()
        seen = Counter()
        for refusals in [x["refusals"] for _, _, x, _ in self.runs] + (
                [rogues.refusals] if rogues else []):
            for text, times in refusals.items():
                seen[texts.get(text, text)] += times
        counted = grown(self.before, self.after, "muster_refusals_total", "reason")
        slack = (self._sum(LOST) + hidden_max(self._sum(["refused"], kinds=("ordinary",)))
                 + (rogues.requests - rogues.replies if rogues else 0))
        for reason in sorted(seen.keys() | counted.keys()):
            yield self._compare(f"refusals, {reason}", seen[reason], counted.get(reason, 0), slack)

    def _requests(self):
        """Those that are refused are counted, too."""
        for what, metric, kinds in REQUESTS:
            counted = grown(self.before, self.after, metric, "protocol")
            for protocol in ("http", "udp"):
                yield self._compare(
                    f"{what} over {protocol}",
                    self._sum(["answered", "refused"], protocol, kinds),
                    counted.get(protocol, 0), self._sum(LOST, protocol))

    def _http_errors(self):
        counted = grown(self.before, self.after, "muster_http_errors_total", "error")
        yield self._compare("errors of HTTP", self._sum(["other_status"]), sum(counted.values()),
                            self._sum(LOST, "http"))

    def _connection_ids(self):
        """An ordinary client takes an id with each run, or two."""
        issued = (self.after.total("muster_udp_connects_total")
                  - self.before.total("muster_udp_connects_total"))
        asked = sum(report["connections"] for protocol, kind, report, _ in self.runs
                    if protocol == "udp")
        seen = asked + self._sum(["answered"], "udp", ["connects"])
        yield self._compare("connection ids", seen, issued, self._sum(LOST, "udp"))

    def silence(self, lost):
        """Datagrams that were not answered. @param lost  those that never reached musterd."""
        dropped = sum(grown(self.before, self.after, "muster_udp_drops_total", "reason").values())
        # All requests of a socket wait for one connection id.
        waiting = self._sum(["not_connected"], "udp")
        return self._compare("datagrams without an answer", dropped, self._sum(LOST, "udp"),
                             lost + waiting)

    def rogues(self, closed):
        """Connections that musterd closed because of what they did, or did not do."""
        names = ("muster_connections_timed_out_total", "muster_connections_rejected_total",
                 "muster_connections_displaced_total")
        counted = sum(self.after.total(x) - self.before.total(x) for x in names)
        return self._compare("connections timed out or rejected", closed, counted)

    def viewers(self, rejected):
        """Who was told that too many others look already."""
        name = "muster_viewers_rejected_total"
        return self._compare("viewers rejected", rejected,
                             self.after.total(name) - self.before.total(name))
