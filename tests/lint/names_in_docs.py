#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks that every name which docs/architecture.md writes in code letters is in the tree."""

import pathlib
import re
import sys

from project_files import files, read_text, report

DOCUMENT = pathlib.Path("docs/architecture.md")
# Where names may be. Not in documents: these would vouch for each other.
FOLDERS = ("bin", "web", "net", "actors", "storage", "conf", "tests")
SUFFIXES = (".cpp", ".hpp", ".py", ".toml", ".txt", ".in")

NAME = re.compile(r"[A-Za-z_]\w{2,}")


def names(text):
    """Every name in code letters, once, in their order."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return dict.fromkeys(name for code in re.findall(r"`([^`\n]+)`", text)
                         for name in NAME.findall(code))


def names_of_tree():
    result = set()
    for path in files():
        if path.parts[0] in FOLDERS and path.suffix in SUFFIXES:
            result.update(path.parts, [path.stem], NAME.findall(read_text(path) or ""))
    return result


def problems(document, known):
    return [f"{DOCUMENT}: `{x}` is nowhere in the tree" for x in names(document) if x not in known]


def main():
    return report(problems(read_text(DOCUMENT), names_of_tree()), [DOCUMENT])


if __name__ == "__main__":
    sys.exit(main())
