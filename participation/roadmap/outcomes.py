# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can come of saving an item: it stands, it is gone, or two people have to be brought together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from participation.roadmap import merging
from participation.roadmap.editable import EditableItem
from participation.roadmap.rules import digest


class NoSuchItem(Exception):
    """The item is not, or no longer, in the version."""


@dataclass(frozen=True)
class Saved:
    """What came of saving: the item as it stands now, the fields that another editor gave meanwhile."""

    item: EditableItem
    taken: tuple[str, ...]

    def fields(self) -> list[str]:
        """Return the names of the fields that another editor gave, "passages" for all about paragraphs."""
        names = (name.partition(":") for name in self.taken)
        return sorted(
            {last if first in ("word", "plain") else "passages" for first, _, last in names}
        )

    def places(self, mine: EditableItem) -> list[int]:
        """Return the ids of the paragraphs of the form that was saved, in its order; new ones have got theirs."""
        if "order" in self.taken or not mine.original:
            return [passage.id for passage in mine.passages]
        return [passage.id for passage in self.item.passages]

    def marks(self, mine: EditableItem, seen: Mapping[str, str]) -> dict[str, str]:
        """Return the marks of a form that goes on showing `mine`: what was taken from others it has not seen."""
        stands = self.item.fields()
        there = {*mine.fields(), *(f"passage:{number}" for number in self.places(mine))}
        return {
            name: seen.get(name, digest("")) if name in self.taken else digest(stands.get(name, ""))
            for name in sorted(there)
        }


class Conflicts(Exception):
    """Both editors changed the same fields, differently; nothing was written. `theirs` holds the other values."""

    def __init__(self, merged: merging.Merged, now: EditableItem) -> None:
        super().__init__(", ".join(merged.conflicts))
        self.theirs = merged.conflicts
        self.fields = merged.fields
        self.now = now

    def marks(self, seen: Mapping[str, str]) -> dict[str, str]:
        """Return the marks of a form that shows what is joined: it has seen what stands, and what is gone."""
        return merging.marks({**dict.fromkeys(seen, ""), **self.now.fields()})

    def joined(self, mine: EditableItem) -> EditableItem:
        """Return what can be joined: one's own words, and theirs wherever only they have changed something.

        Paragraphs that were added meanwhile, and those that somebody writes in although they were taken out, come last.
        """
        words = {name: self.fields[f"word:{name}"] for name in mine.words}
        plain = {name: self.fields.get(f"plain:{name}", text) for name, text in mine.plain.items()}
        passages = [
            replace(p, text=self.fields[f"passage:{p.id}"]) if p.id else p
            for p in mine.passages
            if not p.id or self.fields[f"passage:{p.id}"] or f"passage:{p.id}" in self.theirs
        ]
        there = {p.id for p in mine.passages}
        passages += [
            p
            for p in self.now.passages
            if mine.original
            and p.id not in there
            and (self.fields[f"passage:{p.id}"] or f"passage:{p.id}" in self.theirs)
        ]
        return replace(mine, words=words, plain=plain, passages=tuple(passages))
