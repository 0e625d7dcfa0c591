# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Network namespaces, for tests that need ports, addresses or routes of their own.

Needs root or unprivileged user namespaces, and iproute2.
"""

import subprocess

LOOPBACK_UP = ["ip", "link", "set", "lo", "up"]


def works(command):
    """Whether a command is there and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def unshared(*options):
    """The command that runs another one in a network of its own, or None if this machine has none.

    @param options  more for unshare, such as other namespaces.
    """
    command = ["unshare", "--net", *options]
    for user in ([], ["--user", "--map-root-user"]):
        if works(command + user + LOOPBACK_UP):
            return command + user
    return None


def set_up_loopback():
    """To be called in the new network, which has nothing, and loopback is down."""
    subprocess.run(LOOPBACK_UP, check=True)
