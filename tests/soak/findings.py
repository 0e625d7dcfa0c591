# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What musterd and the sanitizers wrote."""

import re
from collections import Counter

LOG_LEVEL = re.compile(r"\blevel=(warning|error)\b")
LOG_EVENT = re.compile(r"\bevent=(\w+)")
RELOADED = "event=reload_lists"

# What the soak itself provokes.
EXPLAINED = [
    ("keep_configuration", "the soak reloads a configuration that is wrong"),
    ("small_receive_buffer", "the kernel gives sockets less than the default asks for"),
]

EXCERPT_CHARACTERS = 6000

# A report ends with its summary; those of undefined behaviour have none.
SUMMARY = re.compile(r"^SUMMARY: \w+: (.*)$", re.MULTILINE)
REPORT = re.compile(r".*?^SUMMARY: [^\n]*$", re.MULTILINE | re.DOTALL)


class LogSummary:
    """The records of level warning and above, and every line that is no record."""

    def __init__(self, path):
        self.explained = Counter()
        self.unexplained = []
        self.reloads = 0
        for line in path.read_text(errors="replace").splitlines() if path.exists() else []:
            self._take(line)

    def _take(self, line):
        event = LOG_EVENT.search(line)
        self.reloads += RELOADED in line
        if event and not LOG_LEVEL.search(line):
            return
        for name, why in EXPLAINED:
            if event and event.group(1) == name:
                self.explained[f"{name}: {why}"] += 1
                return
        self.unexplained.append(line)


def sanitizer_reports(folder):
    """All reports: what was found to (how often, the first report of it, cut)."""
    result = {}
    for file in sorted((folder / "sanitizer").glob("*")):
        text = file.read_text(errors="replace")
        for report in REPORT.findall(text) or [text]:
            summary = SUMMARY.search(report)
            what = summary.group(1) if summary else file.name
            times, first = result.get(what, (0, report.strip()[:EXCERPT_CHARACTERS]))
            result[what] = (times + 1, first)
    return result
