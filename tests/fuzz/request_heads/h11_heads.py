# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What h11 makes of the head of a request, in the words of verdicts.cpp."""

import h11

HEAD_BYTES_MAX = 16384


def verdict(head):
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES_MAX)
    connection.receive_data(head)
    try:
        event = connection.next_event()
    except h11.RemoteProtocolError:
        return "refused"
    if event is h11.NEED_DATA:
        return "incomplete"
    return f"accepted {len(head) - len(connection.trailing_data[0])}"
