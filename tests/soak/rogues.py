# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Clients that misuse connections. All of one step are served by one loop, without threads."""

import errno
import math
import re
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from configuration import IDLE_TIMEOUT_SECONDS

RECEIVE_BYTES = 2**20
# Small, so that a reply that nobody reads stops the server soon.
UNREAD_BUFFER_BYTES = 4096
TRICKLE_SECONDS = 1.0
TURN_SECONDS = 0.05

# Longer than musterd waits for a client that does not take its reply.
DEAF_SECONDS = 3 * IDLE_TIMEOUT_SECONDS

REQUEST = (b"GET /announce?info_hash=%s&peer_id=-RG0001-%012d&port=6881&left=1&numwant=200 HTTP/1.1"
           b"\r\nHost: t\r\n\r\n")
HALF_REQUEST = REQUEST[:40]
LARGE_HALF_REQUEST = b"GET /announce HTTP/1.1\r\nCookie: " + b"c" * 12000
REQUEST_BYTES = len(REQUEST % (b"%72" * 20, 0))
TRICKLED = b"GET /announce?info_hash="
# Some 30 kB of each.
PAGE_REQUEST = b"GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n"
VIEWER_REQUEST = b"GET /api/v1/live HTTP/1.1\r\nHost: t\r\n\r\n"
TOO_MANY_VIEWERS = b"too many viewers"
# Shorter than musterd keeps the connection of a viewer whom it has turned away.
VIEWER_SECONDS = IDLE_TIMEOUT_SECONDS / 2
# The first half of what CAF sends before a handshake.
HALF_OPERATOR_HEADER = b"\x01" + bytes(15)


def from_four_networks(tracker, number):
    """A socket of one of 16 addresses, and where it connects to."""
    result = socket.socket()
    result.bind((f"127.70.{number % 4}.{1 + number // 4 % 4}", 0))
    return result, ("127.0.0.1", tracker.port)


def from_one_site(tracker, number):
    """The same over IPv6: each has a /64 of its own, all share a /48."""
    result = socket.socket(socket.AF_INET6)
    result.bind((f"fd00:70:0:{number:x}::1", 0))
    return result, ("::1", tracker.port)


def as_operator(tracker, _number):
    """The same on this machine."""
    return socket.socket(socket.AF_UNIX), str(tracker.operator_socket)


@dataclass
class Outcome:
    """What became of the connections of a step."""
    opened: int = 0
    failed: int = 0
    closed_by_server: int = 0
    left_open: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    # Whole requests that were sent, and replies that were read; the rest was lost with connections.
    requests: int = 0
    replies: int = 0
    viewers_rejected: int = 0
    # By the text of the reason.
    refusals: Counter = field(default_factory=Counter)


@dataclass
class Kind:
    """What a client does with its connection."""
    name: str
    count: int
    first: bytes = b""
    trickled: bytes = b""
    # How long it does not read what comes.
    deaf_seconds: float = 0.0
    # Whether what it asks counts as announces.
    announces: bool = True
    # When it closes the connection itself, if ever.
    stay_seconds: float = math.inf
    # Makes the socket, given the tracker and the number of the client.
    comes: Callable = from_four_networks

    @property
    def is_over_http(self):
        return self.comes is not as_operator


def some_requests(number, count):
    escaped = b"%72" * 20
    return b"".join(REQUEST % (escaped, number * count + i) for i in range(count))


def kinds(connections_max):
    """All kinds. More connections than there may be, of which each address may have a few."""
    flooded = round(connections_max * 1.2)
    return [
        Kind("half requests", 100, first=HALF_REQUEST),
        Kind("a byte a second", 100, trickled=TRICKLED),
        # More than both buffers hold, so that replies wait in musterd.
        Kind("requests without reading", 20, first=some_requests(7, 2000),
             deaf_seconds=DEAF_SECONDS),
        Kind("a flood of connections", flooded),
        # More than may wait in all.
        Kind("large half requests", 1000, first=LARGE_HALF_REQUEST),
        Kind("pages without reading", 200, first=PAGE_REQUEST * 100, deaf_seconds=DEAF_SECONDS,
             announces=False),
        Kind("viewers who come and go", 600, first=VIEWER_REQUEST, announces=False,
             stay_seconds=VIEWER_SECONDS),
        Kind("half headers of operators", 100, first=HALF_OPERATOR_HEADER, announces=False,
             comes=as_operator),
        Kind("half requests of one site", flooded, first=HALF_REQUEST, comes=from_one_site),
    ]


class Replies:
    """What a stream of replies says, however it is cut into pieces."""

    STATUS = b"HTTP/1.1 "
    REFUSAL = re.compile(rb"14:failure reason(\d+):")
    # Longer than what is looked for.
    OVERLAP_BYTES = 200

    def __init__(self):
        self.count = 0
        self.viewers_rejected = 0
        self.refusals = Counter()
        self._tail = b""

    def take(self, received, is_last=False):
        text = self._tail + received
        # What begins in the overlap is counted with the next piece.
        end = len(text) if is_last else max(0, len(text) - self.OVERLAP_BYTES)

        def count(what):
            return text.count(what, 0, min(len(text), end + len(what) - 1))

        self.count += count(self.STATUS)
        self.viewers_rejected += count(TOO_MANY_VIEWERS)
        for found in self.REFUSAL.finditer(text):
            if found.start() < end:
                reason = text[found.end():found.end() + int(found.group(1))]
                self.refusals[reason.decode()] += 1
        self._tail = text[end:]


class Client:
    """One connection."""

    def __init__(self, kind, connection):
        self.socket = connection
        self._unsent = kind.first
        self._trickled = kind.trickled
        # That the server has closed stands behind what has not been read.
        self._deaf_until = time.monotonic() + kind.deaf_seconds
        self.leaves_at = time.monotonic() + kind.stay_seconds
        self._next_trickle = 0.0
        self.replies = Replies()
        self.bytes_sent = 0

    def send(self, now):
        """Sends what is due. Returns the number of bytes."""
        if self._trickled and now >= self._next_trickle:
            self._next_trickle = now + TRICKLE_SECONDS
            self._unsent += self._trickled[:1]
            self._trickled = self._trickled[1:]
        if not self._unsent:
            return 0
        try:
            sent = self.socket.send(self._unsent)
        except BlockingIOError:
            return 0
        self._unsent = self._unsent[sent:]
        self.bytes_sent += sent
        return sent

    def receive(self):
        """Returns the bytes that came, or None if the server has closed."""
        if time.monotonic() < self._deaf_until:
            return b""
        try:
            return self.socket.recv(RECEIVE_BYTES) or None
        except BlockingIOError:
            return b""


class Rogues:
    """The clients of one step, from a network of their own."""

    def __init__(self, kind, tracker):
        self.kind = kind
        self.outcome = Outcome()
        self._tracker = tracker
        self._clients = []

    def run(self, seconds_max):
        """Opens all connections and serves them until one side has closed them."""
        deadline = time.monotonic() + seconds_max
        for number in range(self.kind.count):
            self._open(number)
        while self._clients and time.monotonic() < deadline:
            self._clients = [x for x in self._clients if self._serve(x)]
            time.sleep(TURN_SECONDS)
        self.outcome.left_open = len(self._clients)
        for client in self._clients:
            self._close(client)
        return self.outcome

    def _open(self, number):
        connection, target = self.kind.comes(self._tracker, number)
        if self.kind.deaf_seconds:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UNREAD_BUFFER_BYTES)
        connection.setblocking(False)
        if connection.connect_ex(target) not in (0, errno.EINPROGRESS):
            connection.close()
            self.outcome.failed += 1
            return
        self._clients.append(Client(self.kind, connection))
        self.outcome.opened += 1

    def _serve(self, client):
        """Returns whether the connection goes on."""
        if time.monotonic() >= client.leaves_at:
            self._close(client)
            return False
        try:
            self.outcome.bytes_sent += client.send(time.monotonic())
            received = client.receive()
        except OSError:
            received = None  # reset
        if received is None:
            self._close(client)
            self.outcome.closed_by_server += 1
            return False
        client.replies.take(received)
        self.outcome.bytes_received += len(received)
        return True

    def _close(self, client):
        client.socket.close()
        client.replies.take(b"", is_last=True)
        if self.kind.announces:
            self.outcome.requests += client.bytes_sent // REQUEST_BYTES
            self.outcome.replies += client.replies.count
        self.outcome.viewers_rejected += client.replies.viewers_rejected
        self.outcome.refusals += client.replies.refusals
