# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing one item: the editor in each language, its autosave, which paragraph became which, the preview."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation import clock
from participation.accounts.rules import Permission
from participation.i18n import language
from participation.roadmap import (
    diff,
    editable,
    editing,
    items,
    merging,
    queries,
    rematching,
    trace,
    tree,
    versions,
)
from participation.roadmap.drafting_forms import ItemForm
from participation.roadmap.editable import EditableItem
from participation.roadmap.models import Consultation, DraftVersion
from participation.roadmap.outcomes import Conflicts, NoSuchItem
from participation.roadmap.rules import ORIGINAL, PARENT_LEVEL
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.labels import LABELS
from participation.web.locale import format_time, page_locale
from participation.web.unit import work

blueprint = Blueprint("drafting_item", __name__, template_folder="templates")

TAKEN = frozenset((*LABELS["field"], "parent", "passages"))  # what can be said to come from others


@blueprint.route("/<locale>/draft/<slug>/items/<key>/", methods=["GET", "POST"])
@allows(Permission.WRITE_DRAFT)
def edit(slug: str, key: str) -> ResponseReturnValue:
    """Show an item for editing in a language, and save it."""
    consultation = _consultation(slug)
    code = request.args.get("language", ORIGINAL)
    if code not in consultation.languages:
        abort(404)
    version = versions.in_preparation(work(), consultation.id)
    now = editable.load(work(), version, key, code) if version else None
    if version is None or now is None:
        if request.method == "GET":
            abort(404)
        return _overtaken(consultation, key)
    if request.method == "GET":
        return _editor(consultation, version, now, merging.marks(now.fields()))
    own = editable.passage_ids(work(), version, key)
    form = ItemForm(now, request.form, [stop.key for stop in _parents(version, now)], own)
    act = request.form.get("act", "")
    if act and form.act(act):
        return _editor(
            consultation, version, form.item, form.marks, told=_("Not saved yet."), status=200
        )
    form.split()
    form.check()
    if form.errors:
        return _editor(consultation, version, form.item, form.marks, form=form, status=422)
    return _save(consultation, version, form)


@blueprint.route("/<locale>/draft/<slug>/items/<key>/paragraphs/", methods=["GET", "POST"])
@allows(Permission.WRITE_DRAFT)
def paragraphs(slug: str, key: str) -> ResponseReturnValue:
    """Show which paragraph became which, and have it corrected."""
    consultation = _consultation(slug)
    version = versions.in_preparation(work(), consultation.id)
    table = rematching.table(work(), version, key) if version else None
    if version is None or table is None:
        abort(404)
    if request.method == "GET":
        return _paragraphs(consultation, version, key, table, 200)
    seen = [int(i) for i in request.form.getlist("seen[]")[:500] if i.isascii() and i.isdigit()]
    known = {str(number): number for number, _text in table.published}
    claims = [
        [known[c] for c in dict.fromkeys(request.form.getlist(f"from-{number}[]")) if c in known]
        for number in seen
    ]
    try:
        rematching.rematch(work(), version, key, seen, claims, current_user.label)
    except (rematching.ParagraphsChanged, NoSuchItem, versions.Frozen):
        work().rollback()
        consultation = _consultation(slug)
        again = versions.in_preparation(work(), consultation.id)
        fresh = rematching.table(work(), again, key) if again else None
        if again is None or fresh is None:
            return _overtaken(consultation, key)
        return _paragraphs(consultation, again, key, fresh, 409)
    return redirect(url_for("drafting_item.paragraphs", slug=slug, key=key, saved=1), 303)


@blueprint.get("/<locale>/draft/<slug>/items/<key>/preview/")
@allows(Permission.WRITE_DRAFT)
def preview(slug: str, key: str) -> Response:
    """Show an item as the public would read it."""
    consultation = _consultation(slug)
    code = request.args.get("language", ORIGINAL)
    version = versions.in_preparation(work(), consultation.id)
    found = items.item(work(), version.id, key, code) if version else None
    if version is None or found is None or code not in consultation.languages:
        abort(404)
    changed = {one.passage_id for one in trace.differences(work(), version) if one.key == key}
    return never_kept(
        render_template(
            "roadmap/draft_preview.html",
            c=queries.head(work(), slug, page_locale()),
            consultation=consultation,
            version=version,
            item=found,
            changed=changed,
            code=code,
            dir=language(page_locale()).dir,
            item_dir=language(code).dir,
        )
    )


def _save(consultation: Consultation, version: DraftVersion, form: ItemForm) -> ResponseReturnValue:
    slug, key = consultation.slug, form.item.key
    if form.left:
        return _conflict(consultation, form, None)
    try:
        saved = editing.save(
            work(), version, form.item, form.marks, current_user.label, form.checked
        )
    except Conflicts as conflict:
        work().rollback()
        return _conflict(_consultation(slug), form, conflict)
    except (NoSuchItem, versions.Frozen):
        work().rollback()
        return _overtaken(_consultation(slug), key)
    if _by_script():
        return jsonify(
            message=_saved_at(),
            marks=saved.marks(form.item, form.marks),
            passages=saved.places(form.item),
        )
    onward: dict[str, Any] = {"saved": 1, "taken": ",".join(saved.fields()) or None}
    language = form.item.locale
    address = url_for("drafting_item.edit", slug=slug, key=key, language=language, **onward)
    return redirect(address, 303)


def _saved_at() -> str:
    return str(_("Saved at %(time)s", time=format_time(clock.now())))


def _consultation(slug: str) -> Consultation:
    found = queries.consultation(work(), slug)
    if found is None:
        abort(404)
    return found


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _parents(version: DraftVersion, item: EditableItem) -> list[tree.Stop]:
    wanted = PARENT_LEVEL.get(item.level)
    stops = tree.titles(work(), version.id, page_locale()).values()
    return [stop for stop in stops if stop.level == wanted]


def _conflict(
    consultation: Consultation, form: ItemForm, conflict: Conflicts | None
) -> ResponseReturnValue:
    """Show what both have changed: one's own words stay in the fields, the others stand below them."""
    if _by_script():
        words = _("Somebody else has changed this, too. Press “Save” to join both.")
        return jsonify(message=words), 409
    version = versions.in_preparation(work(), consultation.id)
    if version is None:
        return _overtaken(consultation, form.item.key)
    if conflict is None:  # all of it is about paragraphs that are gone
        return _editor(consultation, version, form.item, form.marks, form=form, status=409)
    mine = conflict.joined(form.item)
    fields = mine.fields()
    theirs = {
        name: diff.words(_spoken(name, value), _spoken(name, fields.get(name, "")))
        for name, value in conflict.theirs.items()
        if name != "order"
    }
    marks = conflict.marks(form.marks)
    order = "order" in conflict.theirs
    return _editor(consultation, version, mine, marks, theirs=theirs, order=order, status=409)


def _spoken(name: str, value: str) -> str:
    """Return a field's value as its editor reads it."""
    if name != "plain:measurable":
        return value
    return str({"yes": _("yes"), "no": _("not yet")}.get(value, _("nothing said")))


def _overtaken(consultation: Consultation, key: str) -> ResponseReturnValue:
    """Tell somebody that the version is out or the item is gone, and give back what they typed."""
    if _by_script():
        gone = _("This version is out, or the item was removed. Press “Save” to see your texts.")
        return jsonify(message=gone), 409
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if value
        and name.startswith(("word-", "passage-"))
        and not name.startswith(("passage-id", "passage-origins"))
    ]
    page = render_template(
        "roadmap/draft_overtaken.html",
        c=queries.head(work(), consultation.slug, page_locale()),
        consultation=consultation,
        key=key,
        typed=typed,
    )
    return never_kept(page, 409)


def _paragraphs(
    consultation: Consultation,
    version: DraftVersion,
    key: str,
    table: rematching.Table,
    status: int,
) -> Response:
    page = render_template(
        "roadmap/draft_paragraphs.html",
        c=queries.head(work(), consultation.slug, page_locale()),
        consultation=consultation,
        version=version,
        older=versions.before(work(), version),
        key=key,
        table=table,
        conflict=status == 409,
        saved="saved" in request.args and status == 200,
    )
    return never_kept(page, status)


def _editor(
    consultation: Consultation,
    version: DraftVersion,
    item: EditableItem,
    marks: dict[str, str],
    *,
    form: ItemForm | None = None,
    theirs: dict[str, Any] | None = None,
    order: bool = False,
    told: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    if status == 422 and form is not None and _by_script():
        words = _("Not saved: %(fault)s", fault=form.errors[0][1])
        return jsonify(message=words), 422
    saved = "saved" in request.args and request.method == "GET"
    taken = request.args.get("taken", "").split(",")
    page = render_template(
        "roadmap/draft_item.html",
        c=queries.head(work(), consultation.slug, page_locale()),
        consultation=consultation,
        version=version,
        older=versions.before(work(), version),
        item=item,
        item_dir=language(item.locale).dir,
        parents=_parents(version, item),
        marks=json.dumps(marks),
        errors=form.errors if form else [],
        left=form.left if form else [],
        theirs=theirs or {},
        order=order,
        conflict=status == 409,
        told=_("Saved.") if saved else told,
        taken=[name for name in taken if name in TAKEN] if saved else [],
    )
    return never_kept(page, status)
