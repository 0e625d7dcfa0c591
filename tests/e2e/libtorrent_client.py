# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""A BitTorrent client without a face: libtorrent with one torrent, until SIGTERM.

Usage: libtorrent_client.py ADDRESS PORT TORRENT_FILE DATA_FOLDER
"""

import signal
import sys
import time

import libtorrent

ALERT_WAIT_MS = 200
LEAVE_SECONDS_MAX = 5


def start_session(address, port):
    host = f"[{address}]" if ":" in address else address
    wanted = libtorrent.alert.category_t
    return libtorrent.session({
        "listen_interfaces": f"{host}:{port}",
        "outgoing_interfaces": address,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "enable_incoming_utp": False,
        "enable_outgoing_utp": False,
        "alert_mask": wanted.tracker_notification | wanted.error_notification
                      | wanted.status_notification,
    })


def add_torrent(session, torrent_file, folder):
    flags = libtorrent.torrent_flags
    parameters = libtorrent.add_torrent_params()
    parameters.ti = libtorrent.torrent_info(torrent_file)
    parameters.save_path = folder
    parameters.flags |= flags.disable_dht | flags.disable_lsd | flags.disable_pex
    parameters.flags &= ~(flags.paused | flags.auto_managed)
    return session.add_torrent(parameters)


def print_alerts(session):
    """Prints what has happened and returns the kinds of it."""
    session.wait_for_alert(ALERT_WAIT_MS)
    alerts = session.pop_alerts()
    for alert in alerts:
        print(alert.what(), alert.message(), flush=True)
    return {alert.what() for alert in alerts}


def leave(session, torrent):
    """Stays until the tracker has answered the last announce."""
    deadline = time.monotonic() + LEAVE_SECONDS_MAX
    session.remove_torrent(torrent)
    while time.monotonic() < deadline:
        if print_alerts(session) & {"tracker_reply", "tracker_error"}:
            return


def main():
    address, port, torrent_file, folder = sys.argv[1:]
    asked_to_leave = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_leave.append(True))
    session = start_session(address, port)
    torrent = add_torrent(session, torrent_file, folder)
    while not asked_to_leave:
        print_alerts(session)
    leave(session, torrent)


if __name__ == "__main__":
    main()
