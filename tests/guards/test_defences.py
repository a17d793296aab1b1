# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of attacks names lines and tests that are there; `make defences` shows that each test needs its line."""

from __future__ import annotations

import re

import pytest

from tools import defences


@pytest.mark.parametrize(
    "defence", [pytest.param(defence, id=name) for name, defence in defences.table().items()]
)
def test_an_attack_names_its_defence_and_its_test(defence: dict[str, str]) -> None:
    source = (defences.ROOT / defence["file"]).read_text("utf-8")
    taken = defences.without(source, defence)
    compile(taken, defence["file"], "exec")
    where, _, name = defence["test"].partition("::")
    tests = (defences.ROOT / where).read_text("utf-8")
    assert re.search(rf"^def {name}", tests, re.M) if name else "def test_" in tests


def test_a_line_that_is_gone_is_noticed() -> None:
    with pytest.raises(ValueError, match="0 times"):
        defences.without("nothing", {"file": "x.py", "line": "something", "test": ""})
