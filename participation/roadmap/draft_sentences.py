# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is said of a text in a draft file that cannot be read: one whole sentence for each kind of text and fault."""

from __future__ import annotations

from dataclasses import dataclass

from participation.i18n import N_


@dataclass(frozen=True)
class Sentences:
    """The msgids for one kind of text."""

    missing: str
    shape: str
    empty: str
    unstorable: str
    long: str
    blank_line: str
    no_list: str = N_("%(name)s must be a list with at least one entry")


FIELD = Sentences(
    missing=N_("%(name)s is missing"),
    shape=N_("%(name)s must be a text"),
    empty=N_("%(name)s is empty"),
    unstorable=N_("%(name)s holds characters that cannot be stored (%(reason)s)"),
    long=N_("%(name)s has %(count)s characters, at most %(most)s are possible"),
    blank_line=N_("%(name)s holds a blank line; it must be one paragraph"),
)
IN_LANGUAGE = Sentences(
    missing=N_("%(name)s in %(language)s is missing"),
    shape=N_("%(name)s in %(language)s must be a text"),
    empty=N_("%(name)s in %(language)s is empty"),
    unstorable=N_("%(name)s in %(language)s holds characters that cannot be stored (%(reason)s)"),
    long=N_("%(name)s in %(language)s has %(count)s characters, at most %(most)s are possible"),
    blank_line=N_("%(name)s in %(language)s holds a blank line; it must be one paragraph"),
    no_list=N_("%(name)s in %(language)s must be a list with at least one entry"),
)
PARAGRAPH = Sentences(
    missing=N_("paragraph %(number)s of the text in %(language)s is missing"),
    shape=N_("paragraph %(number)s of the text in %(language)s must be a text"),
    empty=N_("paragraph %(number)s of the text in %(language)s is empty"),
    unstorable=N_(
        "paragraph %(number)s of the text in %(language)s holds characters that cannot be stored (%(reason)s)"
    ),
    long=N_(
        "paragraph %(number)s of the text in %(language)s has %(count)s characters, at most %(most)s are possible"
    ),
    blank_line=N_(
        "paragraph %(number)s of the text in %(language)s holds a blank line; it must be one paragraph"
    ),
)
ENTRY = Sentences(
    missing=N_("an entry of %(name)s is missing"),
    shape=N_("an entry of %(name)s must be a text"),
    empty=N_("an entry of %(name)s is empty"),
    unstorable=N_("an entry of %(name)s holds characters that cannot be stored (%(reason)s)"),
    long=N_("an entry of %(name)s has %(count)s characters, at most %(most)s are possible"),
    blank_line=N_("an entry of %(name)s holds a blank line; it must be one paragraph"),
)
