# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the rows of an import file, JSON Lines or CSV, with the number a spreadsheet or editor shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LARGEST_FILE = 512 * 1024 * 1024  # bytes
LARGEST_FIELD = 1_000_000  # characters of one CSV cell; texts end far below

Row = tuple[int, dict[str, Any] | str]


class FileRefused(ValueError):
    """The file as a whole cannot be read; the message is one line."""


def rows(path: Path) -> Iterator[Row]:
    """Yield (number, row by column) of a `.jsonl` or `.csv` file; a row that cannot be read is a sentence instead.

    Numbers are lines for JSON Lines, and rows under the head (the head is row 1) for CSV.
    Raises `FileRefused` when there is no such file, or it is neither, not UTF-8, or too large.
    """
    kind = path.suffix.lower()
    if kind not in (".jsonl", ".csv"):
        raise FileRefused(f"{path}: neither .jsonl nor .csv")
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileRefused(f"{path}: larger than {LARGEST_FILE // 1024**2} MiB")
        with path.open("r", encoding="utf-8-sig", newline="") as lines:
            yield from _json_lines(lines) if kind == ".jsonl" else _csv(path, lines)
    except OSError as error:
        raise FileRefused(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FileRefused(f"{path}: not UTF-8 (byte {error.start})") from error


def _json_lines(lines: io.TextIOBase) -> Iterator[Row]:
    for number, line in enumerate(_split(lines), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "not JSON"
            continue
        yield number, row if isinstance(row, dict) else "not a JSON object"


def _split(lines: io.TextIOBase) -> Iterator[str]:
    """Split at line feeds only: other line ends may stand inside a JSON string."""
    rest = ""
    while block := lines.read(1024 * 1024):
        *whole, rest = (rest + block).split("\n")
        yield from whole
    if rest:
        yield rest


def _csv(path: Path, lines: io.TextIOBase) -> Iterator[Row]:
    csv.field_size_limit(LARGEST_FIELD)
    first = lines.readline()
    lines.seek(0)
    reader = csv.reader(lines, delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        head = next(reader, None)
        if not head:
            raise FileRefused(f"{path}: empty")
        head = [name.strip().lstrip("\ufeff") for name in head]
        if len(set(head)) != len(head):
            raise FileRefused(f"{path}: a column stands twice in the head")
        for number, cells in enumerate(reader, start=2):
            if not any(cells):
                continue
            if len(cells) != len(head):
                yield number, f"{len(cells)} cells, the head has {len(head)}"
            else:
                yield number, dict(zip(head, cells, strict=True))
    except csv.Error as error:
        raise FileRefused(f"{path}: row {reader.line_num}: {error}") from error
