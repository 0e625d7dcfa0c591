# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""A program that a test has started, with a folder and a log of its own."""

import os
import signal
import subprocess

LOG_LINES_SHOWN = 40


class StartedProcess:
    """Does not outlive its test, if that calls end() or kill()."""

    def __init__(self, name, command, folder):
        self.name = name
        self._log = folder / f"{name}.log"
        # Nothing of the caller's configuration, and no proxies.
        environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    @property
    def is_running(self):
        return self._process.poll() is None

    def send_signal(self, number):
        self._process.send_signal(number)

    def end(self, seconds_max):
        """Asks it to end and returns its exit code."""
        self.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds_max)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not end within {seconds_max} s") from None

    def kill(self):
        if self.is_running:
            self._process.kill()
            self._process.wait()

    def last_words(self):
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([f"-- {self.name}"] + lines[-LOG_LINES_SHOWN:])
