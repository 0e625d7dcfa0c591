#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks that the links of documents to files and headings of the project lead somewhere."""

import re
import sys

from project_files import ROOT, files, read_text, report


def without_code(text):
    text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def targets(text):
    text = without_code(text)
    inline = re.findall(r"\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)", text)
    return inline + re.findall(r"^\[[^\]]+\]:\s+(\S+)", text, re.MULTILINE)


def anchors(text):
    """The names that headings get on a page."""
    headings = re.findall(r"^#+\s+(.*)$", text, re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", x.strip().lower()) for x in headings)
    return {x.replace(" ", "-") for x in plain}


def problem_of(document, target):
    """What is wrong with a link, or None."""
    file, _, anchor = target.partition("#")
    goal = (ROOT / document.parent / file).resolve() if file else ROOT / document
    if not goal.is_relative_to(ROOT):
        return "leaves the project"
    if not goal.exists():
        return "leads nowhere"
    if anchor and goal.suffix == ".md" and anchor not in anchors(goal.read_text(encoding="utf-8")):
        return "has no such heading"
    return None


def main():
    documents = [x for x in files() if x.suffix == ".md"]
    problems, links = [], 0
    for document in documents:
        for target in targets(read_text(document)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            links += 1
            problem = problem_of(document, target)
            if problem:
                problems.append(f"{document}: {target} {problem}")
    print(f"{links} links")
    return report(problems, documents)


if __name__ == "__main__":
    sys.exit(main())
