# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing the next version: its tree, items that come, go and move, files in and out, and giving it up."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts.rules import Permission
from participation.roadmap import (
    documents,
    draft_formats,
    progress,
    queries,
    service,
    tree,
    tree_editing,
    versions,
)
from participation.roadmap.draft_document import DraftFaults
from participation.roadmap.draft_yaml import LARGEST_FILE
from participation.roadmap.drafting_tree_forms import NewItemForm
from participation.roadmap.models import Consultation, DraftVersion
from participation.roadmap.outcomes import NoSuchItem
from participation.roadmap.rules import PARENT_LEVEL, Level
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors
from participation.web.locale import page_locale
from participation.web.security import takes_files
from participation.web.unit import work

blueprint = Blueprint("drafting", __name__, template_folder="templates")

TOLD = 50  # faults of a file


@blueprint.get("/<locale>/draft/")
@allows(Permission.WRITE_DRAFT)
def consultations() -> Response:
    """List all consultations, also those that have not been announced."""
    listed = []
    for slug in queries.slugs(work()):
        about = queries.consultation(work(), slug)
        if about is not None:
            title = queries.title(work(), about.id, page_locale())
            listed.append((about, title, versions.in_preparation(work(), about.id)))
    return never_kept(render_template("roadmap/draft_list.html", c=None, listed=listed))


@blueprint.get("/<locale>/draft/<slug>/")
@allows(Permission.WRITE_DRAFT)
def overview(slug: str) -> Response:
    """Show the version in preparation as a tree, or that there is none."""
    return _overview(consultation_or_404(slug), 200)


@blueprint.post("/<locale>/draft/<slug>/begin/")
@allows(Permission.WRITE_DRAFT)
def begin(slug: str) -> ResponseReturnValue:
    """Begin the next version as a copy of the published one."""
    versions.begin(work(), consultation_or_404(slug), current_user.label)
    return _back(slug)


@blueprint.route("/<locale>/draft/<slug>/discard/", methods=["GET", "POST"])
@allows(Permission.WRITE_DRAFT)
def discard(slug: str) -> ResponseReturnValue:
    """Give the version in preparation up, after asking."""
    consultation = consultation_or_404(slug)
    version = _version_or_404(consultation)
    if request.method == "GET":
        return _page("roadmap/draft_discard.html", consultation, version)
    try:
        if not _as_seen(version):
            work().rollback()
            return _overview(consultation_or_404(slug), 409, told=_changed_meanwhile())
        versions.discard(work(), consultation, version, current_user.label)
    except versions.Frozen:
        work().rollback()
        return _overview(consultation_or_404(slug), 409, told=_changed_meanwhile())
    return _back(slug)


@blueprint.post("/<locale>/draft/<slug>/items/")
@allows(Permission.WRITE_DRAFT)
def add(slug: str) -> ResponseReturnValue:
    """Add an item."""
    consultation = consultation_or_404(slug)
    version = _version_or_404(consultation)
    form = NewItemForm(request.form)
    if not form.errors:
        try:
            tree_editing.add(work(), version, form.item(), current_user.label)
            key = form.item().key
            return redirect(url_for("drafting_item.edit", slug=slug, key=key), 303)
        except tree_editing.TreeRefused as refused:
            form.refuse(refused.code)
        except versions.Frozen:
            work().rollback()
            return _overview(consultation_or_404(slug), 409, told=_changed_meanwhile())
    return _overview(consultation, 422, form=form)


@blueprint.post("/<locale>/draft/<slug>/items/<key>/move/")
@allows(Permission.WRITE_DRAFT)
def move(slug: str, key: str) -> ResponseReturnValue:
    """Let an item change places with the one before or after it."""
    consultation = consultation_or_404(slug)
    version = _version_or_404(consultation)
    try:
        up = request.form.get("direction") == "up"
        tree_editing.move(work(), version, key, up, current_user.label)
    except NoSuchItem:
        abort(404)
    except tree_editing.TreeRefused:
        return _overview(consultation, 422, told=_("It stands at the end already."))
    except versions.Frozen:
        work().rollback()
        return _overview(consultation_or_404(slug), 409, told=_changed_meanwhile())
    return redirect(url_for("drafting.overview", slug=slug) + f"#i-{key.replace('.', '-')}", 303)


@blueprint.route("/<locale>/draft/<slug>/items/<key>/remove/", methods=["GET", "POST"])
@allows(Permission.WRITE_DRAFT)
def remove(slug: str, key: str) -> ResponseReturnValue:
    """Take an item out of the version, after asking."""
    consultation = consultation_or_404(slug)
    version = _version_or_404(consultation)
    names = {stop.key: stop for stop in tree.titles(work(), version.id, page_locale()).values()}
    if key not in names:
        abort(404)
    if request.method == "GET":
        return _page("roadmap/draft_remove.html", consultation, version, stop=names[key])
    try:
        tree_editing.remove(work(), version, key, current_user.label)
    except NoSuchItem:
        abort(404)
    except tree_editing.TreeRefused:
        below = _("%(key)s has items below it. Remove them first.", key=key)
        return _overview(consultation, 422, told=below)
    except versions.Frozen:
        work().rollback()
        return _overview(consultation_or_404(slug), 409, told=_changed_meanwhile())
    return _back(slug)


@blueprint.post("/<locale>/draft/<slug>/file/")
@allows(Permission.WRITE_DRAFT)
@takes_files(LARGEST_FILE + 64 * 1024)
def upload(slug: str) -> ResponseReturnValue:
    """Take a file in as what is in preparation."""
    consultation = consultation_or_404(slug)
    version = versions.in_preparation(work(), consultation.id)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _overview(consultation, 422, errors=[("file", _("Choose a file."))])
    if version is not None and request.form.get("replace") != "yes":
        sure = _("Say that what is in preparation may be replaced.")
        return _overview(consultation, 422, errors=[("replace", sure)])
    data = sent.stream.read(LARGEST_FILE + 1)
    try:
        document = draft_formats.read(data, sent.filename[-100:])
    except DraftFaults as wrong:
        return _overview(consultation, 422, faults=wrong)
    try:
        if not _as_seen(version):
            work().rollback()
            return _overview(consultation_or_404(slug), 409, told=_changed_meanwhile())
        service.import_draft(work(), document, current_user.label, slug=slug)
    except versions.Frozen:
        work().rollback()
        return _overview(consultation_or_404(slug), 409, told=_changed_meanwhile())
    return _back(slug)


@blueprint.get("/<locale>/draft/<slug>/file/<any(yaml, xlsx, md):form>")
@allows(Permission.WRITE_DRAFT)
def download(slug: str, form: str) -> Response:
    """Send a version as a file: the one in preparation, or a published one by its number."""
    consultation = consultation_or_404(slug)
    wanted = request.args.get("version", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 6):
        abort(404)
    version = documents.find_version(work(), consultation, int(wanted) if wanted else None)
    if version is None:
        abort(404)
    document = documents.document(work(), consultation, version)
    response = Response(
        draft_formats.dump(document, form), mimetype=draft_formats.MEDIA_TYPES[form]
    )
    name = f"{slug}-{version.number}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def consultation_or_404(slug: str) -> Consultation:
    """Return a consultation, announced or not, or answer 404."""
    found = queries.consultation(work(), slug)
    if found is None:
        abort(404)
    return found


def _version_or_404(consultation: Consultation) -> DraftVersion:
    version = versions.in_preparation(work(), consultation.id)
    if version is None:
        abort(404)
    return version


def _as_seen(version: DraftVersion | None) -> bool:
    """Take hold of a version and say whether it is as the form's page showed it. Raises `versions.Frozen`."""
    seen = request.form.get("edition")
    if version is None:
        return seen == "0"
    versions.claim(work(), version.id)
    work().refresh(version)
    return seen == str(version.edition - 1)


def _changed_meanwhile() -> str:
    return str(_("Somebody else has changed this version meanwhile. Nothing was done; look again."))


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("drafting.overview", slug=slug), 303)


def _page(
    template: str, consultation: Consultation, version: DraftVersion, **more: Any
) -> Response:
    head = queries.head(work(), consultation.slug, page_locale())
    return never_kept(
        render_template(template, c=head, consultation=consultation, version=version, **more)
    )


def _overview(
    consultation: Consultation,
    status: int,
    told: str = "",
    errors: Errors | None = None,
    form: NewItemForm | None = None,
    faults: DraftFaults | None = None,
) -> Response:
    version = versions.in_preparation(work(), consultation.id)
    goals = tree.tree(work(), version.id, page_locale()) if version else []
    items = tree.flat(goals)
    listed = faults.faults if faults else []
    new = form or NewItemForm(request.args)
    if version is not None and not new.key:
        above = [i.key for i in items if i.level == PARENT_LEVEL.get(Level(new.level))]
        if new.parent not in above:
            new.parent = above[-1] if above else ""
        parent = new.parent or None
        new.key = tree_editing.free_key(work(), consultation.id, Level(new.level), parent)
    page = render_template(
        "roadmap/draft_overview.html",
        c=queries.head(work(), consultation.slug, page_locale()),
        consultation=consultation,
        title=queries.title(work(), consultation.id, page_locale()),
        version=version,
        published=versions.newest_published(work(), consultation.id),
        goals=goals,
        items=items,
        translations=progress.translations(work(), version.id) if version else {},
        form=new,
        errors=(errors or []) + (form.errors if form else []),
        told=told,
        faults=[(f.file, f.place, _(f.message) % f.known) for f in listed[:TOLD]],
        more_faults=max(0, len(listed) - TOLD),
    )
    return never_kept(page, status)
