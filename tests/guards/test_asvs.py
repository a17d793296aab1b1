# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of ASVS names every requirement once, and nothing in it points to what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support import tree

ROW = re.compile(r"^\| ([\d.–]+) \| (.+?) \| (.+?) \| (.*?) \| (.*?) \|$", re.M)
STATES = ("met", "partly", "operator", "does not apply", "not met")
# How many requirements the sections of ASVS 5.0.0 have, chapter by chapter.
SECTIONS = {
    1: (2, 10, 12, 3, 3),
    2: (3, 3, 5, 2),
    3: (1, 3, 5, 8, 8, 1, 5),
    4: (5, 5, 2, 4),
    5: (1, 6, 3, 3),
    6: (3, 12, 8, 6, 8, 4, 2, 4),
    7: (3, 4, 2, 5, 3, 2),
    8: (4, 4, 3, 2),
    9: (3, 4),
    10: (2, 3, 5, 16, 5, 2, 3),
    11: (4, 5, 5, 4, 2, 2, 2),
    12: (5, 2, 5),
    13: (4, 6, 4, 7),
    14: (2, 8, 3),
    15: (5, 5, 7, 4),
    16: (1, 5, 4, 3, 4),
    17: (2, 8, 2),
}


def rows() -> list[tuple[str, ...]]:
    """Return (numbers, what, how, where, test) of each row."""
    return ROW.findall(tree.read("docs/asvs.md"))


def numbers(written: str) -> Iterator[tuple[int, int, int]]:
    """Yield the requirements that a row speaks of."""
    first, _, last = written.partition("–")
    chapter, section, begin = map(int, first.split("."))
    end = int((last or first).split(".")[2])
    yield from ((chapter, section, n) for n in range(begin, end + 1))


def test_every_requirement_is_there_once_and_in_order() -> None:
    listed = [number for row in rows() for number in numbers(row[0])]
    wanted = [
        (chapter, section, n)
        for chapter, sizes in SECTIONS.items()
        for section, size in enumerate(sizes, 1)
        for n in range(1, size + 1)
    ]
    assert len(wanted) == 345
    assert listed == wanted


def test_every_row_says_how_it_stands_and_every_gap_why() -> None:
    for number, _what, how, where, _test in rows():
        state, _, why = how.partition(": ")
        assert state in STATES, number
        assert why or state in ("met", "does not apply"), number
        assert where or state != "met", number


def test_what_it_points_to_is_there() -> None:
    known = tree.files()
    for number, _what, _how, *paths in rows():
        for path in (path.strip("`") for path in paths if path):
            assert any(one == path or one.startswith(f"{path}/") for one in known), (number, path)
