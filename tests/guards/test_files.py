# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files stay short, are named for a thing, and carry no mark of unfinished work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

from tests.support import tree

CODE = (".py", ".html", ".svg", ".css", ".js", ".sh")
MOST, MOST_IN_TESTS = 300, 500
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base_utils", "stuff"}
# Written so that this line does not find itself.
MARKS = re.compile(r"TO[D]O|FIX[M]E|XX[X]|# no[q]a|type: i[g]nore|NotImplemente[d]Error")


def too_long(texts: dict[str, str]) -> list[str]:
    """Return the files with more lines than the house allows."""
    return [
        f"{name}: {len(text.splitlines())} lines"
        for name, text in texts.items()
        if len(text.splitlines()) > (MOST_IN_TESTS if name.startswith("tests/") else MOST)
    ]


def marked(texts: dict[str, str]) -> list[str]:
    """Return the lines that say something is unfinished or a check is switched off."""
    return [
        f"{name}:{number} {line.strip()[:80]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if MARKS.search(line)
    ]


def test_no_file_is_longer_than_the_house_allows() -> None:
    assert too_long(tree.sources(*CODE, under="")) == []


def test_the_length_guard_can_fail() -> None:
    assert too_long({"participation/a.py": "x\n" * 301, "tests/b.py": "x\n" * 500}) == [
        "participation/a.py: 301 lines"
    ]


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [name for name in tree.files() if PurePosixPath(name).stem in EMPTY_NAMES] == []


def test_nothing_is_marked_as_unfinished_or_unchecked() -> None:
    assert marked(tree.sources(".py", ".html", ".css", ".js", under="")) == []


def test_the_mark_guard_can_fail() -> None:
    assert marked({"a.py": "x = 1  # no{}a: E501".format("q")}) != []


def test_every_file_says_whose_it_is_and_under_which_licence() -> None:
    reuse = Path(sys.executable).with_name("reuse")
    done = subprocess.run(
        [reuse, "lint", "--lines"], cwd=tree.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
