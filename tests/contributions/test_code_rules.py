# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a group code looks like, and what is kept of it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.contributions import code_rules as rules
from participation.contributions import code_sheet
from participation.contributions import rules as contributing
from participation.contributions.rules import ALPHABET, Group

CODE = rules.new_code()
SECRET = "only-for-tests"


def test_a_code_can_be_typed_as_it_was_printed() -> None:
    shown = rules.written(CODE)
    assert rules.read_code(shown) == CODE
    assert rules.read_code(f" {shown.lower().replace('-', ' ')} ") == CODE


def test_a_code_is_no_receipt_code() -> None:
    assert contributing.read_code(CODE) is None
    assert rules.read_code(contributing.receipt_code(SECRET, "origin")) is None


@given(st.integers(0, rules.CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(at: int, other: str) -> None:
    typed = CODE[:at] + other + CODE[at + 1 :]
    assert rules.read_code(typed) == (CODE if typed == CODE else None)


@given(st.text(max_size=40))
def test_nothing_else_is_a_code(typed: str) -> None:
    found = rules.read_code(typed)
    assert found is None or rules.read_code(found) == found


def test_every_mark_differs_and_none_tells_the_code() -> None:
    marks = {
        rules.code_hash(SECRET, 1, CODE),
        rules.code_hash(SECRET, 2, CODE),
        rules.code_hash("another secret", 1, CODE),
        *(rules.use_hash(SECRET, 1, CODE, number) for number in range(rules.MOST_USES)),
    }
    assert len(marks) == 3 + rules.MOST_USES
    assert not [mark for mark in marks if CODE.lower() in mark.lower()]


@pytest.mark.parametrize(
    ("group", "fault"),
    [
        ("staff", None),
        ("business", "not_invited"),
        ("works_council", "organ"),
        ("nobody", "unknown"),
    ],
)
def test_codes_are_for_groups_that_are_asked(group: str, fault: str | None) -> None:
    assert rules.group_fault(group, frozenset({Group.STAFF, Group.WORKS_COUNCIL})) == fault


def test_so_many_codes_are_made_at_once() -> None:
    assert [rules.count_fault(n) for n in (0, 1, rules.MOST_CODES, rules.MOST_CODES + 1)] == [
        "count",
        None,
        None,
        "count",
    ]


def test_the_sheet_is_an_accessible_pdf_with_every_code() -> None:
    codes = [rules.new_code() for _ in range(15)]
    title = 'Roadmap #strong[x] "für" alle'
    made = code_sheet.sheet(codes, "staff", title, "Stadt", "https://example.org/de/c/x/", "de")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 2
        assert str(pdf.Root.Lang).startswith("de")
        assert pdf.Root.MarkInfo.Marked
        assert "Codes" in str(pdf.docinfo["/Title"])
        with pdf.open_metadata() as described:
            assert described["pdfuaid:part"] == "1"
