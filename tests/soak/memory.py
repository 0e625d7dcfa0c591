# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Whether memory grows though the population does not."""

import statistics
from dataclasses import asdict, dataclass

# RocksDB's write buffers fill for some minutes, are written, and fill again: measured without a
# sanitizer, RSS goes up by 15 MB in four minutes, down again, and then stays within that.
WARM_UP_SECONDS = 300
SAMPLES_MIN = 6

# What is bounded but fills for longer than a soak takes can come close to this: the store's cache
# of blocks, 4 MiB, and the swarms that ended in this hour, 3.3 MiB. By heap profiles of all that is
# allocated, a minute apart for seven minutes, nothing else grows.
GROWTH_PERCENT_MAX = 5
GROWTH_BYTES_MAX = 8 * 2**20

CRITERION = (
    "RSS, under the thread sanitizer without the sanitizer's own notes, which stay for addresses "
    "that were in use once. "
    f"Of the samples of one process at equal population, without its first {WARM_UP_SECONDS} "
    "seconds, in which the store's write buffers fill for the first time, the median slope "
    "between pairs (Theil-Sen), over their whole span, is at most "
    f"{GROWTH_PERCENT_MAX} % of their median or {GROWTH_BYTES_MAX >> 20} MiB. Fewer than "
    f"{SAMPLES_MIN} samples tell nothing.")


@dataclass
class Sample:
    """One look at the process when only the ordinary peers are there."""
    start: int
    seconds: float
    rss: int
    peers: int
    swarms: int
    after: str

    def as_json(self):
        return asdict(self)


@dataclass
class Trend:
    """What the samples of one process say."""
    start: int
    samples: int
    median: float = 0
    growth: float = 0

    @property
    def is_known(self):
        return self.samples >= SAMPLES_MIN

    @property
    def holds(self):
        limit = max(GROWTH_BYTES_MAX, self.median * GROWTH_PERCENT_MAX / 100)
        return not self.is_known or self.growth <= limit

    def as_json(self):
        return {**asdict(self), "is_known": self.is_known, "holds": self.holds}


def slope(points):
    """The median of the slopes between all pairs: single outliers do not count."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0])
              for i, a in enumerate(points) for b in points[i + 1:] if b[0] > a[0]]
    return statistics.median(slopes) if slopes else 0.0


def trend(start, samples):
    """@param samples  of one process, in the order of time"""
    warm = [x for x in samples if x.seconds >= samples[0].seconds + WARM_UP_SECONDS]
    result = Trend(start, len(warm))
    if len(warm) > 1:
        span = warm[-1].seconds - warm[0].seconds
        result.median = statistics.median(x.rss for x in warm)
        result.growth = slope([(x.seconds, x.rss) for x in warm]) * span
    return result


def trends(samples):
    """One for each process."""
    by_start = {}
    for sample in samples:
        by_start.setdefault(sample.start, []).append(sample)
    return [trend(start, of_start) for start, of_start in by_start.items()]
