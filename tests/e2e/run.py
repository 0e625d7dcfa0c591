#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Runs the cases of one file in a network namespace of their own.

Why: nothing can leave the machine, the default port is free, files can run side by side, and there
are addresses other than loopback, which Transmission refuses to take from a tracker. Inside a
process namespace, too, so that no client survives this, however it ends.

Needs root or unprivileged user namespaces. Without either it exits with 77 (skipped), or with 1 if
MUSTER_E2E_REQUIRED is set.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77

# Loopback is there anyway. The first is the tracker's, the others are for clients.
ADDRESSES = [f"{prefix}{host}" for prefix in ("10.99.0.", "fd99::") for host in range(1, 9)]


def isolation():
    """The command that runs another one in new namespaces, or None if this machine has none."""
    command = ["unshare", "--net", "--pid", "--fork", "--kill-child"]
    for user in ([], ["--user", "--map-root-user"]):
        probe = subprocess.run(command + user + ["ip", "link", "set", "lo", "up"],
                               capture_output=True, check=False)
        if probe.returncode == 0:
            return command + user
    return None


def set_up_addresses():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
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
    parser.add_argument("cases", help="a file of cases without its suffix, such as transfer_test")
    options = parser.parse_args()
    if options.isolated:
        set_up_addresses()
        os.environ["MUSTERD"] = str(options.musterd.resolve())
        return run_cases(options.cases)
    command = isolation()
    if command:
        os.execvp(command[0], command + [sys.executable, __file__, "--isolated"] + sys.argv[1:])
    print("No network namespace: this needs root or unprivileged user namespaces, and iproute2.")
    return 1 if os.environ.get("MUSTER_E2E_REQUIRED") else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
