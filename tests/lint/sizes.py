#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks how long functions and files are, and prints how they are distributed.

Needs universal-ctags, which finds where functions end.
"""

import json
import re
import subprocess
import sys

from project_files import ROOT, files, read_text, report

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
PARAMETERS_MAX = 6


def functions(paths):
    """The functions and methods that are defined in these files, as dictionaries of ctags."""
    command = ["ctags", "-L", "-", "--languages=C++,Python", "--langmap=C++:.cpp.hpp",
               "--kinds-C++=f", "--kinds-Python=fm", "--fields=+neS", "--output-format=json",
               "-f", "-"]
    output = subprocess.run(command, cwd=ROOT, input="\n".join(map(str, paths)), text=True,
                            capture_output=True, check=True).stdout
    return [x for x in map(json.loads, output.splitlines()) if "end" in x]


def count_parameters(signature):
    """How many parameters `(int a, std::map<int, int> b = {1, 2})` has: two."""
    text = re.sub(r"->|<=|>=|<<|>>(?=\s*\w)", "", signature.strip()[1:].rpartition(")")[0])
    if text.strip() in ("", "void"):
        return 0
    depth, commas = 0, 0
    for letter in text:
        depth += (letter in "(<[{") - (letter in ")>]}")
        commas += letter == "," and depth == 0
    return commas + 1


def share(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def print_distribution(what, values):
    print(f"{what}: {len(values)}, lines: median {share(values, 50)}, p90 {share(values, 90)}, "
          f"p99 {share(values, 99)}, longest {max(values)}")


def problems_of_function(function):
    where = f"{function['path']}:{function['line']}: {function['name']}"
    lines = function["end"] - function["line"] + 1
    if lines > FUNCTION_LINES_MAX:
        yield f"{where} has {lines} lines, more than {FUNCTION_LINES_MAX}"
    parameters = count_parameters(function.get("signature", "()"))
    if parameters > PARAMETERS_MAX:
        yield f"{where} has {parameters} parameters, more than {PARAMETERS_MAX}"


def main():
    paths = [x for x in files() if x.suffix in (".cpp", ".hpp", ".py")]
    lengths = {x: read_text(x).count("\n") for x in paths}
    found = functions(paths)
    problems = [f"{path} has {lines} lines, more than {FILE_LINES_MAX}"
                for path, lines in lengths.items() if lines > FILE_LINES_MAX]
    for function in found:
        problems += problems_of_function(function)
    shipped = [x["end"] - x["line"] + 1 for x in found if not x["path"].startswith("tests/")]
    print_distribution("functions without tests", shipped)
    print_distribution("files without tests",
                       [n for path, n in lengths.items() if path.parts[0] != "tests"])
    return report(problems, paths)


if __name__ == "__main__":
    sys.exit(main())
