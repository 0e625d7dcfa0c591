# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Runs of muster-load: ordinary clients, and floods."""

import json
import subprocess
from dataclasses import dataclass

from tracker import sanitizer_environment

SOURCES = 64
NETWORKS = 4
GRACE_SECONDS = 60
# Long, so that a reply that is only late does not count as lost.
TIMEOUT_SECONDS = 4
FLOOD_CONNECTIONS = 64
FLOOD_SEED = 66

# The protocol, and the number of the ordinary clients' networks.
TRANSPORTS = {
    "keep-alive": ("http", 10),
    "close": ("http", 20),
    "udp": ("udp", 30),
}
FLOOD_NETWORKS = 66
NEWCOMER_NETWORK = 77


@dataclass
class Population:
    """The ordinary peers of one transport. All transports have peers in the same swarms."""
    peers: int
    swarms: int

    def options(self):
        return ("--peers", str(self.peers), "--swarms", str(self.swarms))


class Run:
    """A muster-load in the background."""

    def __init__(self, program, tracker, transport, *options, timeout=TIMEOUT_SECONDS):
        self.transport = transport
        self.protocol, _ = TRANSPORTS[transport]
        url = (tracker.http if self.protocol == "http" else tracker.udp) + "/announce"
        mode = ("--mode", transport) if self.protocol == "http" else ()
        self.command = [str(program), "--url", url, *mode, "--timeout", str(timeout),
                        "--json", "--error-max-percent", "100", *options]
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=sanitizer_environment(tracker.folder, "load"))

    def result(self, seconds):
        """Its report. @param seconds  how long it may take, and some grace."""
        try:
            out, err = self.process.communicate(timeout=seconds + GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError("did not end: " + " ".join(self.command)) from None
        # Exit code 1 with a report means that nothing was answered: that is a figure as well.
        if self.process.returncode not in (0, 1) or not out:
            raise RuntimeError(f"{' '.join(self.command)}: exit code {self.process.returncode}\n"
                               f"{err}{out}")
        return json.loads(out)


class Loads:
    """Starts runs against one tracker."""

    def __init__(self, program, tracker, population):
        self.program = program
        self.tracker = tracker
        self.population = population
        # Another one makes a flood of new torrents about others.
        self.flood_seed = FLOOD_SEED

    def _first_source(self, number):
        """Where the addresses of some networks begin, such as can reach the tracker."""
        return f"127.{number}.0.1" if self.tracker.host == "127.0.0.1" else f"fd{number}::1"

    def ordinary(self, transport, *options):
        protocol, number = TRANSPORTS[transport]
        window = ("--window", "1") if protocol == "udp" else ()
        return Run(self.program, self.tracker, transport, *self.population.options(), *window,
                   "--source", self._first_source(number), "--sources", str(SOURCES),
                   "--networks", str(NETWORKS), "--connections", str(SOURCES), *options)

    def ordinary_all(self, seconds, rate, transports=tuple(TRANSPORTS)):
        """One run for each transport, which share the rate."""
        share = str(max(1.0, rate / len(transports)))
        return [self.ordinary(x, "--duration", str(seconds), "--rate", share) for x in transports]

    def fill(self):
        """Announces every ordinary peer once. Returns how many were answered."""
        runs = [self.ordinary(x, "--fill") for x in TRANSPORTS]
        return sum(run.result(GRACE_SECONDS)["replies"] for run in runs)

    def saturation(self, seconds):
        """Replies a second in a closed loop, all transports together."""
        runs = [self.ordinary(x, "--duration", str(seconds)) for x in TRANSPORTS]
        return sum(run.result(seconds)["rate"] for run in runs)

    def flood(self, kind, transport, seconds, rate, timeout=TIMEOUT_SECONDS):
        """An attack from few addresses. Over UDP it never waits for a reply."""
        window = min(1024, 1 + round(rate * timeout / FLOOD_CONNECTIONS))
        over_udp = ("--window", str(window)) if transport == "udp" else ()
        return Run(self.program, self.tracker, transport, *self.population.options(), *over_udp,
                   "--flood", kind, "--seed", str(self.flood_seed), "--source",
                   self._first_source(FLOOD_NETWORKS), "--sources", "8", "--networks", "2",
                   "--connections", str(FLOOD_CONNECTIONS),
                   "--duration", str(seconds), "--rate", str(rate), timeout=timeout)

    def newcomers(self, count):
        """Announces of torrents that nobody has, each once, from where nobody else comes."""
        return Run(self.program, self.tracker, "keep-alive", *self.population.options(),
                   "--flood", "new-swarms", "--source", self._first_source(NEWCOMER_NETWORK),
                   "--sources", "8", "--connections", "8", "--requests", str(count))

    def flooded_info_hashes(self):
        """The torrents that a flood of announces is about."""
        listing = [self.program, "--print-info-hashes", *self.population.options(),
                   "--seed", str(FLOOD_SEED)]
        return subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split()

    def ordinary_info_hashes(self):
        listing = [self.program, "--print-info-hashes", *self.population.options()]
        return subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split()
