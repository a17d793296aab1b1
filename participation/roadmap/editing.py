# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing in the version in preparation: one item in one language at a time, joined with what others wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.audit import service as audit
from participation.roadmap import editable, merging, tree_editing, versions
from participation.roadmap.editable import EditableItem, EditablePassage
from participation.roadmap.models import (
    DraftVersion,
    Item,
    ItemText,
    ItemVersion,
    Passage,
    PassageOrigin,
    PassageVersion,
)
from participation.roadmap.outcomes import Conflicts, NoSuchItem, Saved
from participation.roadmap.rules import ORIGINAL, Level, digest


def save(
    session: Session,
    version: DraftVersion,
    mine: EditableItem,
    seen: Mapping[str, str],
    actor: str,
    checked: Collection[str] = (),
) -> Saved:
    """Write what an editor made of an item; `seen` holds the marks of what the editor had before them.

    A translation that is changed, or named in `checked` (by its field's name), is of the original as it stands now.
    Raises `versions.Frozen`, `NoSuchItem`, `Conflicts`. The fields are expected to be checked already.
    """
    versions.claim(session, version.id)
    now = editable.load(session, version, mine.key, mine.locale)
    if now is None:
        raise NoSuchItem(mine.key)
    fields = mine.fields()
    if (
        mine.original
    ):  # a paragraph taken out that somebody else was writing in is a conflict, not a loss
        gone = {p.id for p in now.passages} - {p.id for p in mine.passages}
        fields.update((f"passage:{number}", "") for number in gone)
    merged = merging.merge(seen, fields, now.fields())
    if merged.conflicts:
        raise Conflicts(merged, now)
    row = _item_version(session, version, mine.key)
    if mine.original:
        _write_plain(session, version, row, merged.fields)
    text = _text(session, row, mine.locale)
    _write_words(text, now, merged.fields, checked)
    if mine.original:
        order = _order(merged.fields, now, mine)
        _write_original(session, version, row, text, order)
    else:
        _write_translation(session, text, now, merged.fields, checked)
    row.edition += 1
    session.flush()
    subject = f"item/{version.id}/{mine.key}"
    audit.record(session, audit.Act("draft.edited", actor, subject, {"language": mine.locale}))
    stands = editable.load(session, version, mine.key, mine.locale)
    if stands is None:
        raise NoSuchItem(mine.key)
    return Saved(stands, merged.taken)


def _item_version(session: Session, version: DraftVersion, key: str) -> ItemVersion:
    return session.scalars(
        select(ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.draft_version_id == version.id, Item.key == key)
    ).one()


def _text(session: Session, row: ItemVersion, locale: str) -> ItemText:
    found = session.scalars(
        select(ItemText).where(ItemText.item_version_id == row.id, ItemText.locale == locale)
    ).first()
    if found is None:
        found = ItemText(item_version_id=row.id, locale=locale, title="", summary="", translates={})
        session.add(found)
        session.flush()
    return found


def _write_plain(
    session: Session, version: DraftVersion, row: ItemVersion, fields: Mapping[str, str]
) -> None:
    for name in editable.PLAIN_FIELDS[Level(row.level)]:
        written = fields[f"plain:{name}"]
        if name == "parent":
            tree_editing.put_under(session, version, row, written)
        elif name == "supporting_units":
            row.supporting_units = [line.strip() for line in written.splitlines() if line.strip()]
        elif name in ("starts_on", "deadline", "target_date"):
            setattr(row, name, date.fromisoformat(written) if written else None)
        elif name == "measurable":
            row.measurable = {"yes": True, "no": False}.get(written)
        else:
            setattr(row, name, written if name == "source" else written or None)


def _write_words(
    text: ItemText,
    now: EditableItem,
    fields: Mapping[str, str],
    checked: Collection[str],
) -> None:
    translates = dict(text.translates)
    for name in now.words:
        written = fields[f"word:{name}"]
        changed = written != now.words[name]
        setattr(text, name, written if name in ("title", "summary") else written or None)
        if text.locale != ORIGINAL and (changed or name in checked):
            translates[name] = digest(now.originals[name])
        if not written:
            translates.pop(name, None)
    text.translates = translates


def _order(
    fields: Mapping[str, str], now: EditableItem, mine: EditableItem
) -> list[EditablePassage]:
    """Return the paragraphs in the order that holds: what somebody else added meanwhile stays, after its neighbour."""
    known = {p.id: p for p in (*now.passages, *mine.passages) if p.id}
    fresh = [p for p in mine.passages if not p.id]
    own = [str(p.id) for p in mine.passages]
    wanted = fields["order"].split()
    order: list[EditablePassage] = []
    for number in wanted:
        if number == "0":
            order.append(fresh.pop(0))
        else:
            passage = known[int(number)]
            words = fields.get(f"passage:{number}", passage.text)
            order.append(EditablePassage(passage.id, words, words, False, passage.origins))
    if wanted != own:  # another editor's order holds; what is new here comes last
        order += fresh
    return order


def _write_original(
    session: Session,
    version: DraftVersion,
    row: ItemVersion,
    text: ItemText,
    order: Sequence[EditablePassage],
) -> None:
    rows = {
        passage.passage_id: passage
        for passage in session.scalars(
            select(PassageVersion).where(PassageVersion.item_text_id == text.id)
        )
    }
    numbers: dict[int, int] = {}
    session.execute(delete(PassageVersion).where(PassageVersion.item_text_id == text.id))
    for number, passage in enumerate(order, start=1):
        identity = passage.id
        if not identity:
            made = Passage(item_id=row.item_id)
            session.add(made)
            session.flush()
            identity = made.id
        numbers[identity] = number
        session.add(
            PassageVersion(
                passage_id=identity,
                item_text_id=text.id,
                number=number,
                text=passage.text,
                translates=None,
            )
        )
        _write_origins(session, version, identity, passage.origins)
    for gone in rows.keys() - numbers.keys():
        _write_origins(session, version, gone, ())
    session.flush()
    _renumber_translations(session, row, text, numbers)


def _write_origins(
    session: Session, version: DraftVersion, identity: int, origins: Sequence[int]
) -> None:
    session.execute(
        delete(PassageOrigin).where(
            PassageOrigin.draft_version_id == version.id, PassageOrigin.passage_id == identity
        )
    )
    session.add_all(
        PassageOrigin(draft_version_id=version.id, passage_id=identity, origin_id=origin)
        for origin in sorted(set(origins) - {identity})
    )


def _renumber_translations(
    session: Session, row: ItemVersion, original: ItemText, numbers: Mapping[int, int]
) -> None:
    """Give translated paragraphs the numbers of their originals; those whose original is gone go, too."""
    texts = session.scalars(
        select(ItemText).where(ItemText.item_version_id == row.id, ItemText.id != original.id)
    )
    for text in texts.all():
        passages = session.scalars(
            select(PassageVersion).where(PassageVersion.item_text_id == text.id)
        ).all()
        kept = [(p.passage_id, p.text, p.translates) for p in passages if p.passage_id in numbers]
        session.execute(delete(PassageVersion).where(PassageVersion.item_text_id == text.id))
        session.add_all(
            PassageVersion(
                passage_id=identity,
                item_text_id=text.id,
                number=numbers[identity],
                text=words,
                translates=translates,
            )
            for identity, words, translates in kept
        )
    session.flush()


def _write_translation(
    session: Session,
    text: ItemText,
    now: EditableItem,
    fields: Mapping[str, str],
    checked: Collection[str],
) -> None:
    rows = {
        passage.passage_id: passage
        for passage in session.scalars(
            select(PassageVersion).where(PassageVersion.item_text_id == text.id)
        )
    }
    for number, passage in enumerate(now.passages, start=1):
        written = fields[f"passage:{passage.id}"]
        there = rows.get(passage.id)
        if not written:
            if there is not None:
                session.delete(there)
        elif there is None:
            session.add(
                PassageVersion(
                    passage_id=passage.id,
                    item_text_id=text.id,
                    number=number,
                    text=written,
                    translates=digest(passage.original),
                )
            )
        elif written != passage.text or f"passage:{passage.id}" in checked:
            there.text, there.translates = written, digest(passage.original)
