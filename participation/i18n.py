# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Languages and catalogs, for whoever speaks to people: pages, mails, exports, the command.

Two gettext domains, `public` and `staff`, are looked up as one. Leichte Sprache (`de-simple`) is a language of its
own here: Babel knows no such variant and would silently serve German.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

DOMAINS = ("public", "staff")
SOURCE = "en"  # the language of the msgids
AUTHORITATIVE = "de"
FOLDERS = (
    Path(__file__).resolve().parent / "translations",  # in a wheel
    Path(__file__).resolve().parent.parent / "translations",  # in a checkout
)


@dataclass(frozen=True)
class Language:
    """A language of the site: its code in addresses, its own name, its direction, its locale in Babel."""

    code: str
    name: str
    dir: str
    babel: str


LANGUAGES = {
    language.code: language
    for language in (
        Language("de", "Deutsch", "ltr", "de"),
        Language("de-simple", "Leichte Sprache", "ltr", "de"),
        Language("en", "English", "ltr", "en_GB"),
        Language("tr", "Türkçe", "ltr", "tr"),
        Language("ar", "العربية", "rtl", "ar"),
        Language("uk", "Українська", "ltr", "uk"),
        Language("pl", "Polski", "ltr", "pl"),
        Language("ro", "Română", "ltr", "ro"),
        Language("bg", "Български", "ltr", "bg"),
    )
}


def language(code: str) -> Language:
    """Return a language by its code; a code nobody knows gets an entry that is written left to right."""
    return LANGUAGES.get(code) or Language(code, code, "ltr", AUTHORITATIVE)


def N_(message: str) -> str:
    """Mark a message for the catalogs and leave it as it is; it is translated where it is shown."""
    return message


@lru_cache(maxsize=len(LANGUAGES))
def catalog(code: str) -> NullTranslations:
    """Return both domains of a language as one catalog; where a sentence is missing, its English stands."""
    merged = Translations()
    folder = next((f for f in FOLDERS if f.is_dir()), FOLDERS[-1])
    for domain in DOMAINS:
        found = Translations.load(folder, [code.replace("-", "_")], domain)
        if isinstance(found, Translations):
            merged.merge(found)
            merged.plural = found.plural  # merge() leaves the rule for plurals behind
    return merged


def negotiate(accepted: Iterable[str], offered: Iterable[str]) -> str:
    """Return the first accepted language (tags as browsers send them, best first) that is offered.

    A region is passed over ("en-US" finds "en"); when nothing fits, German.
    """
    offers = list(offered)
    for tag in accepted:
        code = tag.lower()
        if code in offers:
            return code
        if code.split("-")[0] in offers:
            return code.split("-")[0]
    return AUTHORITATIVE if AUTHORITATIVE in offers else offers[0]
