# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading by program: JSON, errors as problem+json (RFC 9457), paging by `next`."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from itertools import islice
from typing import Any, NoReturn, TypeVar

from flask import request, url_for
from flask_smorest import Blueprint, abort
from marshmallow import Schema

from participation.api import documents, questions, schemas
from participation.api.documents import Document
from participation.contributions import change_rows, figures, open_data
from participation.i18n import AUTHORITATIVE
from participation.roadmap import queries as roadmap
from participation.roadmap.queries import Head
from participation.web.access import public
from participation.web.unit import work

blueprint = Blueprint(
    "api", __name__, url_prefix="/api/v1", description="What is published of consultations."
)

Query = dict[str, Any]

View = TypeVar("View", bound=Callable[..., Document])

FAULTS = (HTTPStatus.NOT_FOUND, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def tells(address: str, answer: type[Schema], query: type[Schema]) -> Callable[[View], View]:
    """Declare where a view is, what it answers and may be asked, and that everybody may read it."""

    def declare(view: View) -> View:
        done = blueprint.response(HTTPStatus.OK, answer)(view)
        for fault in FAULTS:
            done = blueprint.alt_response(fault, fault.name)(done)
        asked = blueprint.arguments(
            query, location="query", error_status_code=HTTPStatus.BAD_REQUEST
        )
        named = blueprint.doc(operationId=view.__name__)(asked(done))
        blueprint.get(address)(public(named))
        return view

    return declare


@tells("/consultations", schemas.Consultations, questions.Language)
def consultations(query: Query) -> Document:
    """List the consultations that have been announced, the newest first."""
    heads = roadmap.heads(work(), query["language"])
    return {"consultations": [documents.consultation(head) for head in heads]}


@tells("/consultations/<slug>", schemas.Consultation, questions.Language)
def consultation(query: Query, slug: str) -> Document:
    """Return a consultation: what it is about, when it is open, which version of the draft is the newest."""
    return documents.consultation(_head(slug, query["language"]))


@tells("/consultations/<slug>/items", schemas.Items, questions.Language)
def items(query: Query, slug: str) -> Document:
    """List the items of the newest published version of the draft with their paragraphs, in its order."""
    head = _head(slug, query["language"])
    listed = documents.items(work(), head.version_id, query["language"])
    return {"consultation": slug, "draft_version": head.version_number, "items": listed}


@tells("/consultations/<slug>/contributions", schemas.Contributions, questions.ContributionQuery)
def contributions(query: Query, slug: str) -> Document:
    """List published contributions, the newest first."""
    head = _head(slug, query["language"])
    item = open_data.item_id(work(), head, query["item"]) if query["item"] else None
    if query["item"] and item is None:
        _unknown("There is no such item.")
    listed, after = open_data.contributions(
        work(), head, query["language"], query["group"], item, query["after"], query["limit"]
    )
    return {"consultation": slug, "contributions": listed, "next": _onward(slug, after)}


@tells("/consultations/<slug>/aggregate", schemas.Aggregate, questions.Language)
def aggregate(query: Query, slug: str) -> Document:
    """Return the figures by item and group; small ones are withheld so that nobody is found out."""
    head = _head(slug, query["language"])
    return open_data.aggregate(figures.figures(work(), head, query["language"]))


@tells("/consultations/<slug>/answers", schemas.Answers, questions.AnswerQuery)
def answers(query: Query, slug: str) -> Document:
    """List what the city has answered, in the order in which the contributions came."""
    head = _head(slug)
    listed, after = open_data.answers(work(), head, query["after"], query["limit"])
    return {"consultation": slug, "answers": listed, "next": _onward(slug, after)}


@tells("/consultations/<slug>/changes", schemas.Changes, questions.ChangeQuery)
def changes(query: Query, slug: str) -> Document:
    """List the changes of published versions with their causes and reasons."""
    head = _head(slug, query["language"])
    after, size = query["after"], query["limit"]
    found = change_rows.documents(work(), head, query["language"], query["version"] or None)
    listed = list(islice(found, after, after + size + 1))
    onward = _onward(slug, after + size if len(listed) > size else None)
    return {"consultation": slug, "changes": listed[:size], "next": onward}


def _head(slug: str, language: str = AUTHORITATIVE) -> Head:
    return roadmap.head(work(), slug, language) or _unknown("There is no such consultation.")


def _unknown(message: str) -> NoReturn:
    abort(HTTPStatus.NOT_FOUND, message=message)
    raise AssertionError("abort raises")


def _onward(slug: str, after: str | int | None) -> str | None:
    """Return the address of the page behind a place."""
    if after is None:
        return None
    query: dict[str, Any] = {**request.args.to_dict(), "slug": slug, "after": after}
    return url_for(str(request.endpoint), **query)
