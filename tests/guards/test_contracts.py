# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The import contracts cover every module they speak of, also those that come later."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from tests.support import tree

PAGES = re.compile(r"participation/(\w+)/((?:\w+_)?(?:views|forms))\.py$")
SHARED = {"web"}  # what lies below the features is there to be imported


def contracts(kind: str) -> list[dict[str, Any]]:
    """Return the contracts of one type from pyproject.toml."""
    listed: list[dict[str, Any]] = tomllib.loads(tree.read("pyproject.toml"))["tool"][
        "importlinter"
    ]["contracts"]
    return [contract for contract in listed if contract["type"] == kind]


def modules(kind: str) -> set[str]:
    """Return the features' modules that hold views or forms."""
    found = [match for match in map(PAGES.match, tree.files()) if match and match[1] not in SHARED]
    return {f"participation.{m[1]}.{m[2]}" for m in found if m[2].endswith(kind)}


def test_every_view_and_form_is_protected_from_other_features() -> None:
    protected = {
        module for contract in contracts("protected") for module in contract["protected_modules"]
    }
    assert protected == modules("views") | modules("forms")


def test_every_view_is_kept_from_the_database() -> None:
    named = next(c for c in contracts("forbidden") if c["id"] == "views")["source_modules"]
    assert {module for module in modules("views") if not module.endswith(".views")} == set(
        named
    ) - {"participation.*.views"}


def test_every_package_with_standard_names_has_its_layers() -> None:
    layered = next(c for c in contracts("layers") if c["id"] == "feature")["containers"]
    standard = re.compile(r"participation/(\w+)/(?:views|forms|service|queries|models|rules)\.py$")
    packages = {f"participation.{m[1]}" for m in map(standard.match, tree.files()) if m}
    assert packages <= set(layered)
