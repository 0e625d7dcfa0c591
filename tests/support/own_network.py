# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Network namespaces, for tests that need ports, addresses or routes of their own.

Needs root or unprivileged user namespaces, and iproute2.
"""

import os
import subprocess
import sys
from pathlib import Path

ISOLATED = "MUSTER_OWN_NETWORK"
CLIENTS_IPV6 = "fd00::/8"
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


def let_all_ipv6_clients_send():
    """Every address of the clients' network is one of this network. To be called inside."""
    Path("/proc/sys/net/ipv6/ip_nonlocal_bind").write_text("1")
    subprocess.run(["ip", "-6", "route", "add", "local", CLIENTS_IPV6, "dev", "lo"], check=True)


def is_inside():
    """Whether this program went on in a network of its own."""
    return ISOLATED in os.environ


def go_inside():
    """Starts this program again in a network of its own, with loopback, if this machine has any.

    Returns whether this is the program in there.
    """
    if is_inside():
        set_up_loopback()
    elif command := unshared():
        os.execvpe(command[0], [*command, sys.executable, "-B", *sys.argv],
                   {**os.environ, ISOLATED: "1"})
    return is_inside()
