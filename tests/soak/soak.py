# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""The course of a soak: steps in turn, a restart now and then, and what came of all that."""

import itertools
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from configuration import (CONNECTIONS_MAX, PEER_LIFETIME_SECONDS, SWEEP_SECONDS, Configuration)
from findings import LogSummary, sanitizer_reports
from load import SOURCES, TRANSPORTS, Loads, Population
from memory import Sample
from reloads import Reloads
from restarts import restart_killed, restart_stopped
from rogues import kinds
from steps import ORDER, SMOKE_ORDER, Rates, Step
from tracker import Died, Tracker

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))
from own_network import is_inside

RESTARTS_PER_SOAK = 5
RESTART_SECONDS_MIN = 15
FIRST_LIFE_SHARE = 0.6
# Of all restarts one in so many is a stop.
STOP_EVERY = 2

ORDINARY_SHARE = 0.5
FLOOD_SHARE = 0.5
TRIAL_SECONDS = 2
TRIAL_POPULATION = Population(600, 60)
# Each ordinary peer announces so often, on average.
ANNOUNCE_GAP_SECONDS = 3
PEERS_MIN = 300
PEERS_PER_SWARM = 10

SETTLE_TRIES_MAX = 3 * (PEER_LIFETIME_SECONDS + SWEEP_SECONDS)


@dataclass
class Plan:
    """What is asked for."""
    minutes: float
    step_seconds: float
    bin_folder: object
    folder: object
    # Over each transport.
    peers_max: int = 10_000
    is_smoke: bool = False

    def life_seconds(self, number):
        """How long a process lives. The first one long enough to tell about its memory."""
        if number == 0:
            return self.minutes * 60 * FIRST_LIFE_SHARE
        rest = self.minutes * 60 * (1 - FIRST_LIFE_SHARE)
        return max(RESTART_SECONDS_MIN, rest / (RESTARTS_PER_SOAK - 1))


@dataclass
class Outcome:
    """What came of it."""
    rates: object = None
    population: object = None
    results: list = field(default_factory=list)
    samples: list = field(default_factory=list)
    restarts: list = field(default_factory=list)
    reloads: int = 0
    last_exit_code: int = None
    died: str = ""
    seconds: float = 0.0
    log: object = None
    sanitizer: dict = field(default_factory=dict)


class Soak:
    """One soak. Use `run` once."""

    def __init__(self, plan):
        self.plan = plan
        self.outcome = Outcome()
        self.configuration = Configuration(plan.folder)
        self.tracker = Tracker(plan.bin_folder / "musterd", plan.folder, self.configuration,
                               ("127.0.0.1", "[::1]") if is_inside() else ("127.0.0.1",))
        self.loads = Loads(plan.bin_folder / "muster-load", self.tracker, TRIAL_POPULATION)
        self._began = time.monotonic()

    def run(self):
        try:
            self._prepare()
            if self.plan.is_smoke:
                self._take_smoke_turns()
            else:
                self._take_turns()
            self.outcome.last_exit_code, _ = self.tracker.stop()
        except Died as death:
            self.outcome.died = str(death)
        except (AssertionError, OSError, RuntimeError, subprocess.TimeoutExpired) as problem:
            self.outcome.died = f"the soak could not go on: {type(problem).__name__}: {problem}"
        finally:
            self.tracker.end()
        self.outcome.seconds = self._elapsed()
        self.outcome.log = LogSummary(self.tracker.log)
        self.outcome.sanitizer = sanitizer_reports(self.plan.folder)
        return self.outcome

    def _elapsed(self):
        return time.monotonic() - self._began

    def _say(self, text):
        print(f"{self._elapsed():7.1f} s  {text}", file=sys.stderr, flush=True)

    def _prepare(self):
        """Measures, sizes the load by that, and starts again with limits if there are any."""
        self.configuration.write()
        self.tracker.start()
        self.loads.fill()
        saturation = self.loads.saturation(TRIAL_SECONDS)
        rates = Rates(saturation, saturation * ORDINARY_SHARE, saturation * FLOOD_SHARE)
        peers = round(rates.ordinary * ANNOUNCE_GAP_SECONDS / len(TRANSPORTS))
        peers = max(PEERS_MIN, min(self.plan.peers_max, peers))
        self.loads.population = Population(peers, peers // PEERS_PER_SWARM)
        self.configuration.per_source = rates.ordinary / len(TRANSPORTS) / SOURCES
        self.configuration.write()
        self.outcome.rates, self.outcome.population = rates, self.loads.population
        self._say(f"saturation {saturation:.0f}/s, {peers} peers over each transport")
        self.tracker.stop()
        self.tracker.forget()
        self.tracker.start()
        self._sample("start")

    def _take_turns(self):
        until = self._elapsed() + self.plan.minutes * 60
        turns = itertools.cycle(ORDER)
        for number in itertools.count():
            end = self._elapsed() + self.plan.life_seconds(number)
            self._take_turns_of_process(turns, min(until, end))
            self._restart()
            if self._elapsed() >= until:
                return

    def _take_turns_of_process(self, turns, until):
        reloads = Reloads(self.tracker, self.loads.ordinary_info_hashes(),
                          self.loads.flooded_info_hashes())
        with reloads:
            while self._elapsed() < until:
                self._step(next(turns))
        self.outcome.reloads += reloads.count

    def _take_smoke_turns(self):
        for what in SMOKE_ORDER:
            self._step(what)
        for _ in range(STOP_EVERY):
            self._restart()

    def _step(self, what):
        is_flood = isinstance(what, tuple)
        kind = None if is_flood else kinds(CONNECTIONS_MAX)[what]
        name = " over ".join(what) if is_flood else kind.name
        step = Step(name, self.tracker, self.loads)
        arguments = (self.plan.step_seconds, self.outcome.rates)
        result = step.flood(*what, *arguments) if is_flood else step.rogue(kind, *arguments)
        self.outcome.results.append(result)
        failed = [x.what for x in result.comparisons if not x.holds]
        self._say(f"{name}: {result.attack}{' MISMATCH ' if failed else ''}{', '.join(failed)}")
        self._sample(name)

    def _sample(self, after, tries=1):
        """Looks at memory, if only the ordinary peers are there. Returns whether they are."""
        expected = len(TRANSPORTS) * self.loads.population.peers
        for _ in range(tries):
            self.loads.fill()
            metrics = self.tracker.metrics()
            peers, swarms = (metrics.total(x) for x in ("muster_peers", "muster_swarms_active"))
            if (peers, swarms) == (expected, self.loads.population.swarms):
                self.outcome.samples.append(
                    Sample(self.tracker.starts, self._elapsed(), self.tracker.rss_of_program(),
                           peers, swarms, after))
                return True
        return False

    def _restart(self):
        if not self._sample("before a restart", SETTLE_TRIES_MAX):
            self._say("the population does not settle")
        number = len(self.outcome.restarts) + 1
        stops = number % STOP_EVERY == 0
        restart = restart_stopped(self.tracker) if stops else restart_killed(self.tracker)
        self.outcome.restarts.append(restart)
        self._say(f"{restart.how}: lost {restart.lost or 'nothing'}")
        self._sample("a restart")
