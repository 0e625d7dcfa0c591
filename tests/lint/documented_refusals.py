#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks that docs/protocol.md lists the refusals as net/protocol/refusal.cpp has them."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "net" / "protocol" / "refusal.cpp"
DOCUMENT = ROOT / "docs" / "protocol.md"


def refusals_in_source():
    entry = re.compile(r'\{"(\w+)",\s*"([^"]+)",\s*(never|\d+)\}')
    return entry.findall(SOURCE.read_text(encoding="utf-8"))


def refusals_in_document():
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.split("<!-- refusals", 1)[1].split("<!-- end of refusals -->", 1)[0]
    return re.findall(r"^\| `(\w+)` \| `([^`]+)` \| (never|\d+) \|$", table, re.MULTILINE)


def main():
    source, document = refusals_in_source(), refusals_in_document()
    for x in source:
        if x not in document:
            print(f"docs/protocol.md lacks {x}")
    for x in document:
        if x not in source:
            print(f"net/protocol/refusal.cpp lacks {x}")
    if source == document and source:
        return 0
    print("the refusals of source and document are not the same, in the same order")
    return 1


if __name__ == "__main__":
    sys.exit(main())
