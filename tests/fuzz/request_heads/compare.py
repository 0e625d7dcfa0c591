#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Compares what three parsers make of heads of requests: the tracker's, llhttp and h11.

    compare.py FOLDER_OF_PROGRAMS [--count 20000] [--seed 1]

Needs npm and pip once, for what they install into the folder of the programs. Heads are those of
the corpus, and as many others that are made of them by small changes. Each difference must be one
that README.md settles; the exit code is 1 if there is another.
"""

import argparse
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus" / "fuzz_request_head"
UNDICI, H11 = "undici@6.29.1", "h11==0.16.0"
# Beyond it the tracker's own limits count.
HEAD_BYTES_MAX = 8000
SHOWN_BYTES_MAX = 300

LINES = [
    b"Host: x", b"Host:x", b"Host : x", b" Host: x", b"Host: x y", b"Host:", b"host: y",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: xchunked", b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: identity", b"Transfer-Encoding:\x0bchunked", b"Content-Length: 5",
    b"Content-Length: 5, 5", b"Content-Length: +5", b"Content-Length: 0", b"Content-Length: 6",
    b"Content-Length: 18446744073709551616", b"Content-Length:", b"Connection: close",
    b"Connection: keep-alive, x", b"Connection: \"x", b"Accept: a\r\n b", b"Accept:\r\n\tb",
    b"Upgrade: h2c", b"X\x00: y", b"X: \x00", b"X: \x7f", b"X: \xff", b"X: a\rb", b"X: a\nb",
    b"X", b": y", b"X y: z", b"X(: y",
]
STARTS = [
    b"GET / HTTP/1.1", b"GET / HTTP/1.0", b"GET / HTTP/1.2", b"GET / HTTP/2.0", b"GET /",
    b"GET  / HTTP/1.1", b"GET / HTTP/1.1 ", b"get / HTTP/1.1", b"BREW / HTTP/1.1",
    b"GET /a?b=\xff HTTP/1.1", b"GET /a\x00 HTTP/1.1", b"GET /a\tb HTTP/1.1", b"GET a HTTP/1.1",
    b"GET http://x/a HTTP/1.1", b"CONNECT x:1 HTTP/1.1", b"OPTIONS * HTTP/1.1", b"HEAD / HTTP/1.1",
    b"GET /#a HTTP/1.1", b"GET /[] HTTP/1.1", b"POST / HTTP/1.1", b"\r\nGET / HTTP/1.1",
    b"\nGET / HTTP/1.1",
]
ENDS = [b"\r\n", b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r"]


def made_of_lines(random_):
    """A head of a few lines, most of them right."""
    lines = [random_.choice(STARTS)] + random_.sample(LINES, random_.randint(0, 3))
    return b"".join(x + random_.choice(ENDS) for x in lines) + random_.choice(ENDS)


def changed(random_, head):
    """A head with a byte that is another, not there, or there twice."""
    if not head:
        return head
    at = random_.randrange(len(head))
    other = bytes([random_.choice(b"\0\t\n\r \",:;/?#%\x7f\x80\xffaA0") if random_.random() < 0.8
                   else random_.randrange(256)])
    return head[:at] + random_.choice([other, b"", head[at:at + 1] * 2]) + head[at + 1:]


def heads(count, seed):
    random_ = random.Random(seed)
    corpus = [x.read_bytes() for x in sorted(CORPUS.iterdir())]
    corpus = [x for x in corpus if len(x) <= HEAD_BYTES_MAX]
    alone = [start + b"\r\n" + line + b"\r\n\r\n" for start in STARTS for line in LINES]
    result = corpus + alone
    while len(result) < count:
        base = made_of_lines(random_) if random_.random() < 0.5 else random_.choice(corpus)
        for _ in range(random_.randint(0, 2)):
            base = changed(random_, base)
        result.append(base)
    return [x for x in dict.fromkeys(result) if x]


def answers(command, lines):
    text = "".join(x.hex() + "\n" for x in lines)
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


def install(folder):
    """Puts the others into `folder`, once. Returns that of undici."""
    undici, h11 = folder / "node_modules" / "undici", folder / "h11"
    if not undici.exists():
        subprocess.run(["npm", "install", "--no-save", "--prefix", folder, UNDICI], check=True)
    if not h11.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", h11, H11],
                       check=True)
    sys.path.append(str(h11))
    return undici


def first_head(head):
    """Without what precedes it, and what follows it, as far as that can be told."""
    return head.lstrip(b"\r\n")


# What settles a difference, in the words of README.md: the tracker is stricter, or more lenient,
# for heads of which this is true.
STRICTER = {
    "line ends": lambda x: re.search(rb"(?<!\r)\n", x) or re.search(rb"\r(?!\n)", x),
    "folded lines": lambda x: re.search(rb"\r\n[ \t]", x),
    "transfer codings": lambda x: re.search(rb"(?i)\ntransfer-encoding", x),
    "lengths": lambda x: re.search(rb"(?i)\ncontent-length", x),
    "several hosts": lambda x: len(re.findall(rb"(?i)\nhost[ \t]*:", x)) > 1,
    "versions": lambda x: not re.match(rb"\S+ \S+ HTTP/1\.[01]\r", first_head(x)),
    "lists in Connection": lambda x: re.search(rb"(?i)\n(proxy-)?connection:", x),
    "names": lambda x: re.search(rb"\n([^:\r\n]*[^!#$%&'*+\-.^_`|~0-9A-Za-z:\r\n][^:\r\n]*)?:", x),
    "control characters": lambda x: re.search(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]", x),
}
LENIENT = {
    "any method": lambda x: not re.match(rb"(GET|HEAD|POST|OPTIONS|CONNECT) ", first_head(x)),
    "bytes in targets": lambda x: re.match(rb"\S+ [^ ]*[^!-~ ]", first_head(x)),
    "forms of targets": lambda x: not re.match(rb"\S+ (/|\*)[!-~]* ", first_head(x)),
    "blank lines": lambda x: x.startswith((b"\r", b"\n")),
    "no host": lambda x: not re.search(rb"(?i)\nhost:", x),
    "any host": lambda x: re.search(rb"(?i)\nhost:", x),
    "upgrades": lambda x: re.search(rb"(?i)\nupgrade:", x),
    "lists in Connection": lambda x: re.search(rb"(?i)\n(proxy-)?connection:", x),
    "obs-text": lambda x: re.search(rb"[\x80-\xff]", x),
}
# Seen earlier or later, and the same in the end.
LATER = "told later"


def settled_by(head, ours, other):
    """What settles that the tracker says something else than another; None: nothing does."""
    mine, theirs = ours.split()[0], other.split()[0]
    if "incomplete" in (mine, theirs) and "accepted" not in (mine, theirs):
        return LATER
    table = LENIENT if mine == "accepted" and theirs != "accepted" else STRICTER
    return next((name for name, is_so in table.items() if is_so(head)), None)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--count", type=int, default=20000)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    folder = options.folder.resolve()
    undici = install(folder)
    import h11_heads
    tried = heads(options.count, options.seed)
    ours = answers([folder / "request_head_verdicts"], tried)
    others = {"llhttp": answers(["node", HERE / "llhttp.cjs", undici], tried),
              "h11": [h11_heads.verdict(x) for x in tried]}
    unsettled = 0
    for name, theirs in others.items():
        seen = Counter()
        for head, mine, other in zip(tried, ours, theirs):
            if mine == other:
                continue
            why = settled_by(head, mine, other)
            seen[why, mine.split()[0], other.split()[0]] += 1
            if why is None:
                unsettled += 1
                print(f"unsettled: {head[:SHOWN_BYTES_MAX]!r}\n  muster {mine}, {name} {other}")
        print(f"{name}: {len(tried)} heads, {sum(seen.values())} differences")
        for (why, mine, other), count in sorted(seen.items(), key=str):
            print(f"  {count:6}  muster {mine}, {name} {other}: {why}")
    sys.exit(1 if unsettled else 0)


if __name__ == "__main__":
    main()
