# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""One export as a file: what, in which format, in which language. The same for pages and the command."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy.orm import Session

from participation.contributions import change_rows, figures, open_data
from participation.reports import exports, tables
from participation.roadmap.queries import Head

WHAT = ("contributions", "aggregate", "changes")
FORMATS = ("csv", "xlsx", "json", "jsonl")
MIMETYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
}
WRITERS: dict[str, tables.Writer] = {
    "csv": tables.write_csv,
    "xlsx": tables.write_xlsx,
    "json": tables.write_json,
    "jsonl": tables.write_jsonl,
}


@dataclass(frozen=True)
class Wanted:
    """Which export: one of `WHAT` and `FORMATS`, "published" or "all" contributions, and the language of titles.

    Changes can be those of one version of the draft only.
    """

    what: str
    format: str
    state: str = "published"
    locale: str = "de"
    version: int | None = None


def write(session: Session, head: Head, wanted: Wanted, out: BinaryIO) -> None:
    """Write an export of a consultation into a binary file."""
    if wanted.what == "contributions":
        rows = exports.contributions(session, head, wanted.locale, wanted.state)
        WRITERS[wanted.format](rows, exports.CONTRIBUTION_COLUMNS, out, wanted.locale)
        return
    if wanted.what == "changes":
        rows_ = change_rows.rows(session, head, wanted.locale, wanted.version)
        WRITERS[wanted.format](rows_, change_rows.COLUMNS, out, wanted.locale)
        return
    counted = figures.figures(session, head, wanted.locale)
    if wanted.format == "json":
        document = open_data.aggregate(counted)
        out.write(json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")
        return
    WRITERS[wanted.format](
        exports.aggregate_rows(counted), exports.AGGREGATE_COLUMNS, out, wanted.locale
    )
