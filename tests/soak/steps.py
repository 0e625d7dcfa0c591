# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""The steps of a soak: ordinary clients, and one kind of attack beside them."""

from dataclasses import dataclass, field

from accounts import Account, outcome
from configuration import HEAD_TIMEOUT_SECONDS, IDLE_TIMEOUT_SECONDS
from load import TRANSPORTS
from rogues import Rogues

# By far longer than musterd waits for a request or for a client that does not read.
ROGUE_SECONDS_MAX = 10 * (HEAD_TIMEOUT_SECONDS + IDLE_TIMEOUT_SECONDS)

# Each flood over each transport, and each rogue by its number. What makes swarms is followed by
# what makes none, so that its peers are forgotten before memory is looked at.
ORDER = [
    ("new-swarms", "udp"), ("scrapes", "keep-alive"), ("garbage", "udp"), 0, ("errors", "udp"),
    ("announces", "keep-alive"), ("connects", "udp"), ("garbage", "keep-alive"), 1,
    ("errors", "close"),
    ("new-swarms", "close"), ("scrapes", "udp"), ("garbage", "close"), 2, ("errors", "keep-alive"),
    ("announces", "udp"), ("scrapes", "close"), 3, ("connects", "udp"), ("garbage", "udp"),
    ("new-swarms", "keep-alive"), 0, ("garbage", "keep-alive"), 3, ("announces", "close"),
    ("scrapes", "udp"), ("errors", "udp"), 2, 4, 1, 5, 6, 7, 8,
]

# What makes swarms would have to be waited for.
SMOKE_ORDER = [("errors", "keep-alive"), 0]


@dataclass
class Rates:
    """Requests a second."""
    saturation: float
    ordinary: float
    flood: float


@dataclass
class Result:
    """What a step came to."""
    name: str
    comparisons: list
    # By transport.
    ordinary: dict
    attack: dict
    # Replies that were wrong, of ordinary clients or to a flood.
    wrong: dict = field(default_factory=dict)
    # By transport, of ordinary clients: the longest of 99 % of the waits, from when a request was
    # due, in milliseconds.
    waits: dict = field(default_factory=dict)

    def as_json(self):
        return {"name": self.name, "ordinary": self.ordinary, "attack": self.attack,
                "wrong": self.wrong, "waits": self.waits,
                "comparisons": [x.as_json() for x in self.comparisons]}


# What an ordinary client may meet when something is lost; all other faults are wrong replies.
LOSSES = ("connect", "closed", "timeout", "failure_reason", "status")


def wrong_replies(reports):
    result = {}
    for report in reports:
        for fault, times in report["faults"].items():
            if times and fault not in LOSSES:
                result[fault] = result.get(fault, 0) + times
    return result


class Step:
    """Runs one step against a tracker and holds its figures against musterd's."""

    def __init__(self, name, tracker, loads):
        self.name = name
        self.tracker = tracker
        self.loads = loads
        self._ordinary = {}
        self._waits = {}

    def _begin(self, seconds, rates):
        self._before = self.tracker.metrics()
        self._lost_before = self.tracker.datagrams_lost()
        self._runs = self.loads.ordinary_all(seconds, rates.ordinary)

    def _account(self, seconds):
        """Waits for the ordinary clients, and puts them into an account."""
        reports = {run.transport: run.result(seconds) for run in self._runs}
        account = Account(self.name, self._before, self.tracker.metrics())
        for transport, report in reports.items():
            account.add(TRANSPORTS[transport][0], "ordinary", report)
            self._ordinary[transport] = outcome(report)
            self._waits[transport] = report["latency_us"]["p99"] / 1000
        return account, list(reports.values())

    def flood(self, kind, transport, seconds, rates):
        self._begin(seconds, rates)
        run = self.loads.flood(kind, transport, max(1.0, seconds - 1), rates.flood)
        report = run.result(seconds)
        account, reports = self._account(seconds)
        account.add(run.protocol, kind, report)
        lost = self.tracker.datagrams_lost() - self._lost_before
        comparisons = [*account.comparisons(), account.silence(lost)]
        return Result(self.name, comparisons, self._ordinary, outcome(report),
                      wrong_replies([*reports, report]), self._waits)

    def rogue(self, kind, seconds, rates):
        self._begin(seconds, rates)
        attack = Rogues(kind, self.tracker).run(ROGUE_SECONDS_MAX)
        account, reports = self._account(seconds)
        comparisons = list(account.refusals(attack))
        if kind.is_over_http:
            comparisons.append(account.rogues(attack.closed_by_server))
            comparisons.append(account.viewers(attack.viewers_rejected))
        return Result(self.name, comparisons, self._ordinary, vars(attack), wrong_replies(reports),
                      self._waits)
