# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Consultations and drafts as mappings for programs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from participation.roadmap import rules, snapshots
from participation.roadmap.queries import Head
from participation.roadmap.snapshots import ItemState, PassageState, Words

Document = dict[str, Any]


def consultation(head: Head) -> Document:
    """Return what is said about a consultation."""
    return {
        "slug": head.slug,
        "title": head.title,
        "lead": head.lead,
        "purpose": head.purpose,
        "language": head.lang,
        "phase": str(head.phase),
        "starts_at": head.starts_at,
        "ends_at": head.ends_at,
        "draft_version": head.version_number,
        "draft_published_at": head.published_at,
        "responsible_unit": head.responsible_unit,
        "legal_basis": head.legal_basis,
        "languages": head.languages,
        "groups": head.groups,
        "moderation_policy": head.moderation_policy,
        "k": head.k,
    }


def items(session: Session, version_id: int, locale: str) -> list[Document]:
    """Return the items of a version in its order, each with its paragraphs; four queries."""
    found = snapshots.snapshot(session, version_id)
    return [_item(one, found, locale) for one in found.values()]


def _item(item: ItemState, every: snapshots.Snapshot, locale: str) -> Document:
    lang, title = _best(item.words["title"], locale)
    summary = item.words.get("summary")
    return {
        "key": item.key,
        "level": item.level,
        "parent": every[item.parent_id].key if item.parent_id is not None else None,
        "title": title,
        "language": lang,
        "summary": _best(summary, locale)[1] if summary else None,
        "responsible_unit": item.facts["responsible_unit"],
        "deadline": item.facts["deadline"],
        "passages": [_passage(one, locale) for one in item.passages],
    }


def _passage(passage: PassageState, locale: str) -> Document:
    lang, wording = _best(passage.words, locale)
    return {"number": passage.number, "text": wording, "language": lang}


def _best(words: dict[str, Words], locale: str) -> tuple[str, str]:
    lang, found = rules.in_best_locale(words, locale)
    return lang, found.text
