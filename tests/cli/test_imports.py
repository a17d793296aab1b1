# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`contributions import` and `stances import`: all rows or none, each wrong one by number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from participation.contributions import counters
from participation.contributions.models import Contribution, ContributionVote, ItemStance
from participation.db import Database
from tests.support import town
from tests.support.commands import Command

GOOD = {"external_id": "a1", "item": "M1.1.1", "group": "citizen", "text": "Bitte mit Termin."}


def lines(path: Path, *rows: object) -> Path:
    """Write rows as JSON Lines; a string is written as it is."""
    written = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(written) + "\n", "utf-8")
    return path


def count(database: Database, model: type) -> int:
    """Count the rows of a table."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_good_rows_come_in_once(database: Database, participation: Command, tmp_path: Path) -> None:
    town.found(database)
    file = lines(tmp_path / "in.jsonl", GOOD, {**GOOD, "external_id": "a2", "stance": "partly"})
    first = participation("contributions", "import", file, "--consultation", town.SLUG)
    assert (first.status, first.out) == (0, "2 contributions imported, 0 known already\n")
    again = participation("contributions", "import", file, "--consultation", town.SLUG)
    assert (again.status, again.out) == (0, "0 contributions imported, 2 known already\n")
    assert (count(database, Contribution), count(database, ItemStance)) == (2, 1)
    assert participation("counters", "check").status == 0
    assert participation("audit", "verify").status == 0


def test_a_dry_run_changes_nothing(
    database: Database, participation: Command, tmp_path: Path
) -> None:
    town.found(database)
    file = lines(tmp_path / "in.jsonl", GOOD)
    done = participation("contributions", "import", file, "--consultation", town.SLUG, "--dry-run")
    assert (done.status, done.out) == (0, "1 rows are right; nothing was imported\n")
    assert count(database, Contribution) == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**GOOD, "text": ""}, "text is missing"),
        ({**GOOD, "text": " \u200b "}, "text has no words"),
        ({**GOOD, "text": "x" * 10_001}, "text has 10001 characters, at most 10000 are possible"),
        ({**GOOD, "text": "a\u0000b"}, "text holds what cannot be stored (nul)"),
        ({**GOOD, "text": "a\ud800b"}, "text holds what cannot be stored (surrogate)"),
        ({**GOOD, "text": "e" + "\u0301" * 1_000_000}, "text has 1000001 characters"),
        ({**GOOD, "text": 7}, "text is not text"),
        ({**GOOD, "concern": "weather"}, "concern is not one of"),
        ({**GOOD, "group": "martians"}, "group is not one of"),
        ({**GOOD, "item": "M9.9.9"}, "there is no item M9.9.9"),
        ({**GOOD, "passage": 9}, "item M1.1.1 has no paragraph 9"),
        ({**GOOD, "passage": "two"}, "passage is not the number of a paragraph"),
        ({**GOOD, "parent": "zz"}, "parent is neither known nor in an earlier row: zz"),
        ({**GOOD, "external_id": "a1"}, "external_id stands in row 1 too: a1"),
        ({**GOOD, "received_at": "yesterday"}, "received_at is not a moment"),
        ({**GOOD, "received_at": "2999-01-01T00:00Z"}, "received_at lies in the future"),
        ({**GOOD, "state": "asked"}, "state is not one of"),
        ({**GOOD, "colour": "red"}, "unknown column: colour"),
        ("[1, 2]", "not a JSON object"),
        ("{not json", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_wrong_row_is_named_and_nothing_comes_in(
    database: Database, participation: Command, tmp_path: Path, row: object, said: str
) -> None:
    town.found(database)
    if isinstance(row, dict) and said.startswith("external_id") is False:
        row = {**row, "external_id": "b1"}
    file = lines(tmp_path / "in.jsonl", GOOD, row)
    done = participation("contributions", "import", file, "--consultation", town.SLUG)
    assert done.status == 2
    assert len(done.err) == 1
    assert done.err[0].startswith(f"participation: {file}: row 2: ")
    assert said in done.err[0]
    assert count(database, Contribution) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_csv_rows_are_numbered_as_a_spreadsheet_shows_them(
    database: Database, participation: Command, tmp_path: Path
) -> None:
    town.found(database)
    file = tmp_path / "in.csv"
    file.write_text(
        "\ufeffexternal_id;item;group;text\r\n"
        'a1;M1.1.1;citizen;"Zwei\r\nZeilen; und ""Zeichen"""\r\n'
        "a2;M1.1.1;citizen\r\n",
        "utf-8",
        newline="",
    )
    done = participation("contributions", "import", file, "--consultation", town.SLUG)
    assert done.err == [f"participation: {file}: row 3: 3 cells, the head has 4"]


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("in.txt", b"", "neither .jsonl nor .csv"),
        ("in.jsonl", b"\xff\xfe", "not UTF-8"),
        ("in.csv", b"", "empty"),
        ("in.csv", b"a,a\n1,2\n", "a column stands twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    database: Database,
    participation: Command,
    tmp_path: Path,
    name: str,
    content: bytes,
    said: str,
) -> None:
    town.found(database)
    (tmp_path / name).write_bytes(content)
    done = participation("contributions", "import", tmp_path / name, "--consultation", town.SLUG)
    assert done.status == 2
    assert said in done.err[0]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_missing_file_and_an_unknown_consultation_are_bad_input(
    database: Database, participation: Command, tmp_path: Path
) -> None:
    town.found(database)
    file = lines(tmp_path / "in.jsonl", GOOD)
    gone = participation("contributions", "import", "gone.csv", "--consultation", town.SLUG)
    assert (gone.status, len(gone.err)) == (2, 1)
    unknown = participation("contributions", "import", file, "--consultation", "nowhere")
    assert unknown.status == 2
    assert "there is no consultation 'nowhere' (known: small-town)" in unknown.err[0]


def test_stances_come_in_once_and_the_last_word_counts(
    database: Database, participation: Command, tmp_path: Path
) -> None:
    town.found(database)
    said = lines(tmp_path / "said.jsonl", {**GOOD, "state": "published"})
    participation("contributions", "import", said, "--consultation", town.SLUG)
    vote = {"voter": "v1", "group": "staff", "target": "M1.1.1", "stance": "agree"}
    on_words = {"voter": "v1", "group": "staff", "target": "a1", "stance": "disagree"}
    file = lines(tmp_path / "in.jsonl", vote, {**vote, "stance": "partly"}, on_words)
    first = participation("stances", "import", file, "--consultation", town.SLUG)
    assert (first.status, first.out) == (0, "2 stances imported, 1 known already\n")
    changed = lines(
        tmp_path / "more.jsonl", {**vote, "stance": "none"}, {**on_words, "stance": "agree"}
    )
    participation("stances", "import", changed, "--consultation", town.SLUG)
    with database.reading() as session:
        assert [s.stance for s in session.scalars(select(ItemStance))] == ["none"]
        assert [s.stance for s in session.scalars(select(ContributionVote))] == ["agree"]
        about = session.scalars(select(Contribution)).one()
        assert (about.agree, about.disagree) == (1, 0)
        assert counters.check(session) == []


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": "M9.9.9"}, "target is neither an item nor a known external_id: M9.9.9"),
        ({"stance": "pass"}, "stance is not one of agree, disagree, none, partly: pass"),
        ({"voter": ""}, "voter is missing"),
        ({"group": "nobody"}, "group is not one of"),
    ],
)
def test_a_wrong_stance_is_named(
    database: Database,
    participation: Command,
    tmp_path: Path,
    change: dict[str, str],
    said: str,
) -> None:
    town.found(database)
    good = {"voter": "v1", "group": "staff", "target": "M1.1.1", "stance": "agree"}
    file = lines(tmp_path / "in.jsonl", good, {**good, "voter": "v2", **change})
    done = participation("stances", "import", file, "--consultation", town.SLUG)
    assert done.status == 2
    assert done.err[0].startswith(f"participation: {file}: row 2: {said}")
    assert count(database, ItemStance) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_receipt_codes_of_an_import_open_the_contributions(
    database: Database, participation: Command, tmp_path: Path
) -> None:
    town.found(database)
    file = lines(tmp_path / "in.jsonl", GOOD)
    codes = tmp_path / "codes.csv"
    args = ("contributions", "import", file, "--consultation", town.SLUG, "--receipts", codes)
    assert participation(*args).status == 0
    assert codes.stat().st_mode & 0o777 == 0o600
    assert codes.read_text().splitlines()[1].startswith("a1,B-")
    assert participation(*args).status == 2, "a file of codes is never overwritten"
