# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""The musterd that is tried: started, killed, stopped and asked."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import metrics
from memory_map import resident_bytes

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))
from machine import field_of, free_port

START_SECONDS_MAX = 120
STOP_SECONDS_MAX = 120
POLL_SECONDS = 0.05
# The column of /proc/net/dev.
RECEIVE_DROP = 3

THREAD_SANITIZER_IGNORES = Path(__file__).parent.resolve() / "thread_sanitizer_ignores.txt"


def sanitizer_environment(folder, who):
    """Reports go to files; a sanitizer that found something also changes the exit code."""
    logs = folder / "sanitizer"
    logs.mkdir(exist_ok=True)
    return {
        **os.environ,
        # Freed memory that waits for late accesses would look like growth.
        "ASAN_OPTIONS": f"log_path={logs}/{who}-asan:detect_leaks=1:quarantine_size_mb=8:"
                        "exitcode=97",
        "UBSAN_OPTIONS": f"log_path={logs}/{who}-ubsan:print_stacktrace=1",
        "TSAN_OPTIONS": f"log_path={logs}/{who}-tsan:exitcode=98:second_deadlock_stack=1:"
                        f"suppressions={THREAD_SANITIZER_IGNORES}",
    }


class Died(Exception):
    """musterd has ended though nobody asked it to."""


class Tracker:
    """One musterd after another, on the same port and data folder."""

    def __init__(self, musterd, folder, configuration, hosts=("127.0.0.1",), run_by=()):
        """It listens on all hosts and is asked at the first. run_by is a command that runs another,
        in which musterd is to run."""
        self.host = hosts[0]
        self.folder = folder
        self.configuration = configuration
        self.port = free_port()
        self.log = folder / "musterd.log"
        self.starts = 0
        self.process = None
        listeners = [x for host in hosts for x in ("--listen", f"{host}:{self.port}")]
        self._command = [*run_by, musterd, "--config", configuration.file, *listeners,
                         "--data-dir", folder / "data"]

    @property
    def http(self):
        return f"http://{self.host}:{self.port}"

    @property
    def udp(self):
        return f"udp://{self.host}:{self.port}"

    @property
    def operator_socket(self):
        return self.folder / "data" / "operator.sock"

    def start(self):
        """Starts it and waits until all that was known before is loaded. Returns the seconds."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder,
                env=sanitizer_environment(self.folder, "musterd"), start_new_session=True)
        self.starts += 1
        while not self._is_ready():
            self.expect_alive()
            if time.monotonic() > began + START_SECONDS_MAX:
                raise Died(f"not ready within {START_SECONDS_MAX} s")
            time.sleep(POLL_SECONDS)
        return time.monotonic() - began

    def _is_ready(self):
        try:
            with urlopen(self.http + "/readyz", timeout=START_SECONDS_MAX) as reply:
                return reply.status == 200
        except (URLError, ConnectionError):
            return False

    def expect_alive(self):
        code = self.process.poll()
        if code is not None:
            raise Died(f"ended by itself with exit code {code}")

    def forget(self):
        """Throws away what has been kept. musterd must not run."""
        shutil.rmtree(self.folder / "data")

    def kill(self):
        self.expect_alive()
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Ends it with SIGTERM. Returns the exit code and the seconds."""
        self.expect_alive()
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS_MAX), time.monotonic() - began

    def end(self):
        """Makes sure that it does not outlive the soak."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def metrics(self):
        self.expect_alive()
        return metrics.settled(self.http)

    def rss(self):
        """Resident memory in bytes."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def rss_of_program(self):
        """The same without what the thread sanitizer notes about it."""
        with open(f"/proc/{self.process.pid}/smaps", encoding="ascii") as smaps:
            return resident_bytes(smaps.read())

    def datagrams_lost(self):
        """What the kernel dropped on its way over loopback, or did not put into the tracker's UDP
        sockets, because a queue was full."""
        on_the_way = int(field_of("/proc/net/dev", "lo").split()[RECEIVE_DROP])
        with open("/proc/net/udp", encoding="ascii") as lines:
            sockets = [line.split() for line in lines]
        return on_the_way + sum(
            int(x[-1]) for x in sockets if x[1].endswith(f":{self.port:04X}"))
