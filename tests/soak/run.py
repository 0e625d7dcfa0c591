#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Soaks a musterd: ordinary load, attacks of all kinds, kills, stops and reloads, for a long time.

Everything that clients saw is held against what musterd counted. Exit code 0: all criteria reached.
Uses loopback only, of a network of its own. For the thread sanitizer LD_LIBRARY_PATH has to name
the CAF that was built for it (docs/development.md).
"""

import argparse
import shlex
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from report import as_json, criteria, page
from soak import Plan, Soak

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))
from own_network import go_inside, let_all_ipv6_clients_send


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", type=Path, default=Path("build/asan/bin"),
                        help="folder of musterd and muster-load")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--step-seconds", type=float, default=6, help="of one attack")
    parser.add_argument("--smoke", action="store_true",
                        help="three steps and two restarts, to see that the soak itself works")
    parser.add_argument("--out", type=Path,
                        help="the report, a .md file; all figures go beside it as .json")
    parser.add_argument("--keep", type=Path, help="use this folder, and keep it")
    return parser.parse_args()


def soaked(arguments, folder):
    plan = Plan(arguments.minutes, arguments.step_seconds, arguments.bin.resolve(), folder)
    if arguments.smoke:
        plan = replace(plan, step_seconds=1, peers_max=1000, is_smoke=True)
    outcome = Soak(plan).run()
    command = shlex.join(["tests/soak/run.py", *sys.argv[1:]])
    text = page(outcome, plan, command)
    if arguments.out:
        arguments.out.write_text(text)
        arguments.out.with_suffix(".json").write_text(as_json(outcome, plan, command))
    else:
        print(text)
    for x in criteria(outcome):
        print(f"{'reached' if x.holds else 'MISSED '}  {x.what}: {x.found}")
    return 0 if all(x.holds for x in criteria(outcome)) else 1


def main():
    arguments = parse_arguments()
    if go_inside():
        let_all_ipv6_clients_send()
    elif not arguments.smoke:
        sys.exit("No network namespace, which one of the attacks needs.")
    # As an exception, so that musterd does not outlive this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        return soaked(arguments, arguments.keep.resolve())
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        return soaked(arguments, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
