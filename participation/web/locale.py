# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The language of a page: it stands in the path, and everything a template says or formats follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import flask_babel
from babel import dates, numbers
from babel.support import NullTranslations
from flask import Flask, abort, current_app, g, has_request_context, request, url_for
from markupsafe import Markup

from participation import clock
from participation.config import Settings
from participation.i18n import AUTHORITATIVE, catalog, language, negotiate
from participation.web.labels import LABELS

NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class LocaleLink:
    """This page in another language."""

    code: str
    name: str
    dir: str
    url: str
    current: bool


class Catalogs(flask_babel.Domain):
    """Flask-Babel's lookup, over our merged catalogs and by our own language codes."""

    def get_translations(self) -> NullTranslations:
        """Return the catalog of the page's language."""
        return catalog(page_locale())


def install(app: Flask, settings: Settings) -> None:
    """Make paths carry the language, and templates speak and format in it."""
    app.config["LOCALES"] = settings.locales
    app.config["SITE"] = settings.site
    babel = flask_babel.Babel()
    babel.init_app(
        app,
        default_locale=AUTHORITATIVE,
        default_timezone=clock.BERLIN.key,
        locale_selector=lambda: language(page_locale()).babel,
    )
    babel.domain_instance = Catalogs()
    app.url_value_preprocessor(_take_locale)
    app.url_defaults(_give_locale)
    app.jinja_env.filters.update(
        date=format_date,
        datetime=format_datetime,
        number=format_number,
        percent=format_percent,
        in_language=in_language,
    )
    app.jinja_env.globals["labels"] = LABELS
    app.context_processor(_words)


def in_language(code: str) -> Markup:
    """Return the attributes of an element whose words are in a language: a German title on an Arabic page, say."""
    return Markup('lang="{}" dir="{}"').format(code, language(code).dir)


def page_locale() -> str:
    """Return the language of the page that is being answered; guessed from the browser where no path says it."""
    if not has_request_context():
        return AUTHORITATIVE
    if "locale" not in g:
        first = request.path.split("/", 2)[1]
        offered = current_app.config["LOCALES"]
        g.locale = first if first in offered else preferred()
    return cast(str, g.locale)


def speak(code: str) -> None:
    """Answer this request in a language that its path does not name; anything not offered changes nothing."""
    if code in current_app.config["LOCALES"]:
        g.locale = code
        flask_babel.refresh()


def preferred() -> str:
    """Return the language the browser asks for, among those offered."""
    accepted = [tag for tag, _quality in request.accept_languages]
    return negotiate(accepted, current_app.config["LOCALES"])


def _take_locale(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is None or "locale" not in values:
        return
    code = values.pop("locale")
    if code not in current_app.config["LOCALES"]:
        abort(404)
    g.locale = code


def _give_locale(endpoint: str, values: dict[str, Any]) -> None:
    if "locale" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "locale"):
        values["locale"] = page_locale()


def _words() -> dict[str, Any]:
    code = page_locale()
    return {
        "locale": code,
        "dir": language(code).dir,
        "site": current_app.config["SITE"],
        "locales": _links(code),
        "now": clock.now(),
    }


def _links(current: str) -> list[LocaleLink]:
    links = []
    for code in current_app.config["LOCALES"]:
        entry = language(code)
        url = _elsewhere(code)
        links.append(LocaleLink(code, entry.name, entry.dir, url, code == current))
    return links


def _elsewhere(code: str) -> str:
    """Return the address of this page in another language; of the start page where this one cannot be fetched."""
    rule = request.url_rule
    if rule is None or "locale" not in rule.arguments or "GET" not in (rule.methods or ()):
        return url_for("reading.consultations", locale=code)
    return url_for(rule.endpoint, **{**(request.view_args or {}), **_query(), "locale": code})


def _query() -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if not name.startswith("_")}


def _babel() -> str:
    return language(page_locale()).babel


def format_date(value: date | datetime) -> str:
    """Write a day in the page's language, Berlin time, with spaces that do not break."""
    day = clock.berlin_date(value) if isinstance(value, datetime) else value
    return dates.format_date(day, "long", locale=_babel()).replace(" ", NO_BREAK)


def format_datetime(value: datetime) -> str:
    """Write a moment in the page's language, Berlin time."""
    local = clock.to_berlin(value)
    day = dates.format_date(local.date(), "long", locale=_babel())
    time = dates.format_time(local, "short", tzinfo=clock.BERLIN, locale=_babel())
    return f"{day}, {time}".replace(" ", NO_BREAK)


def format_time(value: datetime) -> str:
    """Write a moment's time of day in the page's language, Berlin time."""
    local = clock.to_berlin(value)
    return str(dates.format_time(local, "short", tzinfo=clock.BERLIN, locale=_babel()))


def format_number(value: int | float | Decimal) -> str:
    """Write a number in the page's language."""
    return numbers.format_decimal(value, locale=_babel())


def format_percent(value: int) -> str:
    """Write a share, given in whole per cent, in the page's language."""
    return numbers.format_percent(Decimal(value) / 100, locale=_babel())
