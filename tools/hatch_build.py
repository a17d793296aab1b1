# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Carry into the wheel what is made and not committed: compiled catalogs and the fetched front-end files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds `participation/translations/**.mo` and `participation/static/vendor/`; both have to be there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to include; an editable install finds them where they lie."""
        if version == "editable":
            return
        root = Path(self.root)
        vendor = root / "participation" / "static" / "vendor"
        catalogs = sorted((root / "translations").glob("*/LC_MESSAGES/*.mo"))
        if not vendor.is_dir() or not catalogs:
            raise RuntimeError("make install first: catalogs and front-end files are not there yet")
        for path in catalogs:
            build_data["force_include"][str(path)] = f"participation/{path.relative_to(root)}"
        build_data["force_include"][str(vendor)] = "participation/static/vendor"
