# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The application, made in steps."""

from __future__ import annotations

from flask import Flask

from participation import clock
from participation.accounts import oidc_door, organisation_members, organisations, sign_in
from participation.accounts import seals as account_seals
from participation.accounts import service as account_service
from participation.accounts.account_views import blueprint as account
from participation.accounts.administration_views import blueprint as administration
from participation.accounts.approval_views import blueprint as approvals
from participation.accounts.audit_views import blueprint as audit_pages
from participation.accounts.factor_views import blueprint as factors
from participation.accounts.oidc_views import blueprint as identity_provider
from participation.accounts.organisation_admin_views import blueprint as organisation_admin
from participation.accounts.organisation_views import OFFICIAL_NAMES
from participation.accounts.organisation_views import blueprint as organisation_pages
from participation.accounts.passkey_views import blueprint as passkeys
from participation.accounts.registration_views import blueprint as registration
from participation.accounts.views import blueprint as accounts
from participation.api import description
from participation.api.description_views import blueprint as api_description
from participation.audit import service as audit
from participation.config import Settings, from_environ
from participation.contributions import answers as contribution_answers
from participation.contributions import keeping, naming
from participation.contributions import seals as contribution_seals
from participation.contributions import trace as contribution_trace
from participation.contributions.code_views import blueprint as codes
from participation.contributions.feed_views import blueprint as feeds
from participation.contributions.own_views import blueprint as own
from participation.contributions.reading_views import blueprint as reading
from participation.contributions.receipt_views import blueprint as receipts
from participation.contributions.room_views import blueprint as rooms
from participation.contributions.rules import Group
from participation.contributions.search_views import blueprint as search
from participation.contributions.stance_views import blueprint as stances
from participation.contributions.statement_views import blueprint as statements
from participation.contributions.trace_views import blueprint as trace
from participation.contributions.views import blueprint as contributions
from participation.db import Database
from participation.evaluation.change_views import blueprint as tracing
from participation.evaluation.views import blueprint as evaluation
from participation.following.views import blueprint as following
from participation.insight.views import blueprint as insight
from participation.moderation.views import blueprint as moderation
from participation.reports.views import blueprint as reports
from participation.roadmap import seals as roadmap_seals
from participation.roadmap.consultation_views import blueprint as consultations
from participation.roadmap.drafting_item_views import blueprint as drafting_item
from participation.roadmap.drafting_views import blueprint as drafting
from participation.web import (
    access,
    assets,
    cache,
    challenges,
    errors,
    kiosk,
    limits,
    locale,
    security,
    unit,
)
from participation.web.application import Application
from participation.web.kiosk_views import blueprint as shared_device
from participation.web.views import blueprint as pages
from participation.web.violation_views import blueprint as violations

BLUEPRINTS = (
    pages,
    violations,
    shared_device,
    reading,
    feeds,
    search,
    trace,
    contributions,
    receipts,
    stances,
    own,
    rooms,
    statements,
    codes,
    following,
    accounts,
    registration,
    account,
    factors,
    passkeys,
    identity_provider,
    administration,
    approvals,
    audit_pages,
    organisation_pages,
    organisation_admin,
    moderation,
    insight,
    evaluation,
    tracing,
    consultations,
    drafting,
    drafting_item,
    reports,
    api_description,
)


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """Return the application for these settings (those of the environment if none are given).

    Raises `SettingsError` for settings that cannot be used, `access.UndeclaredAccess` for an endpoint that does not
    say who may call it.
    """
    settings = settings or from_environ()
    app = Application(__name__, static_folder=None)
    configure(app, settings)
    unit.install(app, database or Database(settings.database_url))
    sign_in.install(app, settings)
    oidc_door.install(app, settings, groups=frozenset(map(str, Group)))
    locale.install(app, settings)
    security.install(app, settings)
    app.before_request(access.enforce)
    kiosk.install(app)
    assets.install(app)
    errors.install(app)
    limits.install(app, settings)
    challenges.install(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    description.install(app)
    access.require_declared(app)
    register_seals()
    forget_with_accounts()
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Put the settings where views find them."""
    clock.fix(settings.now)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        RECEIPT_SECRET=settings.secret_key,
        SECURE_COOKIES=settings.secure_cookies,
        BASE_URL=settings.base_url,
        PREFERRED_URL_SCHEME="https" if settings.secure_cookies else "http",
        MODE=settings.mode,
        **{OFFICIAL_NAMES: naming.official_fault},
    )
    app.extensions[cache.EXTENSION] = cache.Pages()
    app.jinja_env.policies["ext.i18n.trimmed"] = True


def forget_with_accounts() -> None:
    """Tell accounts what other rooms keep of them, to be forgotten when one is closed."""
    for forget in (keeping.forget_account, organisation_members.forget_account):
        if forget not in account_service.forgetting:
            account_service.forgetting.append(forget)


def register_seals() -> None:
    """Tell the audit trail how to read the facts it has sealed."""
    audit.seals.update(
        {
            account_seals.KIND: account_seals.read,
            organisations.KIND: organisations.read_seals,
            contribution_seals.KIND: contribution_seals.read,
            contribution_answers.KIND: contribution_answers.read,
            contribution_trace.KIND: contribution_trace.read_causes,
            roadmap_seals.KIND: roadmap_seals.read,
            roadmap_seals.CHANGES: roadmap_seals.read_changes,
        }
    )
