# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every page owes its readers. Each rule takes a parsed page and yields one line for each fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from lxml import html
from lxml.html import HtmlElement

POINTERS = (
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-errormessage",
    "aria-details",
)
NO_LABEL_NEEDED = ("hidden", "submit", "button", "image", "reset")
DATA_SCRIPTS = ("application/json", "application/ld+json")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What reaches a page only by mistake: a lazy text's repr, an object's repr, Jinja or gettext marks left in.
LEAKS = re.compile(
    r"lazy_?string|<(?:function|bound method|built-in)| object at 0x|\bUndefined\b|\{\{|\{%|%\(\w+\)[sd]|datetime\.date",
    re.I,
)
LAZY = re.compile(r"^l(['\"]).*\1$", re.S)
FOREIGN = re.compile(r"^(?:https?:)?//", re.I)

Rule = Callable[[HtmlElement], Iterator[str]]


def faults(text: str, lang: str | None, direction: str | None) -> list[str]:
    """Return every fault of a page; `lang` and `direction` are what its address promises, None where it does not."""
    found = []
    if not text.lstrip().lower().startswith("<!doctype html>"):
        found.append("does not begin with <!doctype html>")
    page = html.document_fromstring(text)
    if lang is not None and page.get("lang") != lang:
        found.append(f"lang is {page.get('lang')!r}, the address says {lang!r}")
    if direction is not None and page.get("dir") != direction:
        found.append(f"dir is {page.get('dir')!r}, the language is written {direction!r}")
    if not page.get("lang") or not page.get("dir"):
        found.append("html has no lang or no dir")
    for rule in RULES:
        found += rule(page)
    return found


def words(element: HtmlElement) -> str:
    """Return an element's text with single blanks."""
    return " ".join(element.text_content().split())


def name_of(element: HtmlElement) -> str:
    """Return the name that a link or button is read out with, as far as the markup tells."""
    ids = (element.get("aria-labelledby") or "").split()
    root = element.getroottree().getroot()
    labels = [words(other) for wanted in ids for other in root.iter() if other.get("id") == wanted]
    return "".join([element.get("aria-label", ""), *labels, *_spoken(element)]).strip()


def _spoken(element: HtmlElement) -> Iterator[str]:
    """Yield what is read out of an element: texts and alternatives, without what is hidden from readers."""
    yield element.get("alt", "")
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.get("aria-hidden") != "true":
            yield child.get("aria-label", "")
            yield from _spoken(child)
        yield child.tail or ""


def where(element: HtmlElement) -> str:
    """Return an element's start as it stands in the page, for a fault's line."""
    shown = html.tostring(element, encoding="unicode", with_tail=False)
    return " ".join(shown.split())[:110]


def one_heading_starts_the_title(page: HtmlElement) -> Iterator[str]:
    """There is exactly one h1, and the title begins with it."""
    headings = page.findall(".//h1")
    titles = page.findall(".//head/title")
    if len(headings) != 1:
        yield f"has {len(headings)} h1"
    if len(titles) != 1:
        yield f"has {len(titles)} titles"
    if len(headings) == len(titles) == 1 and not words(titles[0]).startswith(words(headings[0])):
        yield f"the title {words(titles[0])!r} does not begin with the h1 {words(headings[0])!r}"
    if headings and not words(headings[0]):
        yield "the h1 is empty"


def headings_skip_no_level(page: HtmlElement) -> Iterator[str]:
    """A heading is at most one level below the one before."""
    before = 0
    for heading in page.iter(*HEADINGS):
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"h{level} {words(heading)!r} follows h{before}"
        before = level


def identities_are_unique(page: HtmlElement) -> Iterator[str]:
    """No id stands twice, and whatever is pointed at exists."""
    ids = Counter(element.get("id") for element in page.xpath("//*[@id]"))
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for element in page.iter(html.etree.Element):
        pointed = [target for name in POINTERS for target in (element.get(name) or "").split()]
        pointed += [element.get(name) for name in ("for", "list", "form") if element.get(name)]
        address = element.get("href") or ""
        if address.startswith("#") and len(address) > 1:
            pointed.append(address[1:])
        yield from (
            f"{target!r} does not exist: {where(element)}"
            for target in pointed
            if target not in ids
        )


def controls_have_labels(page: HtmlElement) -> Iterator[str]:
    """Each input, select and text area has a label with words in it."""
    labelled = {label.get("for") for label in page.iter("label") if words(label)}
    for control in page.iter("input", "select", "textarea"):
        if control.tag == "input" and control.get("type", "text") in NO_LABEL_NEEDED:
            continue
        inside = any(words(label) for label in control.iterancestors("label"))
        named = control.get("aria-label") or control.get("aria-labelledby")
        if not (inside or named or (control.get("id") and control.get("id") in labelled)):
            yield f"no label: {where(control)}"


def forms_say_where_and_how(page: HtmlElement) -> Iterator[str]:
    """Each form has action and method; each POST form of a signed-in person carries the token."""
    signed_in = bool(page.xpath("//form[contains(@action, '/sign-out/')]"))
    for form in page.iter("form"):
        if not form.get("action") or (form.get("method") or "").lower() not in ("get", "post"):
            yield f"form without action or method: {where(form)}"
        token = form.xpath(".//input[@name='csrf_token' and @value!='']")
        if signed_in and (form.get("method") or "").lower() == "post" and not token:
            yield f"POST form without csrf_token: {where(form)}"


def nothing_inline(page: HtmlElement) -> Iterator[str]:
    """No inline style, script or handler: the policy would refuse it."""
    yield from (f"style element: {where(element)}" for element in page.iter("style"))
    for element in page.iter(html.etree.Element):
        yield from (
            f"inline {name}: {where(element)}"
            for name in element.attrib
            if name == "style" or name.startswith("on")
        )
        if (element.get("href") or "").strip().lower().startswith("javascript:"):
            yield f"script in an address: {where(element)}"
    for script in page.iter("script"):
        if not script.get("src") and script.get("type") not in DATA_SCRIPTS:
            yield f"inline script: {where(script)}"


def nothing_foreign(page: HtmlElement) -> Iterator[str]:
    """What a page loads comes from its own server."""
    for element in page.xpath("//link[@href] | //*[@src] | //*[@srcset]"):
        if element.tag == "link" and element.get("rel") in ("canonical", "alternate"):
            continue
        if any(FOREIGN.match(element.get(name) or "") for name in ("href", "src", "srcset")):
            yield f"loads from elsewhere: {where(element)}"


def links_and_buttons_have_names(page: HtmlElement) -> Iterator[str]:
    """A link or button that is read out as nothing helps nobody; neither does a link to nowhere."""
    yield from (
        f"no name: {where(element)}"
        for element in page.iter("a", "button", "summary")
        if not name_of(element)
    )
    yield from (
        f"link to nowhere: {where(link)}"
        for link in page.iter("a")
        if link.get("href") in (None, "", "#")
    )
    for button in page.xpath("//input[@type='submit' or @type='button']"):
        if not button.get("value"):
            yield f"no name: {where(button)}"


def images_have_alternatives(page: HtmlElement) -> Iterator[str]:
    """An image has `alt`; an SVG is hidden from readers or has a name."""
    yield from (f"no alt: {where(image)}" for image in page.iter("img") if image.get("alt") is None)
    for picture in page.iter("svg"):
        hidden = any(p.get("aria-hidden") == "true" for p in (picture, *picture.iterancestors()))
        named = (
            picture.get("aria-label")
            or picture.get("aria-labelledby")
            or picture.xpath("./*[local-name()='title']")
        )
        if not hidden and not (picture.get("role") == "img" and named):
            yield f"neither hidden nor named: {where(picture)}"


def nothing_leaks(page: HtmlElement) -> Iterator[str]:
    """No repr and no mark of Jinja or gettext is shown. What people wrote is not looked at (`data-verbatim`)."""
    for element in page.iter(html.etree.Element):
        if element.xpath("ancestor-or-self::*[@data-verbatim or self::textarea or self::script]"):
            continue
        texts = [
            element.text or "",
            *(child.tail or "" for child in element),
            *element.attrib.values(),
        ]
        for text in texts:
            if LEAKS.search(text) or LAZY.match(text.strip()):
                yield f"leaks {text.strip()[:80]!r}"


def has_its_frame(page: HtmlElement) -> Iterator[str]:
    """Character set, viewport, one main part, and a first link that skips to it."""
    if not page.xpath("//head/meta[translate(@charset, 'UTF', 'utf')='utf-8']"):
        yield "no meta charset utf-8"
    if not page.xpath("//head/meta[@name='viewport']"):
        yield "no viewport"
    if len(page.findall(".//main")) != 1:
        yield f"has {len(page.findall('.//main'))} main parts"


RULES: tuple[Rule, ...] = (
    one_heading_starts_the_title,
    headings_skip_no_level,
    identities_are_unique,
    controls_have_labels,
    forms_say_where_and_how,
    nothing_inline,
    nothing_foreign,
    links_and_buttons_have_names,
    images_have_alternatives,
    nothing_leaks,
    has_its_frame,
)
