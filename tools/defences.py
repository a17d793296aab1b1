# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Show that every test of an attack fails once its defence is taken out.

`defences` takes each line that `tests/guards/defences.yaml` names out of a copy of the program, one at a time, and runs
its test there. It ends with 1 if one of them still passes. `defences WORD…` tries those with a word in their name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "guards" / "defences.yaml"
COPIED = ("participation", "tests", "translations", "migrations", "pyproject.toml", "wsgi.py")
LINKED = (".venv", "node_modules", "tools", "docs")
FAILED = 1  # what pytest answers when a test fails; anything else is no proof


def table() -> dict[str, dict[str, str]]:
    """Return the attacks by name, each with `file`, `line`, `test` and perhaps `with`."""
    return dict(yaml.safe_load(TABLE.read_text("utf-8")))


def without(source: str, defence: Mapping[str, str]) -> str:
    """Return a source with its defence taken out. Raises `ValueError` unless the line stands in it exactly once."""
    found = source.count(defence["line"])
    if found != 1:
        raise ValueError(f"{defence['file']} holds the line {found} times: {defence['line']!r}")
    return source.replace(defence["line"], defence.get("with", ""))


def run(folder: Path, test: str) -> int:
    """Run a test in a copy of the program; return what pytest answers."""
    where, _, name = test.partition("::")
    chosen = ["-k", name] if name else []
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", where, *chosen]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return ended.returncode


def fails_without(folder: Path, defence: Mapping[str, str]) -> bool:
    """Say whether the test fails in a copy of the program without the defence; the copy is whole again afterwards."""
    path = folder / defence["file"]
    whole = path.read_text("utf-8")
    path.write_text(without(whole, defence), "utf-8")
    try:
        return run(folder, defence["test"]) == FAILED
    finally:
        path.write_text(whole, "utf-8")


def main(wanted: list[str]) -> int:
    """Try every attack whose name holds one of the wanted words, or all; print one line each."""
    tried = {
        name: defence
        for name, defence in table().items()
        if not wanted or any(word in name for word in wanted)
    }
    open_ = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, symlinks=True)
            else:
                shutil.copy(source, folder / name)
        for name in LINKED:
            (folder / name).symlink_to(ROOT / name)
        sound = {test: run(folder, test) == 0 for test in {d["test"] for d in tried.values()}}
        for name, defence in tried.items():
            proved = sound[defence["test"]] and fails_without(folder, defence)
            print(f"{'fails without its defence' if proved else 'NOT PROVED'}: {name}", flush=True)
            if not proved:
                open_.append(name)
    return 1 if open_ or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
