# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""One temporary folder for a whole test run, shared by all its worker processes.

The first process (the controller, or the only one) makes it and takes it away; the workers inherit its path. What a
killed run left behind is swept away by the next one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VARIABLE = "PARTICIPATION_TEST_RUN"
PREFIX = "participation-tests-"
OWNER = "owner.pid"


def path() -> Path:
    """Return the folder of this run, made on first use."""
    if VARIABLE not in os.environ:
        _sweep()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        folder.chmod(0o755)  # a database server that runs as nobody passes through it
        (folder / OWNER).write_text(str(os.getpid()), "ascii")
        os.environ[VARIABLE] = str(folder)
    return Path(os.environ[VARIABLE])


def owned() -> bool:
    """Say whether this process made the folder and so has to end what runs in it."""
    folder = os.environ.get(VARIABLE)
    return folder is not None and _pid(Path(folder) / OWNER) == os.getpid()


@contextmanager
def locked(name: str) -> Iterator[Path]:
    """Hold a lock that all processes of this run share; gives a path that marks the work as done."""
    with (path() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path() / f"{name}.done"


def remove(folder: Path) -> None:
    """Stop the database server of a run, if it has one, and delete its folder."""
    server = _pid(folder / "data" / "postmaster.pid")
    if server is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(server, signal.SIGQUIT)  # at once: nothing in it is kept
    shutil.rmtree(folder, ignore_errors=True)


def _pid(file: Path) -> int | None:
    try:
        return int(file.read_text("ascii").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = _pid(folder / OWNER)
        if owner is None:
            continue
        try:
            os.kill(owner, 0)
        except ProcessLookupError:
            remove(folder)
        except PermissionError:
            continue
