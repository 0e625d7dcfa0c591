# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""What /proc/PID/smaps says of a process."""

import re

MAPPING = re.compile(r"([0-9a-f]+)-[0-9a-f]+ \S+ \S+ \S+ \S+ *(.*)")
RESIDENT = re.compile(r"Rss: +(\d+) kB")

# Where the thread sanitizer has a program and its libraries, heap and stacks on x86-64; the rest is
# what it notes about them, and about addresses that they have no longer
# (compiler-rt/lib/tsan/rtl/tsan_platform.h, "Mapping48AddressSpace" of GCC 12).
OF_PROGRAM = ((0x5500_0000_0000, 0x5680_0000_0000), (0x7b00_0000_0000, 0x8000_0000_0000))


def resident_bytes(smaps):
    """Resident memory, without the notes of the thread sanitizer if there is one."""
    counted = {True: 0, False: 0}
    is_of_program = has_sanitizer = False
    for line in smaps.splitlines():
        if mapping := MAPPING.match(line):
            address = int(mapping.group(1), 16)
            is_of_program = any(begin <= address < end for begin, end in OF_PROGRAM)
            has_sanitizer = has_sanitizer or "/libtsan" in mapping.group(2)
        elif resident := RESIDENT.match(line):
            counted[is_of_program] += int(resident.group(1)) * 1024
    return counted[True] + (0 if has_sanitizer else counted[False])
