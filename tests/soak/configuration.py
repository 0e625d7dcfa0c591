# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""The configuration that the soak gives musterd: short times, so that everything happens often."""

PEER_LIFETIME_SECONDS = 20
SWEEP_SECONDS = 2
HEAD_TIMEOUT_SECONDS = 2
IDLE_TIMEOUT_SECONDS = 3
SNAPSHOT_SECONDS = 2
CONNECTIONS_MAX = 1500

BASE = f"""\
reactors = 2

[announce]
interval_seconds = 10
interval_jitter_percent = 0
min_interval_seconds = 5

[http]
head_timeout_seconds = {HEAD_TIMEOUT_SECONDS}
idle_timeout_seconds = {IDLE_TIMEOUT_SECONDS}
connections_max = {CONNECTIONS_MAX}
connections_per_address_max = 40

[swarm]
peers_per_address_max = 1000
peer_lifetime_seconds = {PEER_LIFETIME_SECONDS}
sweep_interval_seconds = {SWEEP_SECONDS}

[web]
viewers_per_address_max = 10

[persistence]
snapshot_interval_seconds = {SNAPSHOT_SECONDS}

[admission]
allow_list = "{{allow}}"
deny_list = "{{deny}}"
{{limits}}"""

# Each ordinary client may do some times of what it does; an attacker does far more.
LEEWAY = 4


def limits(per_source):
    """The section of limits. @param per_source  announces a second of an ordinary address."""
    rate = max(20, round(LEEWAY * per_source))
    return f"""
[limits]
private_sources = true
announces_per_second = {rate}
scrapes_per_second = {rate}
connects_per_second = 10
errors_per_second = 10
new_swarms_per_second = {rate}
pages_per_second = 0
burst_seconds = 2
announces_burst = 0
new_swarms_burst = 0
network_factor = 64
"""


class Configuration:
    """What musterd is told. It has limits for each source once `per_source` is known."""

    def __init__(self, folder):
        self.file = folder / "musterd.toml"
        self.per_source = None

    def text(self, allow="", deny=""):
        return BASE.format(
            allow=allow, deny=deny, limits=limits(self.per_source) if self.per_source else "")

    def write(self, allow="", deny=""):
        self.replace(self.text(allow, deny))

    def replace(self, text):
        """In one step, because musterd may be reading."""
        scratch = self.file.with_suffix(".new")
        scratch.write_text(text)
        scratch.replace(self.file)
