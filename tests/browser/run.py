#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Starts a musterd and runs the cases of one file against it in Debian's Chromium.

What the cases need from npm is installed into the build folder, once for each package-lock.json.

Needs chromium, node and npm. Without one of them, or without npm's registry, it exits with 77
(skipped), or with 1 if MUSTER_E2E_REQUIRED is set.
"""

import argparse
import fcntl
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
sys.dont_write_bytecode = True

from started_process import StartedProcess
from waiting import wait_until

SKIPPED = 77
PROGRAMS = ("chromium", "node", "npm")
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
INSTALL_SECONDS_MAX = 120
START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 5
CASES_SECONDS_MAX = 400


class CannotTest(Exception):
    """This machine lacks something."""


def install_modules(folder):
    """Installs what package-lock.json names, unless just that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    installed = folder / "installed-package-lock.json"
    # Files of cases may run side by side.
    with (folder / "lock").open("w", encoding="utf-8") as mutex:
        fcntl.flock(mutex, fcntl.LOCK_EX)
        if installed.exists() and installed.read_bytes() == lock:
            return
        for name in PACKAGE_FILES:
            shutil.copy(HERE / name, folder / name)
        npm = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                             cwd=folder, timeout=INSTALL_SECONDS_MAX, check=False)
        if npm.returncode != 0:
            raise CannotTest("npm could not install what package-lock.json names")
        installed.write_bytes(lock)


class Tracker:
    """A musterd on a free port of loopback, with a data folder of its own."""

    def __init__(self, program, folder):
        data = folder / "data"
        data.mkdir()
        self._log = folder / "musterd.log"
        configuration = folder / "musterd.toml"
        # Swarms are listed as they were saved last.
        configuration.write_text("[persistence]\nsnapshot_interval_seconds = 1\n"
                                 "[web]\noperator_pages = true\n", encoding="utf-8")
        self.process = StartedProcess("musterd", [
            str(program), "--config", str(configuration), "--listen", "127.0.0.1:0",
            "--data-dir", str(data)], folder)
        self.url = wait_until(self._find_url, START_SECONDS_MAX, "musterd answers /healthz")
        self.token_file = data / "operator_token"

    def _find_url(self):
        if not self.process.is_running:
            raise AssertionError(f"musterd ended while starting\n{self.process.last_words()}")
        found = re.search(r"event=listen address=(127\.0\.0\.1:\d+)",
                          self._log.read_text(encoding="utf-8"))
        if not found:
            return None
        url = f"http://{found[1]}"
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=START_SECONDS_MAX):
                return url
        except urllib.error.URLError:
            return None


def run_cases(options, url, token_file):
    shots = options.output / options.cases
    shots.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "MUSTER_URL": url,
        "MUSTER_TOKEN": token_file.read_text(encoding="ascii").strip() if token_file else "",
        "MUSTER_MODULES": str(options.output / "modules"),
        "MUSTER_SHOTS": str(shots),
        "MUSTER_CHROMIUM": shutil.which("chromium"),
    }
    node = subprocess.Popen(["node", str(HERE / f"{options.cases}.mjs")], env=environment,
                            start_new_session=True)
    try:
        return node.wait(CASES_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        print(f"the cases did not end within {CASES_SECONDS_MAX} s")
        # The browser, too.
        os.killpg(node.pid, signal.SIGKILL)
        return node.wait()


def run_with_tracker(options):
    with tempfile.TemporaryDirectory(prefix="muster-browser-") as scratch:
        tracker = Tracker(options.musterd.resolve(), pathlib.Path(scratch))
        try:
            failed = run_cases(options, tracker.url, tracker.token_file)
            if failed:
                print(tracker.process.last_words())
            stopped = tracker.process.end(STOP_SECONDS_MAX)
            return 1 if failed or stopped else 0
        finally:
            tracker.process.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="test this tracker, and start none")
    parser.add_argument("--token-file", type=pathlib.Path,
                        help="its operator_token, for the cases of actors_page_test")
    parser.add_argument("--musterd", type=pathlib.Path, help="the program to test")
    parser.add_argument("output", type=pathlib.Path, help="folder for packages and screenshots")
    parser.add_argument("cases", help="a file of cases without its suffix: stats_page_test")
    options = parser.parse_args()
    options.output = options.output.resolve()
    try:
        for program in PROGRAMS:
            if not shutil.which(program):
                raise CannotTest(f"{program} is missing; scripts/install-packages test installs it")
        install_modules(options.output / "modules")
    except CannotTest as reason:
        print(reason)
        return 1 if os.environ.get("MUSTER_E2E_REQUIRED") else SKIPPED
    if options.url:
        return run_cases(options, options.url, options.token_file)
    return run_with_tracker(options)


if __name__ == "__main__":
    sys.exit(main())
