# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real Chromium for the tests, driven by Playwright, and axe in its pages.

Order: the program that `CHROMIUM_PATH` names, `/usr/bin/chromium`, else the one in the npm package
`@sparticuz/chromium` that the set-up fetched by checksum: it carries the libraries and fonts a bare machine lacks.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import run_folder

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CACHE = ROOT / ".cache" / "chromium"
SHOTS = ROOT / "test-results" / "screenshots"
FLAGS = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage"]
AXE_OPTIONS = {
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"),
    ],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
FONTS_XML = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A browser on this machine: its program and what its environment needs beside ours."""

    program: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def find() -> Chromium:
    """Return the browser to use; unpacks the fetched one on first use (3 s, kept in `.cache/`)."""
    for given in (os.environ.get("CHROMIUM_PATH"), "/usr/bin/chromium"):
        if given and Path(given).exists():
            return Chromium(Path(given))
    if not PACKAGE.is_dir():
        raise RuntimeError(
            "the tests need a browser: make install fetches one, or name one with CHROMIUM_PATH"
        )
    version = json.loads((PACKAGE / "package.json").read_text("utf-8"))["version"]
    home = CACHE / version
    with run_folder.locked("chromium"):
        if not home.is_dir():
            _unpack(home)
    return Chromium(
        home / "chromium",
        {"LD_LIBRARY_PATH": str(home / "lib"), "FONTCONFIG_FILE": str(home / "fonts.conf")},
    )


def _unpack(home: Path) -> None:
    fresh = home.with_name(home.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    program = fresh / "chromium"
    program.write_bytes(brotli.decompress((PACKAGE / "bin" / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name in ("al2023", "fonts", "swiftshader"):
        content = brotli.decompress((PACKAGE / "bin" / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            # Debian 12's Python has no filters yet; npm has checked the archive against the lock.
            archive.extraction_filter = getattr(tarfile, "data_filter", _as_it_is)
            for member in archive:
                archive.extract(member, fresh)
    (fresh / "fonts.conf").write_text(
        FONTS_XML.format(fonts=home / "fonts", cache=home / "fontcache"), "utf-8"
    )
    fresh.rename(home)


def _as_it_is(member: tarfile.TarInfo, _folder: str) -> tarfile.TarInfo:
    return member


@contextmanager
def launched() -> Iterator[Browser]:
    """Run a browser for a block. One for each test worker is enough; each test opens its own context."""
    chromium = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.program,
            args=FLAGS,
            env={**os.environ, **chromium.environment},
        )
        try:
            yield browser
        finally:
            browser.close()


def axe(page: Page) -> list[str]:
    """Return what axe finds wrong on a page (WCAG 2.0 to 2.2 A and AA, best practice), one line each place.

    The page's own policy allows no foreign script, so open its context with `bypass_csp=True`; that the page works
    under the policy is for the other tests to see.
    """
    page.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
    return [
        f"{page.url} {violation['id']}: {violation['help']} — {node['target']} {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many CSS pixels the page is wider than its window; 0 when nothing has to be scrolled sideways."""
    width: int = page.evaluate(
        "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
    return width


def screenshot(page: Page, name: str) -> Path:
    """Save the whole page as `test-results/screenshots/<name>.png`, once its fonts are there."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.evaluate("() => document.fonts.ready")
    target = SHOTS / f"{name}.png"
    page.screenshot(path=target, full_page=True, animations="disabled")
    return target
