# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`draft import` and `draft export`: all formats, and no version past the trace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from participation.roadmap.draft_formats import FORMATS, dump, read
from tests.support import town
from tests.support.commands import Command

CHANGED = replace(
    town.DOCUMENT,
    items=(
        replace(town.DOCUMENT.items[0], summary={"de": "Anders", "en": "Different"}),
        *town.DOCUMENT.items[1:],
    ),
)


@pytest.mark.parametrize("form", FORMATS)
def test_what_goes_out_comes_in_again_unchanged(
    participation: Command, tmp_path: Path, form: str
) -> None:
    first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form}"
    first.write_bytes(dump(town.DOCUMENT, form))
    assert participation("draft", "import", first, "--publish").out == (
        "version 1 imported and published\n"
    )
    options = ("--format", form, "--output", second)
    assert participation("draft", "export", town.SLUG, *options).status == 0
    assert read(second.read_bytes(), second.name) == town.DOCUMENT
    again = participation("draft", "import", second, "--publish")
    assert (again.status, again.out) == (0, "version 2 imported and published\n"), again.err
    assert participation("audit", "verify").status == 0


def test_a_changed_draft_needs_a_reason(participation: Command, tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    file.write_bytes(dump(town.DOCUMENT, "yaml"))
    participation("draft", "import", file, "--publish")
    file.write_bytes(dump(CHANGED, "yaml"))
    refused = participation("draft", "import", file, "--publish")
    assert refused.status == 2
    assert refused.err == [
        "participation: Z1, summary: changed, with neither a contribution nor a reason",
        "participation: give a --reason, or link contributions on the page",
    ]
    assert (
        participation("draft", "export", town.SLUG, "--version", "2", "--format", "yaml").status
        == 2
    )
    law = participation("draft", "import", file, "--publish", "--reason", "new_law")
    assert law.err == ["participation: the reason new_law needs an --explanation"]
    done = participation("draft", "import", file, "--publish", "--reason", "editorial")
    assert (done.status, done.out) == (0, "version 2 imported and published\n")
    table = participation("export", "changes", town.SLUG, "--format", "csv")
    assert "summary" in table.out
    assert "editorial" in table.out
    assert participation("audit", "verify").status == 0
