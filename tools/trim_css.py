# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Leave out of the design system's stylesheet what no page of ours uses: it is six times what we need.

A rule goes when each of its selectors names a class of a component that is not kept. Custom properties go that nothing
names any more. What is kept stays as it was, in its order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The components that pages may use. A new one is added here; a test says when one is missing.
KEPT = (
    *("body", "btn", "dark", "error", "fieldset", "form-check", "form-input", "heading", "hint"),
    *("label", "light", "sr-only"),
)
NOTE = "/* KERN, trimmed to the components that are used here. */\n"

_CLASS = re.compile(r"\.(kern-[\w-]+)")
_NOT = re.compile(r":not\([^()]*(?:\([^()]*\)[^()]*)*\)")
_ANY = re.compile(r":(?:is|where|has)\(")
_USED = re.compile(r"var\(\s*(--[\w-]+)")
_DECLARED = re.compile(r"""(--kern-[\w-]+):(?:"[^"]*"|'[^']*'|[^;{}"'])*;?""")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_KEPT_CLASS = re.compile(
    rf"kern-(?:{'|'.join(KEPT)})(?:$|__|--|-(?:large|medium|small|x-large|xx-large)\b)"
)


def trimmed(css: str, others: str = "") -> str:
    """Return the stylesheet without unused rules; properties that `others` (our own sheets) name stay."""
    shorter, before = _rules(css), ""
    while shorter != before:
        before, shorter = shorter, _without_unused(shorter, others)
    _before, charset, rest = shorter.rpartition('@charset "UTF-8";')
    return charset + NOTE + _without_empty(rest)


def keeps(name: str) -> bool:
    """Say whether a class belongs to a component that is kept."""
    return _KEPT_CLASS.match(name) is not None


def _rules(css: str) -> str:
    return "".join(_kept(head, body) for head, body in _parts(css))


def _kept(head: str, body: str | None) -> str:
    """Return a rule, or what is left of it. A statement without a block has no body."""
    if body is None:
        return head
    if head.lstrip().startswith("@"):
        grouped = head.lstrip().startswith(("@media", "@supports", "@layer", "@container"))
        inside = _rules(body) if grouped else body
        return f"{head}{{{inside}}}" if inside.strip() else ""
    selectors = [one for one in _listed(head) if _matches_something(one)]
    return f"{','.join(selectors)}{{{body}}}" if selectors else ""


def _matches_something(selector: str) -> bool:
    names = _CLASS.findall(_NOT.sub("", selector))
    if _ANY.search(selector):
        return not names or any(keeps(name) for name in names)
    return all(keeps(name) for name in names)


def _listed(head: str) -> Iterator[str]:
    """Yield the selectors of a list; commas inside parentheses and brackets belong to one selector."""
    depth = start = 0
    for place, sign in enumerate(head):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            yield head[start:place]
            start = place + 1
    yield head[start:]


def _parts(css: str) -> Iterator[tuple[str, str | None]]:
    """Yield (selector or at-rule, its block) one after another; strings may hold braces."""
    blind = _STRING.sub(lambda m: "x" * len(m[0]), css)
    start = 0
    while start < len(css):
        opening = blind.find("{", start)
        ending = blind.find(";", start)
        if 0 <= ending < (opening if opening >= 0 else len(css)):
            yield css[start : ending + 1], None
            start = ending + 1
            continue
        if opening < 0:
            return
        depth, place = 1, opening + 1
        while depth:
            depth += (blind[place] == "{") - (blind[place] == "}")
            place += 1
        yield css[start:opening], css[opening + 1 : place - 1]
        start = place


def _without_unused(css: str, others: str) -> str:
    """Return the stylesheet without the properties that neither it nor `others` name."""
    used = set(_USED.findall(css + others))
    return _DECLARED.sub(lambda found: found[0] if found[1] in used else "", css)


def _without_empty(css: str) -> str:
    """Return the stylesheet without rules that have lost all their declarations."""
    while True:
        shorter = re.sub(r"[^{};]+\{\s*\}", "", css)
        if shorter == css:
            return css
        css = shorter
