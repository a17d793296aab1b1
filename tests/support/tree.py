# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The project's own files, as the guards read them: neither fetched nor made ones."""

from __future__ import annotations

import re
import subprocess
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = re.compile(r"^participation/(?:\w+/)+templates/.+\.(?:html|svg|txt|xml)$")


@lru_cache(maxsize=1)
def files() -> tuple[str, ...]:
    """Return every file that is committed or would be, relative to the repository, with forward slashes."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(
        name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()
    )


def read(name: str) -> str:
    """Return a file's text."""
    return (ROOT / name).read_text("utf-8")


def templates() -> dict[str, str]:
    """Return each template's text by the name under which code asks for it (`web/base.html`)."""
    return {
        name.split("/templates/", 1)[1]: read(name) for name in files() if TEMPLATES.match(name)
    }


def sources(*suffixes: str, under: str = "participation/") -> dict[str, str]:
    """Return the texts of files with one of these suffixes below a folder, by path."""
    return {
        name: read(name) for name in files() if name.startswith(under) and name.endswith(suffixes)
    }
