# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people typed is stored verbatim, shown as typed, and harms nobody."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation import text

MARKUP = st.sampled_from(
    ["*", "**", "_", "> ", ">", "- ", "1. ", "2. ", "3) ", "+ ", "#", "# ", "`", "```", "[", "](", ")", "!", "<", ">", "<b>",
     "</p>", "<script>", "&", "&amp;", "&lt;", "\\", "|", "---", "===", "\n", "\n\n", "  ", "    ", "\t", "http://", "https://a.de/",
     "www.", "javascript:", "data:", "//evil.example", "@", "a@b.de", "Bürger", "innen", "1986", ".", ":", "'", '"', "\u202e", "\u2066",
     "é", "e\u0301", "مرحبا", "\ufdd0", "\0", "\ud800"]
)  # fmt: skip
MESSY = st.lists(MARKUP | st.text(max_size=4), max_size=40).map("".join)
PROSE = st.text(
    st.characters(
        codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="*>-+\u202f"
    ),
    max_size=200,
)


class _Reader(HTMLParser):
    """Reads rendered HTML strictly: which tags, which attributes, which words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in text.TAGS
        assert tag == "a" or not attrs
        if tag == "a":
            assert {name for name, _ in attrs} == {"href", "rel"}
            address = dict(attrs)["href"] or ""
            assert re.match(r"(?:https?://|mailto:)[^\s]", address)
            assert dict(attrs)["rel"] == text.REL
        if tag == "br":
            self.words += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in ("p", "li"):
            self.words += "\n"

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def _shown(source: str) -> list[str]:
    return _Reader(text.render(source)).words.split()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("Grüße 👩‍👩‍👧 مرحبا\t\r\n\x7f", None),
        ("a\0", "nul"),
        ("\ud83d", "surrogate"),
        ("\x08", "control"),
        ("\x0c", "control"),
        ("\ufffe", "noncharacter"),
        ("\U0001ffff", "noncharacter"),
        ("\ufdd0", "noncharacter"),
        ("\ufffd", None),
    ],
)
def test_what_cannot_be_stored_is_named(source: str, reason: str | None) -> None:
    assert text.storable(source) == reason


@settings(deadline=None)
@given(st.text(st.characters()))
def test_what_is_storable_survives_utf8(source: str) -> None:
    if text.storable(source) is None:
        assert source.encode().decode() == source


def test_newlines_of_forms_become_lf() -> None:
    assert text.normalise_newlines("a\r\nb\rc\nd\n\r") == "a\nb\nc\nd\n\n"
    assert text.shown_length("a\r\nb👩") == 4


@pytest.mark.parametrize(
    "source",
    [
        "",
        " \t\n",
        "\u200b\u2060\ufeff",
        "\u00a0\u3000",
        "\u3164\u2800",
        "\u0301",
        "\u202e\u200d",
        "\x07",
    ],
)
def test_what_nobody_sees_is_blank(source: str) -> None:
    assert text.is_blank(source)


@pytest.mark.parametrize("source", [".", "é", "e\u0301", "👍", "\u200bx", "ا"])
def test_what_somebody_sees_is_not_blank(source: str) -> None:
    assert not text.is_blank(source)


def test_an_excerpt_is_cut_between_words() -> None:
    assert text.excerpt("Mehr  Radwege\nfür Dortmund", 40) == "Mehr Radwege für Dortmund"
    assert text.excerpt("Mehr Radwege für Dortmund", 20) == "Mehr Radwege für…"
    assert text.excerpt("Donaudampfschifffahrt", 10) == "Donaudamp…"
    assert text.excerpt("Dona\u0301udampf", 5) == "Don…"
    assert text.excerpt("\u202eabc", 10) == "abc"


@settings(deadline=None)
@given(st.text(st.characters()), st.integers(1, 30))
def test_an_excerpt_is_never_longer_than_asked(source: str, n: int) -> None:
    short = text.excerpt(source, n)
    assert len(short) <= n
    assert "\n" not in short
    short.encode()


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert text.paragraphs("\n\na\nb\r\n \r\n\r\nc\n\n \n") == ["a\nb", "c"]
    assert text.paragraphs("  \n ") == []


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a *b* **c**\nd\n\ne", "<p>a <em>b</em> <strong>c</strong><br>\nd</p>\n<p>e</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("> Zitat\n> weiter", "<blockquote>\n<p>Zitat<br>\nweiter</p>\n</blockquote>\n"),
        ("ab https://a.de/x?b=1&c=2.", f'<p>ab <a href="https://a.de/x?b=1&amp;c=2" rel="{text.REL}">https://a.de/x?b=1&amp;c=2</a>.</p>\n'),
        ("(www.a.de)", f'<p>(<a href="https://www.a.de" rel="{text.REL}">www.a.de</a>)</p>\n'),
        ("a.b@c.de", f'<p><a href="mailto:a.b@c.de" rel="{text.REL}">a.b@c.de</a></p>\n'),
    ],
)  # fmt: skip
def test_the_small_subset_is_rendered(source: str, html: str) -> None:
    assert text.render(source) == html


@pytest.mark.parametrize(
    "source",
    ["<Radweg>", "1. Mai", "Am\n1. Mai", "1986. Das war\n1987. so", "1. Mai\n3. Juni", "01. a\n02. b", "1) a\n2) b", "#5", "# 5", "*",
     "* * *", "---", "Text\n---", "Bürger*innen und Besucher*innen", "5*3*2", "> 50 % der", ">= 5", "-5 Grad", "- 5 Grad\n- 6 Grad",
     "+ 3\n+ 4", "__init__", "_a_", "\\\\server\\a", "a\\*b", "[a](javascript:x)", "![b](//evil)", "[a]: http://x", "&amp; &lt;b> &copy",
     "<!-- x -->", "<https:x>", "`a` ```b```", "| a | b |\n|---|---|", "x <b", "a & b", "http://[", "*a", "- ", ">", "https://a.de/*b*",
     "Cafe\u0301*s und Bu\u0308ro*s", "https://a.de@evil.example", "javascript:alert(1)", "//evil.example/x", "tel:110"],
)  # fmt: skip
def test_words_that_look_like_markup_stay_as_typed(source: str) -> None:
    assert _shown(source) == source.split()


@pytest.mark.parametrize(
    "source",
    [
        "javascript:alert(1)",
        "//evil.example",
        "https://a.de@evil.example",
        "data:text/html,x",
        "http://[",
        "ftp://a.de",
        "gut.Es geht",
    ],
)
def test_only_plain_web_and_mail_addresses_become_links(source: str) -> None:
    assert "<a" not in text.render(source)


def test_nothing_reorders_what_stands_around_it() -> None:
    assert text.render("a \u202eb\u2066") == "<p>a b</p>\n"
    assert text.plain("\u202eab\u202c \u200f\x00") == "ab \u200f\ufffd"


@settings(deadline=None)
@given(PROSE)
def test_plain_prose_keeps_every_word(source: str) -> None:
    assert _shown(source) == text.plain(source).split()


@settings(max_examples=300, deadline=None)
@given(MESSY)
def test_nothing_but_the_small_subset_ever_comes_out(source: str) -> None:
    _Reader(text.render(source))
    _Reader(text.render(source, paragraph_wise=True))


@settings(max_examples=300, deadline=None)
@given(MESSY)
def test_only_markup_signs_and_list_numbers_are_ever_dropped(source: str) -> None:
    def letters(words: str) -> str:
        return "".join(c for c in words if c.isalpha() or c in "<&_#`[]()!\\|@:/=\"'")

    typed = text.plain(text.normalise_newlines(source)).replace("\ufdd0", "\ufffd")
    assert letters(_Reader(text.render(source)).words) == letters(typed)


@pytest.mark.parametrize(
    "unit",
    [">", "> ", "- ", "- > ", "- a\n", "- a\n\n", "> a\nb\n", "> - a\n", "1. ", "[", "[a](", "`", "*", "*a ", "**a *", "*a* ", "***a **b* ", "_",
     "&", "&amp;", "<", "<b>", "\n", "a\n", "a\n\n", " ", "\t", "http://", "http://a.b ", "http://a.b/)", "www.", "www.a ", "a.", "a-", "a@",
     "a@b.cd ", "b.", "(", ":", "/", "!*", "- a\n  - b\n    - c\n", "\u0301", "\u202e"],
)  # fmt: skip
def test_ten_thousand_hostile_characters_are_rendered(unit: str) -> None:
    source = ("https://a.b/" if unit in ("!*", "b.", ":") else "") + unit * 10_000
    _Reader(text.render(source[:10_000]))
    assert len(text.excerpt(source[:10_000], 80)) <= 80


def test_nesting_beyond_the_cap_loses_no_word() -> None:
    source = "".join("  " * n + f"- a{n}\n" + "  " * n + f"- b{n}\n" for n in range(60))
    assert re.findall(r"\w+", unescape(text.render(source).replace("<", " <"))) != []
    assert all(f"{c}{n}" in text.render(source) for n in range(60) for c in "ab")


def test_long_statements_are_rendered_paragraph_by_paragraph() -> None:
    source = "Ein *Absatz* der Stellungnahme.\n\n" * 2_000
    assert text.render(source).count("<em>Absatz</em>") == 2_000
