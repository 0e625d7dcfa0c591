# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""A torrent of one file, and as much bencoding as that and a scrape take (BEP 3)."""

import hashlib
import random

PIECE_BYTES = 64 * 1024
# Some pieces, and the last one shorter.
PAYLOAD_BYTES = 40 * PIECE_BYTES + 12345


def bencode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    # Keys here are ASCII texts, so their order is that of their bytes.
    entries = (bencode(key) + bencode(value[key]) for key in sorted(value))
    return b"d" + b"".join(entries) + b"e"


def bdecode(data):
    """Dictionaries have keys of bytes; what is no bencoding is a ValueError."""
    value, rest = _decode_first(data)
    if rest:
        raise ValueError(f"{len(rest)} bytes too many")
    return value


def _decode_first(data):
    if data[:1] == b"i":
        number, _, rest = data[1:].partition(b"e")
        return int(number), rest
    if data[:1] in (b"l", b"d"):
        return _decode_items(data)
    length, _, rest = data.partition(b":")
    if len(rest) < int(length):
        raise ValueError("a string is cut")
    return rest[:int(length)], rest[int(length):]


def _decode_items(data):
    items, rest = [], data[1:]
    while rest[:1] != b"e":
        item, rest = _decode_first(rest)
        items.append(item)
    value = items if data[:1] == b"l" else dict(zip(items[::2], items[1::2]))
    return value, rest[1:]


class Torrent:
    """A file of a few MB, always the same for the same name, and its metadata.

    Not private: what keeps clients from meeting without a tracker are their own options, and the
    case of the dead tracker shows that these suffice.
    """

    def __init__(self, name):
        self.name = f"{name}.bin"
        self.payload = random.Random(name).randbytes(PAYLOAD_BYTES)
        pieces = (self.payload[at:at + PIECE_BYTES] for at in range(0, PAYLOAD_BYTES, PIECE_BYTES))
        self._info = {
            "length": PAYLOAD_BYTES,
            "name": self.name,
            "piece length": PIECE_BYTES,
            "pieces": b"".join(hashlib.sha1(piece).digest() for piece in pieces),
        }
        self.info_hash = hashlib.sha1(bencode(self._info)).digest()

    def metadata(self, announce_url):
        """The content of the .torrent file."""
        return bencode({"announce": announce_url, "info": self._info})
