# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a consultation's window and of the steps after it, on Berlin's clocks."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from participation import clock
from participation.roadmap import wall_clock
from participation.roadmap.consultation_forms import StepForm
from participation.roadmap.consultation_setup import Dates, Setup
from participation.web.forms import Errors, Storable, strip
from participation.web.locale import format_date

TURNS = {"0": _l("the first time, summer time"), "1": _l("the second time, winter time")}


class TimeForm(StepForm):
    """The window and the steps after it."""

    start_day = StringField(filters=[strip], validators=[Storable()])
    start_time = StringField(filters=[strip], validators=[Storable()])
    start_fold = StringField()
    end_day = StringField(filters=[strip], validators=[Storable()])
    end_time = StringField(filters=[strip], validators=[Storable()])
    end_fold = StringField()
    evaluation_until = StringField(filters=[strip], validators=[Storable()])
    answers_until = StringField(filters=[strip], validators=[Storable()])

    def __init__(self, sent: MultiDict[str, str] | None, setup: Setup) -> None:
        given = {"edition": str(setup.edition)}
        for name, moment in (("start", setup.starts_at), ("end", setup.ends_at)):
            given |= _written(name, moment)
        for name, day in (
            ("evaluation_until", setup.evaluation_until),
            ("answers_until", setup.answers_until),
        ):
            given[name] = day.isoformat() if day else ""
        super().__init__(sent, **given)
        self._setup, self._given = setup, given
        self._part: Dates | None = None
        self._wrong: Errors = []

    def asks(self, name: str) -> bool:
        """Say whether the clocks show the time of `start` or `end` twice, so that the page has to ask."""
        try:
            day = wall_clock.read_day(self[f"{name}_day"].data or "")
        except clock.MomentError:
            return False
        return wall_clock.is_twice(day, wall_clock.plain_time(self[f"{name}_time"].data or ""))

    def faults(self) -> Errors:
        """Return what is wrong; when nothing is, `part` has the moments."""
        found = super().faults()
        if found:
            return found
        self._wrong = []
        self._part = Dates(
            self._moment("start", self._setup.starts_at),
            self._moment("end", self._setup.ends_at),
            self._day("evaluation_until"),
            self._day("answers_until"),
        )
        return self._wrong

    def part(self) -> Dates:
        """Return the step for the service, once `faults` has found none."""
        if self._part is None or self._wrong:
            raise ValueError("the form has not been read")
        return self._part

    def shown(self) -> dict[str, str]:
        """Return what the fields hold, by their ids, in words."""
        shown = super().shown()
        for name in ("start_day", "end_day", "evaluation_until", "answers_until"):
            try:
                shown[name] = format_date(wall_clock.read_day(shown[name]))
            except clock.MomentError:
                continue
        for name in ("start_fold", "end_fold"):
            shown[name] = str(TURNS.get(shown[name], ""))
        return shown

    def _moment(self, name: str, known: datetime | None) -> datetime | None:
        day, time, fold = (self[f"{name}_{part}"] for part in ("day", "time", "fold"))
        sent = {field.name: field.data or "" for field in (day, time, fold)}
        if known is not None and all(self._given[field] == sent[field] for field in sent):
            return known  # to the second: pages show minutes
        if not day.data and not time.data:
            return None
        on = self._day(day.name, _("Give the day as well."))
        if not time.data:
            self._wrong.append((time.id, _("Give the time as well.")))
        if on is None or not time.data:
            return None
        written = wall_clock.plain_time(time.data)
        try:
            return clock.wall_moment(on, written, {"0": 0, "1": 1}.get(fold.data or ""))
        except clock.MomentError as error:
            at = fold.id if error.code == "ambiguous" else time.id
            self._wrong.append((at, _sentence(error.code, on, written)))
            return None

    def _day(self, name: str, missing: str = "") -> date | None:
        field = self[name]
        if not field.data:
            self._wrong += [(field.id, missing)] if missing else []
            return None
        try:
            return wall_clock.read_day(field.data)
        except clock.MomentError:
            words = _("There is no such day. Write year, month and day, as in 2026-10-25.")
            self._wrong.append((field.id, words))
            return None


def _written(name: str, moment: datetime | None) -> dict[str, str]:
    """Return what the three fields of a moment hold."""
    wall = wall_clock.shown(moment, name == "end") if moment is not None else None
    return {
        f"{name}_day": wall.day.isoformat() if wall else "",
        f"{name}_time": wall.time if wall else "",
        f"{name}_fold": str(wall.fold) if wall and wall.fold is not None else "",
    }


def _sentence(code: str, day: date, time: str) -> str:
    if code == "nonexistent":
        return str(
            _(
                "%(time)s does not exist on %(day)s: the clocks go forward in that night.",
                time=time,
                day=format_date(day),
            )
        )
    if code == "ambiguous":
        return str(
            _(
                "%(time)s comes twice on %(day)s: the clocks go back in that night. Say which one is meant.",
                time=time,
                day=format_date(day),
            )
        )
    return str(_("There is no such time. Write it as in 18:30; 24:00 is the end of the day."))
