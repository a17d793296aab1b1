# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people typed: whether it can be stored, how long it is, and how it is shown.

Texts are stored verbatim. `render` makes HTML of them: a small Markdown subset by markdown-it with HTML off, links
by bleach, and nh3 as the last, maintained boundary. Its first promise is that nobody's words change: wherever the
markup could be a word ("Bürger*innen", "1. Mai", "> 50 %", "#5"), it stays as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

TAGS = frozenset({"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"})
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "nofollow ugc noopener"

MARKDOWN_LIMIT = 12_000  # characters parsed as one; longer texts go paragraph by paragraph
DEEPEST = 3  # lists and quotes inside each other
WIDEST_INDENT = 12  # columns at a line's start that may mean nesting
LONGEST_PREFIX = 24  # characters of list and quote signs before a line's words
MOST_BLOCKS = 1_000  # paragraphs and list items in one parsed text; bleach needs 0.1 ms for each
LONGEST_LINK = 2_000  # characters

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_AMPERSAND = "\ufdd0"  # a noncharacter: what stands for "&" on the way through bleach
# Embeddings, overrides and isolates reorder what a reader sees; the marks LRM, RLM and ALM stay, scripts need them.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANK_LETTERS = frozenset(
    "\u115f\u1160\u2800\u3164\uffa0"
)  # drawn as nothing, yet letters by category
_ADDRESS_SIGNS = frozenset("/_=&?.:@#%~")  # a star behind one of these belongs to an address
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_INDENT = re.compile(r"^[^\S\n]+", re.MULTILINE)
_PREFIX = re.compile(r"^(?:[^\S\n]|>|[-*+](?=\s)|\d{1,9}[.)](?=\s))*", re.MULTILINE)
# A quoted line begins, perhaps after opening punctuation, with a letter: "> 50 %" and ">= 5" compare.
_QUOTED = re.compile(r"[\s>]*>[^\S\n]*(?:[\"'„“‚‘»«(*…]*[^\W\d_].*)?")
_URL = re.compile(
    rf"(?<![\w@./:])(?:https?://|www\.)[^\s<>\"]{{1,{LONGEST_LINK}}}(?<![.,;:!?'*…])", re.IGNORECASE
)
_EMAIL = re.compile(
    r"(?<![\w.+@/:-])[\w+-][\w.+-]{0,63}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-])", re.IGNORECASE
)

_DEAD_LINK = re.compile(
    rf'<a rel="{REL}">([^<]*)</a>'
)  # nh3 took an address that no browser could follow


def storable(s: str) -> str | None:
    """Return why `s` cannot be stored and exported faithfully, or `None` when it can.

    `nul`, `surrogate` (half a character), `control` (C0 but tab, LF, CR: XML 1.0 section 2.2 has no place for
    them) or `noncharacter` (the 66 of Unicode 23.7).
    """
    if "\0" in s:
        return "nul"
    if _SURROGATE.search(s):
        return "surrogate"
    if _CONTROL.search(s):
        return "control"
    if any(ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF for c in set(s)):
        return "noncharacter"
    return None


def without_unstorable(s: str) -> str:
    """Return `s` without the characters for which `storable` refuses it."""
    return "".join(c for c in s if storable(c) is None)


def normalise_newlines(s: str) -> str:
    """Return `s` with LF for CR LF and CR: browsers send forms with CR LF. Imports are kept as they came."""
    return s.replace("\r\n", "\n").replace("\r", "\n")


def shown_length(s: str) -> int:
    """Return the length that limits and counters speak of: code points, a line break counting as one."""
    return len(normalise_newlines(s))


def is_blank(s: str) -> bool:
    """Return whether a reader would see nothing: white space, zero-width and format characters, lone marks."""
    kinds = (unicodedata.category(c) for c in set(s) - _BLANK_LETTERS)
    return all(kind in ("Cc", "Cf") or kind[0] in "ZM" for kind in kinds)


def plain(s: str) -> str:
    """Return `s` for a place that shows it as plain text: nothing in it reorders what stands around it."""
    return _REORDERING.sub("", _SURROGATE.sub("\ufffd", _CONTROL.sub("\ufffd", s)))


def excerpt(s: str, n: int) -> str:
    """Return the beginning of `s` on one line, at most `n` (1 or more) code points with the closing "…".

    Cut between words where the last one is not longer than half of it, never before a combining mark.
    """
    line = " ".join(plain(s).split())
    if len(line) <= n:
        return line
    cut = n - 1
    space = line.rfind(" ", cut // 2, cut + 1)
    if space > 0:
        cut = space
    while cut > 0 and (
        unicodedata.category(line[cut])[0] == "M" or "\u200d" in line[cut - 1 : cut + 1]
    ):
        cut -= 1
    return line[:cut].rstrip() + "…"


def paragraphs(s: str) -> list[str]:
    """Return the paragraphs of `s`: what blank lines part, without the blank ones."""
    return [part for part in _BLANK_LINES.split(normalise_newlines(s).strip("\n")) if part.strip()]


def render(s: str, paragraph_wise: bool = False) -> str:
    """Return `s` as safe HTML: paragraphs, line breaks, emphasis, lists, quotes and links, no other tag.

    `paragraph_wise` renders each paragraph alone, as texts beyond `MARKDOWN_LIMIT` are anyway, so that the time
    stays linear in the length. Never raises for a `str`.
    """
    source = plain(normalise_newlines(s)).replace(_AMPERSAND, "\ufffd")
    if paragraph_wise or len(source) > MARKDOWN_LIMIT:
        return "\n".join(_clean(_body(part)) for part in paragraphs(source))
    return _clean(_body(source))


def _body(source: str) -> str:
    source = _INDENT.sub(
        lambda match: " " * min(len(match[0].expandtabs(4)), WIDEST_INDENT), source
    )
    if len(source) > MARKDOWN_LIMIT or any(
        len(match[0]) > LONGEST_PREFIX for match in _PREFIX.finditer(source)
    ):
        return _paragraphs_as_typed(source, escape)
    tokens = _markdown.parse(source)
    if sum(token.nesting > 0 for token in tokens) > MOST_BLOCKS:
        return _paragraphs_as_typed(source, escape)
    lines = source.split("\n")
    done: list[str] = []
    start = 0
    for end, token in enumerate(tokens, 1):
        if token.level or token.nesting > 0:
            continue
        block, start = tokens[start:end], end
        first, last = block[0].map or [0, len(lines)]
        if _keeps_words(block, lines[first:last]):
            done.append(str(_markdown.renderer.render(block, _markdown.options, {})))
        else:
            done.append(_paragraphs_as_typed("\n".join(lines[first:last]), _markdown.renderInline))
    return "".join(done)


def _keeps_words(block: Sequence[Token], lines: Sequence[str]) -> bool:
    """Whether lists and quotes in this block of the first level drop only signs that are surely markup."""
    if any(token.level > 2 * DEEPEST for token in block):
        return False
    if block[0].type != "blockquote_open":
        return all(token.type != "blockquote_open" for token in block) and _lists_keep_words(block)
    quoted = [line for line in lines if line.lstrip().startswith(">")]
    return (
        all(_QUOTED.fullmatch(line) for line in quoted)
        and any(token.type == "inline" for token in block)
        and _lists_keep_words(block)
    )


def _lists_keep_words(block: Sequence[Token]) -> bool:
    # For each open list the number or sign of each item.
    lists: list[list[str]] = [[]] if block[0].type.endswith("list_open") else []
    for before, token in pairwise(block):
        if token.type == "list_item_open":
            lists[-1].append(token.info if token.markup == "." else token.markup)
        elif token.type == "list_item_close" and before.type == "list_item_open":
            return False  # "*" alone, "1."
        elif token.type == "inline" and lists and not lists[-1][-1].isdigit():
            if token.content[:1].isdigit():
                return False  # "- 5 Grad" may be minus five
        elif token.type.endswith("list_close") and not _list_keeps_words(lists.pop(), not lists):
            return False
        if token.type.endswith("list_open"):
            lists.append([])
    return True


def _list_keeps_words(signs: Sequence[str], outermost: bool) -> bool:
    if signs[0].isdigit():  # "1. Mai", "1986. …": a browser would count on its own
        return len(signs) > 1 and list(signs) == [str(n) for n in range(1, len(signs) + 1)]
    # "1)" and "+" would turn into other signs; a lone "- Max" may be a signature.
    return signs[0] in ("-", "*") and (len(signs) > 1 or not outermost)


def _paragraphs_as_typed(source: str, inline: Callable[[str], str]) -> str:
    return "".join(f"<p>{_break_lines(inline(part.strip()))}</p>\n" for part in paragraphs(source))


def _break_lines(html: str) -> str:
    return re.sub(r"(?<!<br>)\n", "<br>\n", html)


def _clean(html: str) -> str:
    callbacks: list[Any] = [
        _link
    ]  # Any: the published stubs forget that a callback may answer `None`
    links = partial(
        LinkifyFilter, callbacks=callbacks, parse_email=True, url_re=_URL, email_re=_EMAIL
    )
    # One cleaner a call: html5lib's parser inside it keeps state that threads must not share.
    cleaner = Cleaner(tags=TAGS, attributes={}, protocols=SCHEMES, filters=[links])
    # LinkifyFilter decodes entities once too often: "&amp;amp;" would leave it as "&amp;".
    linked = cleaner.clean(html.replace("&amp;", _AMPERSAND)).replace(_AMPERSAND, "&amp;")
    cleaned = nh3.clean(
        linked,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        link_rel=REL,
    )
    return _DEAD_LINK.sub(r"\1", cleaned)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Keep absolute addresses only: nh3 itself lets `//host` pass."""
    allowed = name != "href" or value.startswith(("https://", "http://", "mailto:"))
    return value if allowed else None


def _link(attrs: dict[Any, str], _new: bool) -> dict[Any, str] | None:
    """Decide about one address that bleach found: `None` leaves it plain text."""
    address = attrs[None, "href"]
    if attrs["_text"].lower().startswith("www."):
        address = "https://" + attrs["_text"]
    try:
        parts = urlsplit(address)
    except ValueError:  # "http://[" and its like
        return None
    # "https://dortmund.de@elsewhere.example" leads elsewhere.
    if parts.scheme != "mailto" and (not parts.hostname or "@" in parts.netloc):
        return None
    scheme, rest = address.split(":", 1)
    return {**attrs, (None, "href"): f"{scheme.lower()}:{rest}"}


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Scan `*` and `**`; never inside a word, else "Bürger*innen und Besucher*innen" would lose its stars."""
    if silent or state.src[state.pos] != "*":
        return False
    before = state.src[state.pos - 1 : state.pos]
    scanned = state.scanDelims(state.pos, True)
    after = state.src[state.pos + scanned.length : state.pos + scanned.length + 1]
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open and not _in_word(before) and before not in _ADDRESS_SIGNS,
                close=scanned.can_close and not _in_word(after),
            )
        )
    state.pos += scanned.length
    return True


def _in_word(c: str) -> bool:
    return c.isalnum() or (c != "" and unicodedata.category(c)[0] == "M")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 100})
    parser.enable(["list", "blockquote", "emphasis", "newline", "balance_pairs", "fragments_join"])
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.parse(
        "warm"
    )  # the rules are compiled at first use, which two threads must not do at once
    return parser


_markdown = _parser()
