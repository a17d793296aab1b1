# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Templates: each one is used, each macro is called, nothing comes from elsewhere, messages ignore indentation."""

from __future__ import annotations

import ast
import re

import pytest
from flask import Flask

from tests.support import tree

ASKED_FOR = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")
LISTED = re.compile(r"""["']([\w./-]+\.(?:html|svg|txt|xml))["']""")
MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")
ELSEWHERE = re.compile(
    r"""(?:src|srcset|action|href)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|import\s[^;]*["']https?:"""
)
# Links people may follow are no files that a page loads.
FOLLOWED = re.compile(r"<a\b[^>]*>", re.S)


def unused(templates: dict[str, str], code: dict[str, str]) -> list[str]:
    """Return the templates that neither code nor another template names."""
    named = {
        name
        for text in templates.values()
        for name in (*ASKED_FOR.findall(text), *LISTED.findall(text))
    }
    for text in code.values():
        named |= {
            n.value
            for n in ast.walk(ast.parse(text))
            if isinstance(n, ast.Constant) and isinstance(n.value, str)
        }
    return sorted(set(templates) - named)


def uncalled(templates: dict[str, str]) -> list[str]:
    """Return the macros that stand nowhere but in their own definition."""
    everything = "\n".join(templates.values())
    names = [(name, macro) for name, text in templates.items() for macro in MACRO.findall(text)]
    return sorted(
        f"{name}: {macro}"
        for name, macro in names
        if not re.search(rf"(?<!macro )\b{macro}\s*\(", everything)
    )


def foreign(texts: dict[str, str]) -> list[str]:
    """Return the files that have a page load something from another server."""
    return sorted(name for name, text in texts.items() if ELSEWHERE.search(FOLLOWED.sub("", text)))


def test_every_template_is_used() -> None:
    assert unused(tree.templates(), tree.sources(".py")) == []


def test_every_macro_is_called() -> None:
    assert uncalled(tree.templates()) == []


def test_no_file_loads_anything_from_elsewhere() -> None:
    assert foreign(tree.sources(".html", ".svg", ".css", ".js")) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_messages_do_not_change_with_their_indentation(app: Flask) -> None:
    assert app.jinja_env.policies["ext.i18n.trimmed"] is True


def test_the_guards_can_fail() -> None:
    templates = {
        "a/b.html": "{% macro m(x) %}{% endmacro %}",
        "a/c.html": "{% include 'a/b.html' %}",
    }
    assert unused(templates, {"v.py": "x = 'other'"}) == ["a/c.html"]
    assert uncalled(templates) == ["a/b.html: m"]
    assert foreign(
        {
            "a.css": "@font-face{src:url(//cdn.example/x)}",
            "b.html": '<a href="https://example.org">x</a>',
        }
    ) == ["a.css"]


def test_whatever_says_its_language_says_its_direction() -> None:
    """On public pages; those for staff are German and English, both written from left to right."""
    said = re.compile(r'(?<![\w-])lang="\{\{[^"]*"(?![^<>]*(?:\bdir=|hreflang))')
    public = {
        name: text
        for name, text in tree.templates().items()
        if name.endswith(".html")
        and name.startswith(("contributions/", "following/", "web/components/"))
    }
    assert len(public) > 30
    assert [name for name, text in public.items() if said.search(text)] == []
