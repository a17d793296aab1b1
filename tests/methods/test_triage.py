# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Likeness to earlier rejections: as right as it says it is, and nothing but numbers."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score

from participation.methods import triage

GERMEVAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "germeval-2018"
WORDS = ("Schalter", "Antrag", "Radweg", "Schule", "Personal", "Kabel", "Amt", "Formular")


def decided(path: Path) -> tuple[list[str], list[bool]]:
    """Return texts and whether they were found offensive."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [row[0] for row in rows], [row[1] != "OTHER" for row in rows]


@pytest.fixture(scope="module")
def past() -> triage.Model:
    """A model of made-up decisions: rejected is whatever shouts."""
    texts = [
        f"{WORDS[n % 8]} {'BLÖDSINN ihr da' if n % 3 == 0 else 'bitte verbessern'} {WORDS[n % 5]} {n}"
        for n in range(750)
    ]
    return triage.fit(texts, [n % 3 == 0 for n in range(750)])


def test_on_decisions_of_others_it_is_as_right_as_it_says() -> None:
    if not GERMEVAL.is_dir():
        pytest.skip("the shared texts of GermEval 2018 are not there: nothing was measured")
    model = triage.fit(*decided(GERMEVAL / "germeval2018.training.txt"))
    texts, labels = decided(GERMEVAL / "germeval2018.test.txt")
    scores = model.scores(texts)
    hinted = [score >= model.threshold for score in scores]
    assert f1_score(labels, hinted, average="macro") >= 0.69
    assert abs(precision_score(labels, hinted) - model.precision) <= 0.05
    ordered = sorted(zip(scores, labels, strict=True), reverse=True)[: len(scores) // 10]
    assert sum(label for _score, label in ordered) / len(ordered) >= 0.78, "the first tenth"
    for low in (0.1, 0.3, 0.5, 0.7):
        inside = [
            label for score, label in zip(scores, labels, strict=True) if low <= score < low + 0.2
        ]
        assert abs(sum(inside) / len(inside) - (low + 0.1)) < 0.12, "a share is a share"


def test_texts_like_rejected_ones_come_first(past: triage.Model) -> None:
    low, high = past.scores(["Schalter bitte verbessern", "BLÖDSINN ihr da"])
    assert low < past.threshold <= high
    assert past.precision > 0.95
    assert (past.published, past.rejected) == (500, 250)
    assert past.scores([]) == []
    assert all(0 <= score <= 1 for score in past.scores(["", "\0", "x" * 100_000, "\ud800"]))


def test_the_same_decisions_teach_the_same(past: triage.Model) -> None:
    texts = [f"{'böse' if n % 2 else 'gut'} {n % 7} {WORDS[n % 8]}" for n in range(500)]
    labels = [n % 2 == 1 for n in range(500)]
    assert triage.save(triage.fit(texts, labels)) == triage.save(triage.fit(texts, labels))


def test_a_model_is_kept_as_numbers(past: triage.Model) -> None:
    stored = triage.save(past)
    assert b"Schalter" not in stored
    again = triage.load(stored)
    texts = ["BLÖDSINN ihr da", "ein neues Wort", "Antrag bitte"]
    assert again.scores(texts) == pytest.approx(past.scores(texts), abs=1e-3)
    assert replace(again, idf=past.idf, weights=past.weights) == past


def test_what_is_no_model_is_refused_and_never_run() -> None:
    harmful = io.BytesIO()
    np.savez(harmful, numbers=np.array([print], dtype=object))
    for stored in (
        b"",
        b"nonsense",
        b"PK\x03\x04nonsense",
        pickle.dumps({"a": 1}),
        harmful.getvalue(),
    ):
        with pytest.raises(triage.NoModel):
            triage.load(stored)


@pytest.mark.parametrize(("published", "rejected"), [(0, 0), (1000, 199), (199, 1000)])
def test_few_decisions_teach_nothing(published: int, rejected: int) -> None:
    with pytest.raises(triage.TooFew):
        triage.fit(["Text"] * (published + rejected), [False] * published + [True] * rejected)
