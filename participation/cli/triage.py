# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`triage train` and `triage scores`."""

from __future__ import annotations

import argparse
import csv
import sys
from typing import Any

from participation.cli.base import BadInput, Installation, consultation
from participation.methods import triage
from participation.moderation import learning

COLUMNS = ("external_id", "reference", "score")


def add(commands: Any) -> None:
    """Describe the command."""
    family = commands.add_parser("triage", help="likeness of waiting texts to rejected ones")
    actions = family.add_subparsers(required=True, metavar="ACTION")
    train_ = actions.add_parser("train", help="learn from the decisions made so far")
    train_.add_argument("slug")
    train_.set_defaults(run=train)
    scores_ = actions.add_parser("scores", help="write the scores of what waits as CSV")
    scores_.add_argument("slug")
    scores_.set_defaults(run=scores)


def train(here: Installation, chosen: argparse.Namespace) -> None:
    """Learn, keep what was learned, and say how right the hint was."""
    with here.database.writing() as session:
        about = consultation(session, chosen.slug)
        try:
            model = learning.train(session, about.id)
        except triage.TooFew as few:
            published, rejected = few.args[0]
            raise BadInput(
                f"too few decisions: {published} published, {rejected} rejected;"
                f" it takes {triage.LEAST} of each"
            ) from few
        scored = learning.keep_scores(session, about.id, model, stale=True)
    print(
        f"learned from {model.published} published and {model.rejected} rejected texts;"
        f" the hint is right in {model.precision:.0%} and finds {model.recall:.0%}; {scored} texts scored"
    )


def scores(here: Installation, chosen: argparse.Namespace) -> None:
    """Write external_id, reference and score (0 … 1) of each text that waits."""
    with here.database.reading() as session:
        about = consultation(session, chosen.slug)
        kept = learning.learned(session, about.id)
        if kept is None:
            raise BadInput(f"nothing has been learned for {chosen.slug}: run triage train")
        model = triage.load(kept.numbers)
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(COLUMNS)
        for one in learning.scores(session, about.id, model):
            table.writerow((one.external_id or "", one.reference, f"{one.share:.4f}"))
