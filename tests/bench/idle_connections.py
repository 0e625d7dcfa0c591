# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Connections of HTTP that clients keep open after an announce and do not use."""

import resource
import socket
from contextlib import ExitStack

# What the server's process opens besides connections that nobody uses: files of its store, and
# the connections of the load.
SPARE_DESCRIPTORS = 500


def descriptors():
    """How many files a process may have open, after raising it as far as it goes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def possible(wanted):
    """How many of so many connections a server can hold on this machine."""
    return min(wanted, descriptors() - SPARE_DESCRIPTORS)


def request(number):
    """An announce of a peer that has a swarm to itself."""
    info_hash = "".join(f"%{x:02x}" for x in number.to_bytes(20, "big"))
    return (f"GET /announce?info_hash={info_hash}&peer_id=-ID0001-{number:012d}&port=6881"
            "&uploaded=0&downloaded=0&left=1&compact=1&event=started HTTP/1.1\r\n"
            "Host: 127.0.0.1\r\n\r\n").encode()


class IdleConnections:
    """So many connections, each of which has announced a peer. Open until the `with` ends."""

    def __init__(self, port, count):
        self.stack = ExitStack()
        self.clients = []
        try:
            for number in range(count):
                client = socket.create_connection(("127.0.0.1", port), 10)
                self.clients.append(self.stack.enter_context(client))
                client.sendall(request(number))
                if b"5:peers" not in client.recv(4096):
                    raise RuntimeError(f"idle connection {number} got no reply")
        except BaseException:
            self.stack.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stack.close()

    def open(self):
        """How many the server has not closed."""
        result = 0
        for client in self.clients:
            client.setblocking(False)
            try:
                result += 1 if client.recv(1) else 0
            except BlockingIOError:
                result += 1
            except OSError:
                pass
        return result
