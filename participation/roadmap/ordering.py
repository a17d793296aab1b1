# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What stands in another place than before, and in which order differences are told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from participation.roadmap.snapshots import Snapshot


def moved_items(older: Snapshot, newer: Snapshot) -> dict[int, tuple[str, str]]:
    """Return, for items that stand elsewhere, the keys of what they stood and stand after, or under if first."""

    def families(snapshot: Snapshot) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = {}
        for item in snapshot.values():
            found.setdefault(item.parent_id, []).append(item.id)
        return found

    def after(snapshot: Snapshot, family: Sequence[int], item_id: int) -> str:
        place = family.index(item_id)
        if place:
            return snapshot[family[place - 1]].key
        parent = snapshot[item_id].parent_id
        return snapshot[parent].key if parent is not None and parent in snapshot else ""

    old, new = families(older), families(newer)
    moved: dict[int, tuple[str, str]] = {}
    for parent, family in new.items():
        was = old.get(parent, [])
        staying = longest_staying([i for i in was if i in family], [i for i in family if i in was])
        for item_id in family:
            if item_id in older and item_id not in staying:
                old_family = old[older[item_id].parent_id]
                moved[item_id] = (
                    after(older, old_family, item_id),
                    after(newer, family, item_id),
                )
    return moved


def longest_staying(older: Sequence[int], newer: Sequence[int]) -> set[int]:
    """Return the largest set whose order is the same in both: the others have moved past them."""
    place = {value: index for index, value in enumerate(older)}
    tails: list[int] = []
    chains: list[list[int]] = []
    for value in newer:
        at = bisect_left(tails, place[value])
        chain = [*(chains[at - 1] if at else []), value]
        tails[at : at + 1] = [place[value]]
        chains[at : at + 1] = [chain]
    return set(chains[-1]) if chains else set()


def in_order(older: Sequence[int], newer: Sequence[int]) -> list[int]:
    """Return all of both: the newer order, with what is gone after what it stood after."""
    there = set(newer)
    gone_after: dict[int | None, list[int]] = {}
    last: int | None = None
    for value in older:
        if value in there:
            last = value
        else:
            gone_after.setdefault(last, []).append(value)
    order = list(gone_after.get(None, []))
    for value in newer:
        order += [value, *gone_after.get(value, [])]
    return order
