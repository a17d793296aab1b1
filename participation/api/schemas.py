# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What programs are told, as the description of the API says it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from marshmallow import Schema, fields

from participation.contributions.rules import (
    Channel,
    Concern,
    Disposition,
    Group,
    Kind,
    Stance,
)
from participation.roadmap.rules import ChangeReason, Level, Phase, Policy


def code(of: type[StrEnum], nullable: bool = False) -> fields.String:
    """Return a field that holds one of the codes of an enumeration."""
    allowed: list[str | None] = [str(value) for value in of]
    if nullable:
        allowed.append(None)
    return fields.String(required=True, allow_none=nullable, metadata={"enum": allowed})


def words(about: str, nullable: bool = False) -> fields.String:
    """Return a field with words."""
    return fields.String(required=True, allow_none=nullable, metadata={"description": about})


def count(about: str, nullable: bool = False) -> fields.Integer:
    """Return a field with a count or a running number."""
    return fields.Integer(required=True, allow_none=nullable, metadata={"description": about})


def moment(about: str, nullable: bool = False) -> fields.DateTime:
    """Return a field with a moment in UTC."""
    return fields.DateTime(
        "iso", required=True, allow_none=nullable, metadata={"description": about}
    )


def withheld_or(what: fields.Field[Any], about: str) -> fields.Dict:
    """Return a field with a figure for each code; null where it is withheld to protect single persons."""
    keys = fields.String()
    return fields.Dict(keys, what, required=True, metadata={"description": about})


def figures(about: str) -> fields.Dict:
    """Return a field with counts by code; null where a count is withheld."""
    return withheld_or(fields.Integer(allow_none=True), about)


class Consultation(Schema):
    """A consultation that has been announced."""

    slug = words("Its name in addresses.")
    title = words("Title.")
    lead = words("What it is about.")
    purpose = words("What the contributions are used for.")
    language = words("Language of title, lead and purpose.")
    phase = code(Phase)
    starts_at = moment("From when on contributions are taken.")
    ends_at = moment("Until when contributions are taken.")
    draft_version = count("Number of the newest published version of the draft.")
    draft_published_at = moment("When that version was published.")
    responsible_unit = words("The office that answers for it.")
    legal_basis = words("On which law it rests.")
    languages = fields.List(fields.String(), required=True)
    groups = fields.List(fields.String(), required=True)
    moderation_policy = code(Policy)
    k = count("Figures below this number are withheld.")


class Consultations(Schema):
    """All consultations that have been announced, the newest first."""

    consultations = fields.List(fields.Nested(Consultation), required=True)


class Passage(Schema):
    """A paragraph of an item."""

    number = count("Its number within the item.")
    text = words("Its wording.")
    language = words("Language of the wording.")


class Item(Schema):
    """A goal, a sub-goal or a measure."""

    key = words("Its key, which lasts over versions.")
    level = code(Level)
    parent = words("Key of the item above it.", nullable=True)
    title = words("Title.")
    language = words("Language of the title.")
    summary = words("What it is about.", nullable=True)
    responsible_unit = words("The office that is responsible.", nullable=True)
    deadline = fields.Date(required=True, allow_none=True)
    passages = fields.List(fields.Nested(Passage), required=True)


class Items(Schema):
    """The items of the newest published draft, in its order."""

    consultation = words("The consultation.")
    draft_version = count("The version they are from.")
    items = fields.List(fields.Nested(Item), required=True)


class Contribution(Schema):
    """A contribution that is published; its words are unchanged."""

    reference = words("Its public reference.")
    item = words("Key of the item; null for a proposal to no single one.", nullable=True)
    draft_version = count("The version it was written about.", nullable=True)
    passage = count("The paragraph it was written about.", nullable=True)
    wording = words("Wording of that paragraph at the time.", nullable=True)
    kind = code(Kind)
    concern = code(Concern, nullable=True)
    stance = code(Stance, nullable=True)
    group = code(Group)
    verified = fields.Boolean(required=True)
    organisation = words("The body that speaks.", nullable=True)
    channel = code(Channel)
    language = words("Language of the words.")
    title = words("Title.", nullable=True)
    text = words("Text.")
    grounds = words("Why another wording is wanted.", nullable=True)
    parent = words("Reference of the contribution it replies to.", nullable=True)
    submitted_at = moment("When it came in.")
    published_at = moment("When it was published.")
    agree = count("How many agree.")
    disagree = count("How many disagree.")


class Contributions(Schema):
    """A page of published contributions, the newest first."""

    consultation = words("The consultation.")
    contributions = fields.List(fields.Nested(Contribution), required=True)
    next = words("Address of the next page.", nullable=True)


class Answer(Schema):
    """What the city answers to a contribution."""

    contribution = words("Reference of the contribution.")
    disposition = code(Disposition)
    text = fields.Dict(fields.String(), fields.String(), required=True)
    responsible_unit = words("The office that answers.", nullable=True)
    published_at = moment("When the answer was published.")


class Answers(Schema):
    """A page of answers, in the order of their contributions."""

    consultation = words("The consultation.")
    answers = fields.List(fields.Nested(Answer), required=True)
    next = words("Address of the next page.", nullable=True)


class Change(Schema):
    """A difference between a version of the draft and the one before, and why."""

    draft_version = count("The version that brought it.")
    item = words("Key of the item.")
    item_title = words("Title of the item.")
    level = code(Level)
    field = words("What of the item changed.")
    passage = count("The paragraph.", nullable=True)
    kind = words("Added, removed, changed, moved …")
    before = words("How it was.", nullable=True)
    after = words("How it is.", nullable=True)
    language = words("Language of the words.")
    reason = code(ChangeReason, nullable=True)
    explanation = words("The city's words on it.", nullable=True)
    contributions = fields.List(fields.String(), required=True)
    contribution_count = count("How many contributions caused it, unpublished ones included.")


class Changes(Schema):
    """A page of the changes of published versions."""

    consultation = words("The consultation.")
    changes = fields.List(fields.Nested(Change), required=True)
    next = words("Address of the next page.", nullable=True)


class ItemFigures(Schema):
    """The figures of an item."""

    key = words("Key of the item; null for proposals to no single one.", nullable=True)
    level = code(Level, nullable=True)
    title = words("Title of the item.", nullable=True)
    contributions = figures("Published contributions by group.")
    stances = withheld_or(
        fields.Dict(fields.String(), fields.Integer(allow_none=True), allow_none=True),
        "Stances by group and stance.",
    )
    stance_totals = figures("All stances by group.")
    channels = figures("Contributions by the way they came in.")
    concerns = figures("Contributions by concern.")
    common_ground = fields.Raw(required=True, allow_none=True)


class Totals(Schema):
    """The figures of a whole consultation."""

    contributions = figures("Published contributions by group.")
    stances = figures("Stances by group.")
    channels = figures("Contributions by the way they came in.")
    concerns = figures("Contributions by concern.")


class Aggregate(Schema):
    """The figures of a consultation by item and group; null stands for a figure that is withheld."""

    consultation = words("The consultation.")
    cut_off = words("When it was counted.")
    k = count("Figures below this number are withheld.")
    groups = fields.List(fields.String(), required=True)
    items = fields.List(fields.Nested(ItemFigures), required=True)
    without_item = fields.Nested(ItemFigures, required=True)
    totals = fields.Nested(Totals, required=True)


class Problem(Schema):
    """An error (RFC 9457)."""

    type = words("What sort of problem; about:blank where the status says all.")
    title = words("What the status says.")
    status = count("The status.")
    detail = words("What was wrong.")
