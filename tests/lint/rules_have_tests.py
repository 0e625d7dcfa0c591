#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks the table of rules in docs/protocol.md: every test case it names exists and is run."""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "protocol.md"
BEGIN, END = "<!-- rules -->", "<!-- end of rules -->"


def rows(text):
    """Yields (rule, file, case) for each line of the table but its head and section titles."""
    table = text.split(BEGIN, 1)[1].split(END, 1)[0]
    for line in table.strip().splitlines()[2:]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 3:
            raise ValueError(f"expected three cells: {line}")
        if not (cells[0].startswith("**") and not any(cells[1:])):
            yield tuple(cells)


def one_line(text):
    return " ".join(text.split())


def cases_in(path):
    """The names of the cases of a suite. Blanks count as the preprocessor counts them."""
    text = re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8"))
    names = re.findall(r"\bCAF_TEST\(((?:[^()]|\([^()]*\))*)\)\s*{", text)
    return {one_line(name) for name in names}


def is_registered(path):
    """Whether the CMakeLists.txt of the label knows the source."""
    label = path.relative_to(ROOT / "tests").parts[0]
    folder = ROOT / "tests" / label
    listing = (folder / "CMakeLists.txt").read_text(encoding="utf-8")
    return path.relative_to(folder).as_posix() in listing.split()


def elsewhere(case):
    """Where a case that is missed has gone, for the message."""
    suites = (ROOT / "tests").rglob("*_test.cpp")
    found = [x.relative_to(ROOT).as_posix() for x in suites if case in cases_in(x)]
    return f", but in {', '.join(found)}" if found else ""


def check_cases(file, cell):
    path = ROOT / file
    if not path.is_file():
        return [f"no such file: {file}"]
    names = re.findall(r"`([^`]+)`", cell)
    if not names or re.sub(r"`[^`]+`|<br>", "", cell).strip():
        return [f"expected cases in backticks, pending, or not offered: {cell}"]
    if path.suffix == ".cpp":
        known = cases_in(path)
        problems = [] if is_registered(path) else [f"{file} is in no CMakeLists.txt"]
    else:
        text = one_line(path.read_text(encoding="utf-8"))
        known = {name for name in names if name in text}
        problems = []
    return problems + [f"no case '{x}' in {file}{elsewhere(x)}" for x in names if x not in known]


def check(text):
    """Returns the problems of the table and its pending rules."""
    problems, pending, seen = [], [], set()
    for rule, file, cell in rows(text):
        if not rule or rule in seen:
            problems.append(f"empty or repeated rule: '{rule}'")
        seen.add(rule)
        if cell == "pending":
            pending.append(f"{rule} ({file})")
        elif cell != "not offered":
            problems += [f"{rule}: {x}" for x in check_cases(file, cell)]
    if not seen:
        problems.append("the table is empty")
    return problems, pending


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--allow-pending", action="store_true", help="pending rules are no error")
    options = parser.parse_args()
    problems, pending = check(DOCUMENT.read_text(encoding="utf-8"))
    for x in pending:
        print(f"pending: {x}")
    for x in problems:
        print(f"docs/protocol.md: {x}")
    print(f"{len(problems)} problems, {len(pending)} rules pending")
    return 1 if problems or (pending and not options.allow_pending) else 0


if __name__ == "__main__":
    sys.exit(main())
