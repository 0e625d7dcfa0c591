#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Runs the cases of one file in a network namespace of their own.

Why: nothing can leave the machine, the default port is free, files can run side by side, and there
are addresses other than loopback, which Transmission refuses to take from a tracker. Inside a
process namespace, too, so that no client survives this, however it ends.

Needs root or unprivileged user namespaces, and all clients. Without them it exits with 77
(skipped), or with 1 if MUSTER_E2E_REQUIRED is set.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "support"))
from own_network import set_up_loopback, unshared, works

SKIPPED = 77

# Loopback is there anyway. The first is the tracker's, the others are for clients.
ADDRESSES = [f"{prefix}{host}" for prefix in ("10.99.0.", "fd99::") for host in range(1, 9)]

# What works only where a client is installed.
CLIENT_PROBES = {
    "aria2": ["aria2c", "--version"],
    "libtorrent": ["/usr/bin/python3", "-c", "import libtorrent"],
    "Transmission": ["transmission-daemon", "--version"],
}


def obstacles(isolated):
    """What this machine lacks, a line for each."""
    if not isolated:
        yield "No network namespace: this needs root or unprivileged user namespaces, and iproute2."
    for client, probe in CLIENT_PROBES.items():
        if not works(probe):
            yield f"No {client}: scripts/install-packages test installs it."


def set_up_addresses():
    set_up_loopback()
    for address in ADDRESSES:
        # Nobody else is there to have the same address, so there is no need to wait and see.
        flags = ["nodad"] if ":" in address else []
        subprocess.run(["ip", "address", "add", address, "dev", "lo"] + flags, check=True)


class TalkativeResult(unittest.TextTestResult):
    """Shows what the programs of a failed case have written, while their logs are there."""

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.stream.writeln(test.last_words())

    def addError(self, test, err):
        super().addError(test, err)
        self.stream.writeln(test.last_words())


def run_cases(name):
    sys.path.insert(0, str(HERE))
    sys.dont_write_bytecode = True
    suite = unittest.defaultTestLoader.loadTestsFromName(name)
    if suite.countTestCases() == 0:
        print(f"no cases in {name}")
        return 1
    runner = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=TalkativeResult)
    result = runner.run(suite)
    return 0 if result.wasSuccessful() else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("musterd", type=pathlib.Path, help="the program to test")
    parser.add_argument("cases", help="a file of cases without suffix, such as ipv4_transfers_test")
    options = parser.parse_args()
    if options.isolated:
        set_up_addresses()
        os.environ["MUSTERD"] = str(options.musterd.resolve())
        return run_cases(options.cases)
    command = unshared("--pid", "--fork", "--kill-child")
    missing = list(obstacles(command))
    if not missing:
        os.execvp(command[0], command + [sys.executable, __file__, "--isolated"] + sys.argv[1:])
    print("\n".join(missing))
    return 1 if os.environ.get("MUSTER_E2E_REQUIRED") else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
