# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""The files of the project, found without git, which a plain export does not have."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "build", "__pycache__", ".cache", ".idea", ".vscode"}

# One chain of folders, from the programs to the codecs.
SOURCE_FOLDERS = ("bin", "web", "net", "actors", "storage", "conf")


def files():
    """All files, as sorted paths relative to ROOT."""
    found = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [x for x in subfolders if x not in NOT_OURS]
        # In a worktree of git, .git is a file.
        found += [(pathlib.Path(folder) / name).relative_to(ROOT) for name in names
                  if name not in NOT_OURS]
    return sorted(found)


def sources():
    """C++ that is shipped: headers and sources, without tests."""
    return [x for x in files() if x.parts[0] in SOURCE_FOLDERS and x.suffix in (".cpp", ".hpp")]


def read_text(path):
    """The text of a file, or None if it is none, such as an input of a fuzz target."""
    try:
        return (ROOT / path).read_bytes().decode()
    except UnicodeDecodeError:
        return None


def report(problems, checked):
    """Prints what is wrong and returns the exit code. Having checked nothing is wrong, too."""
    for problem in problems:
        print(problem)
    print(f"{len(checked)} files, {len(problems)} problems")
    return 1 if problems or not checked else 0
