# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""1,039 real proposals: in by import, through moderation, out of the export, every character as it came."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from participation.contributions import service as contributions
from participation.contributions.models import Contribution
from participation.db import Database
from tests.support import town
from tests.support.commands import Command

SOURCE = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "austria-climate" / "comments.csv"
)
KEYS = [item.key for item in town.DOCUMENT.items]
RULED = {"1": "publish", "0": None, "-1": "reject"}

without_data = pytest.mark.skipif(
    not SOURCE.exists(), reason=f"THE REAL PROPOSALS ARE NOT THERE: {SOURCE}"
)


@without_data
def test_real_words_come_out_as_they_went_in(
    database: Database, participation: Command, tmp_path: Path
) -> None:
    town.found(database)
    words, ruling = proposals()
    assert len(words) == 1_039
    file = tmp_path / "in.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(words)), "utf-8")
    done = participation("contributions", "import", file, "--consultation", town.SLUG)
    assert (done.status, done.out) == (0, "1039 contributions imported, 0 known already\n")

    decide(database, ruling)

    for form, read in (("json", from_json), ("csv", from_csv), ("xlsx", from_xlsx)):
        out = tmp_path / f"all.{form}"
        command = ("export", "contributions", town.SLUG, "--format", form, "--output", out)
        assert participation(*command, "--state", "all").status == 0
        got = read(out)
        assert got == words, f"{form}: words differ"
        assert participation(*command).status == 0
        published = {number for number, outcome in ruling.items() if outcome == "publish"}
        assert set(read(out)) == published
    assert participation("audit", "verify").status == 0
    assert participation("counters", "check").status == 0


def proposals() -> tuple[dict[str, str], dict[str, str | None]]:
    """Return the words and the ruling of each proposal by its number."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    words = {row["comment-id"]: row["comment-body"] for row in found}
    return words, {row["comment-id"]: RULED[row["moderated"]] for row in found}


def rows(words: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows of the import file."""
    return [
        {
            "external_id": number,
            "item": KEYS[n % len(KEYS)],
            "kind": "proposal",
            "group": "citizen",
            "text": text,
        }
        for n, (number, text) in enumerate(words.items())
    ]


def decide(database: Database, ruling: dict[str, str | None]) -> None:
    """Decide about every proposal that the real moderators decided about, as they did."""
    with database.reading() as session:
        found = session.execute(select(Contribution.external_id, Contribution.reference)).all()
    for number, reference in found:
        outcome = ruling[number or ""]
        if outcome is None:
            continue
        with database.writing() as session:
            reason, why = (None, None) if outcome == "publish" else ("off_topic", "Andere Frage.")
            contributions.decide(session, reference, 1, outcome, reason, why, "account/1")


def from_json(path: Path) -> dict[str, str]:
    """Read an export in JSON."""
    return {row["external_id"]: row["text"] for row in json.loads(path.read_text("utf-8"))}


def from_csv(path: Path) -> dict[str, str]:
    """Read an export in CSV; a cell that a spreadsheet would run carries a leading apostrophe."""
    with io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="") as file:
        found = {row["external_id"]: row["text"] for row in csv.DictReader(file)}
    return {
        number: text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text
        for number, text in found.items()
    }


def from_xlsx(path: Path) -> dict[str, str]:
    """Read an export in XLSX; every text is a string cell."""
    assert zipfile.is_zipfile(path)
    book = load_workbook(path, read_only=True)
    head, *body = [list(row) for row in book.worksheets[0].iter_rows()]
    book.close()
    names = [cell.value for cell in head]
    text, number = names.index("text"), names.index("external_id")
    assert all(row[text].data_type in ("s", "inlineStr") for row in body)
    return {str(row[number].value): str(row[text].value) for row in body}
