# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The formats of draft files: YAML, workbooks and Markdown, read by a file's ending and written by name.

A draft that is written in one of them and read again is the same draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from participation.i18n import N_
from participation.roadmap.draft_document import DraftDocument, DraftFaults
from participation.roadmap.draft_dump import dump_draft
from participation.roadmap.draft_file import read_draft
from participation.roadmap.draft_markdown import read_markdown
from participation.roadmap.draft_markdown_dump import dump_markdown
from participation.roadmap.draft_nodes import Reader
from participation.roadmap.draft_workbook import read_workbook
from participation.roadmap.draft_workbook_dump import dump_workbook

FORMATS = ("yaml", "xlsx", "md")
MEDIA_TYPES: Mapping[str, str] = {
    "yaml": "application/yaml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}
ENDINGS: Mapping[str, str] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".xlsx": "xlsx",
    ".md": "md",
    ".markdown": "md",
}
_READERS = {"yaml": read_draft, "xlsx": read_workbook, "md": read_markdown}


def format_of(name: str) -> str | None:
    """Return the format that a file's name ends in, in small or capital letters; None for any other."""
    return ENDINGS.get(PurePath(name).suffix.lower())


def read(data: bytes, name: str) -> DraftDocument:
    """Read a draft file in the format that its name ends in. Raises `DraftFaults` and nothing else."""
    found = format_of(name)
    if found is None:
        reader = Reader(name)
        reader.refuse(
            0, N_("the file's name must end in one of %(endings)s"), endings=", ".join(ENDINGS)
        )
        raise DraftFaults(reader.faults)
    return _READERS[found](data, name)


def dump(document: DraftDocument, name: str) -> bytes:
    """Return a draft as a file in the format of this name, one of `FORMATS`. Raises `KeyError` for any other."""
    return _WRITERS[name](document)


def _yaml(document: DraftDocument) -> bytes:
    return dump_draft(document).encode()


def _markdown(document: DraftDocument) -> bytes:
    return dump_markdown(document).encode()


_WRITERS = {"yaml": _yaml, "xlsx": dump_workbook, "md": _markdown}
