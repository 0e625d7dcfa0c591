#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks the form of all text files: licence, blanks, widths, and no path of somebody's machine."""

import os
import re
import sys

from project_files import ROOT, files, read_text, report

COLUMNS_MAX = 100
LICENCE = ("SPDX-FileCopyrightText: muster contributors", "SPDX-License-Identifier: BSD-3-Clause")

# Folders that are somebody's own, and that of this checkout. A word before the slash makes it
# something else, such as a URL or a longer path.
OWN_FOLDERS = rf"/(?:home|root|Users|work|workspace|mnt|media)/\w|{re.escape(str(ROOT))}/"
MACHINE_PATH = re.compile(rf"(?<![\w.$~}}-])(?:{OWN_FOLDERS})")


def is_code(path, text):
    return path.suffix in (".cpp", ".hpp", ".py") or text.startswith("#!")


def problems_of_code(path, text):
    head = "\n".join(text.splitlines()[:3])
    if not all(line in head for line in LICENCE):
        yield f"{path}:1: no SPDX lines"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > COLUMNS_MAX:
            yield f"{path}:{number}: {len(line)} columns, more than {COLUMNS_MAX}"


def problems_of_text(path, text):
    if text and not text.endswith("\n"):
        yield f"{path}: no line end at its end"
    if "\r" in text:
        yield f"{path}: carriage returns"
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield f"{path}:{number}: blanks at its end"
        if "\t" in line:
            yield f"{path}:{number}: a tab"
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: a path of a machine"


def is_test_data(path):
    # Bytes as they came over the wire, or as a fuzzer likes them.
    return path.is_relative_to("tests/data") or path.is_relative_to("tests/fuzz/corpus")


def main():
    checked, problems = [], []
    for path in files():
        text = None if is_test_data(path) else read_text(path)
        if text is None:
            continue
        checked.append(path)
        problems += problems_of_text(path, text)
        if is_code(path, text):
            problems += problems_of_code(path, text)
        if text.startswith("#!") and not os.access(ROOT / path, os.X_OK):
            problems.append(f"{path}: a script that cannot be run")
    return report(problems, checked)


if __name__ == "__main__":
    sys.exit(main())
