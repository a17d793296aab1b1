# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form with which an item is added to the tree."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from participation import text
from participation.roadmap.draft_items import (
    LONGEST_KEY,
    LONGEST_NAME,
    LONGEST_PASSAGE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
)
from participation.roadmap.rules import Level
from participation.roadmap.tree_editing import NewItem
from participation.web.forms import Errors

LEVELS = frozenset(map(str, Level))
LIMITS = {
    "key": LONGEST_KEY,
    "source": LONGEST_NAME,
    "title": LONGEST_TITLE,
    "summary": LONGEST_SUMMARY,
    "text": LONGEST_PASSAGE,
}


class NewItemForm:
    """An item about to be added; `errors` are (id of the field, sentence)."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self.errors: Errors = []
        level = data.get("level", Level.MEASURE)
        self.level = level if level in LEVELS else str(Level.MEASURE)
        self.parent = data.get("parent", "")[:LONGEST_KEY]
        self.key = self._line(data, "key")
        self.source = self._line(data, "source")
        self.title = self._line(data, "title")
        self.summary = self._line(data, "summary")
        self.text = self._line(data, "text")

    def item(self) -> NewItem:
        """Return the item, for the service."""
        return NewItem(
            self.key,
            Level(self.level),
            None if self.level == Level.GOAL else self.parent,
            self.source,
            self.title,
            self.summary,
            self.text,
        )

    def refuse(self, code: str) -> None:
        """Note why the tree cannot take it."""
        place, words = {
            "key_taken": ("new-key", _("There is an item with this key already.")),
            "key_malformed": ("new-key", _("The key does not fit: Z4, Z4.1 or M4.1.2.")),
            "no_parent": ("new-parent", _("Choose one of the items of the level above.")),
        }[code]
        self.errors.append((place, str(words)))

    def _line(self, data: Mapping[str, str], name: str) -> str:
        words = text.normalise_newlines(data.get(name, "")).strip()
        field = f"new-{name}"
        if text.storable(words) is not None:
            words = text.without_unstorable(words).strip()
            self._wrong(
                field,
                _(
                    "The text holds characters that cannot be stored. We have taken them out; please check it."
                ),
            )
        elif text.is_blank(words):
            self._wrong(field, _("This is needed in German."))
        elif len(words) > LIMITS[name]:
            self._wrong(
                field,
                _(
                    "The text has %(length)s characters. Up to %(limit)s are possible.",
                    length=len(words),
                    limit=LIMITS[name],
                ),
            )
        elif len(text.paragraphs(words)) > 1:
            self._wrong(field, _("This is one paragraph. Take out the blank lines."))
        return words

    def _wrong(self, field: str, words: str) -> None:
        self.errors.append((field, str(words)))
