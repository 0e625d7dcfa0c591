# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""SIGHUP every few seconds, each time with other access lists."""

import threading

RELOAD_SECONDS = 3

BROKEN = "[http]\nlisteners = 7\n"


class Reloads:
    """A thread that changes the lists and tells musterd. Use it in a `with` statement.

    In turn: no list; a deny list with half of the flooded torrents; an allow list with all but the
    other half; a configuration that is wrong, which must change nothing. The torrents of ordinary
    clients are always served.
    """

    def __init__(self, tracker, ordinary, flooded):
        half = len(flooded) // 2
        self.count = 0
        self._tracker = tracker
        self._deny = tracker.folder / "deny.txt"
        self._allow = tracker.folder / "allow.txt"
        self._deny.write_text("\n".join(flooded[:half]) + "\n")
        self._allow.write_text("\n".join(ordinary + flooded[half:]) + "\n")
        self._turns = [
            lambda x: x.write(),
            lambda x: x.write(deny=self._deny),
            lambda x: x.write(allow=self._allow),
            lambda x: x.replace(BROKEN),
        ]
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
        self._tracker.configuration.write()

    def _run(self):
        while not self._end.wait(RELOAD_SECONDS):
            self._turns[(self.count + 1) % len(self._turns)](self._tracker.configuration)
            self._tracker.reload()
            self.count += 1
