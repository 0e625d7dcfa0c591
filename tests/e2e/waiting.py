# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Waiting for conditions, never for time to pass."""

import time

POLL_SECONDS = 0.1


def wait_until(condition, seconds_max, what):
    """Waits until condition() is true and returns what it returned; fails with what it was."""
    deadline = time.monotonic() + seconds_max
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds_max} s: {what}")
        time.sleep(POLL_SECONDS)


def wait_until_equal(look, expected, seconds_max, what):
    """Waits until look() returns what is expected; fails with what it returned last."""
    seen = []

    def equal():
        seen[:] = [look()]
        return seen[0] == expected

    try:
        wait_until(equal, seconds_max, what)
    except AssertionError as failure:
        raise AssertionError(f"{failure}: expected {expected}, not {seen[0]}") from None
