# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters, in the language of whoever gets them. Nothing that a contributor wrote stands in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel import dates

from participation import clock
from participation.contributions.answers import AnswerView
from participation.contributions.grounds import REASONS
from participation.contributions.queries import DecisionView
from participation.contributions.rules import Outcome, Reason
from participation.following.addresses import Addresses
from participation.following.digest import News, Said
from participation.following.models import Follow, Follower
from participation.following.queries import Subject
from participation.following.rules import CONFIRM_LIFE, MANAGE_LIFE, Kind
from participation.i18n import catalog, language
from participation.text import plain
from participation.web.labels import LABELS


@dataclass(frozen=True)
class Letter:
    """A letter without its address."""

    subject: str
    body: str
    stop_url: str | None = None


@dataclass(frozen=True)
class Desk:
    """Whoever writes: the site's name, where people may write back, and addresses."""

    name: str
    contact: str
    addresses: Addresses

    def question(self, who: Follower, waiting: Sequence[Subject], now: datetime) -> Letter:
        """Ask an address whether it wants letters."""
        _ = catalog(who.locale).gettext
        known = {
            "site": self.name,
            "url": self.addresses.confirm(who),
            "day": day(now + CONFIRM_LIFE, who.locale),
        }
        lines = [
            _("Somebody has given this e-mail address on “%(site)s”, to get e-mails about:")
            % known,
            "\n".join(f"- {self.named(one, who.locale)}" for one in waiting),
            _("Was it you? Then open this page and confirm it:"),
            known["url"],
            _(
                "If it was not you, do nothing. You get no e-mails, and the address is deleted: %(day)s."
            )
            % known,
        ]
        return Letter(_("%(site)s: do you want e-mails from us?") % known, _body(lines))

    def link(self, who: Follower) -> Letter:
        """Send somebody the way to their list."""
        _ = catalog(who.locale).gettext
        known = {"site": self.name, "count": MANAGE_LIFE.days}
        lines = [
            _("With this link you see what you get e-mails about, and change it:"),
            self.addresses.everything(who),
            _("It works for %(count)s days. Do not pass it on.") % known,
        ]
        return Letter(_("%(site)s: your e-mails") % known, _body(lines))

    def decision(
        self, who: Follower, follow: Follow, reference: str, decided: DecisionView
    ) -> Letter:
        """Tell an author what was decided: ground, clause, facts, who decided, how to object, where to read it."""
        _ = catalog(who.locale).gettext
        known = {"reference": reference, "contact": self.contact}
        if decided.outcome == Outcome.PUBLISH:
            lines = [
                _("Your contribution %(reference)s has been published.") % known,
                self.addresses.contribution(who.locale, reference),
            ]
        else:
            lines = [_("Your contribution %(reference)s has not been published.") % known]
            if decided.reason_code is not None:
                ground = {
                    "reason": _(REASONS[Reason(decided.reason_code)]),
                    "clause": decided.clause,
                }
                lines.append(_("Reason: %(reason)s (terms of use, section %(clause)s)") % ground)
            if decided.explanation:
                lines += [_("Explanation:"), decided.explanation]
            lines.append(_("A person decided this. No automated means were used."))
            lines.append(
                _(
                    "You do not agree? With your receipt code you can contest the decision on the page below for six months. Another person decides then."
                )
            )
            lines.append(
                _("You can also write to %(contact)s and name the reference %(reference)s.") % known
            )
        return self._to_author(who, follow, reference, lines)

    def answer(
        self, who: Follower, follow: Follow, reference: str, said: AnswerView, again: bool
    ) -> Letter:
        """Tell an author what the city answers."""
        _ = catalog(who.locale).gettext
        known = {"reference": reference}
        begin = (
            _("The city has changed its answer to your contribution %(reference)s.")
            if again
            else _("The city has answered your contribution %(reference)s.")
        )
        lines = [begin % known, plain(said.words(who.locale)[1])]
        return self._to_author(who, follow, reference, lines)

    def digest(self, who: Follower, found: Sequence[News], since: datetime) -> Letter:
        """Tell what is new, at most once a day."""
        _ = catalog(who.locale).gettext
        known = {"site": self.name, "day": day(since, who.locale)}
        lines = [_("This is new since %(day)s:") % known]
        lines += [
            "\n".join([self.named(one.subject, who.locale), *self._lines(one, who)])
            for one in found
        ]
        stop_url = self.addresses.stop(who)
        lines += [
            "-- ",
            _("You get this e-mail because you follow what it is about. End these e-mails:"),
            stop_url,
            _("Choose what you follow:"),
            self.addresses.everything(who),
        ]
        return Letter(_("%(site)s: what is new") % known, _body(lines), stop_url)

    def named(self, about: Subject, locale: str) -> str:
        """Name what somebody follows, in one line."""
        _ = catalog(locale).gettext
        title = f"{about.key} {plain(about.title)}" if about.key else plain(about.title)
        known = {"reference": about.reference, "title": title}
        if about.kind == Kind.RECEIPT:
            return str(_("Your contribution %(reference)s (%(title)s)") % known)
        if about.kind == Kind.CONTRIBUTION:
            return str(_("Contribution %(reference)s (%(title)s)") % known)
        return title

    def _lines(self, one: News, who: Follower) -> list[str]:
        translations = catalog(who.locale)
        lines = []
        if one.count:
            told = translations.ngettext(
                "%(n)s new contribution", "%(n)s new contributions", one.count
            )
            lines.append(f"- {told % {'n': one.count}}")
            lines += [self._one(said, who.locale) for said in one.said]
        if one.answer_count:
            told = translations.ngettext(
                "%(n)s contribution answered by the city",
                "%(n)s contributions answered by the city",
                one.answer_count,
            )
            lines.append(f"- {told % {'n': one.answer_count}}")
            lines += [self._one(said, who.locale) for said in one.answered]
        _ = translations.gettext
        for number in one.versions:
            words = (
                _("Version %(n)s of the draft is out, and your contribution has changed something:")
                if one.subject.kind == Kind.RECEIPT
                else _("Version %(n)s of the draft is out. What has changed:")
            )
            lines.append(f"- {words % {'n': number}}")
            lines.append(f"  {self.addresses.changes(who.locale, one.subject.slug, number)}")
        return lines

    def _one(self, said: Said, locale: str) -> str:
        _ = catalog(locale).gettext
        kind, speaker = LABELS["kind"][said.kind], LABELS["speaker"][said.group]
        kind, speaker = _(kind), _(speaker)
        return f"  {kind}, {speaker}: {self.addresses.contribution(locale, said.reference)}"

    def _to_author(self, who: Follower, follow: Follow, reference: str, lines: list[str]) -> Letter:
        _ = catalog(who.locale).gettext
        known = {"reference": reference, "url": self.addresses.receipt(who.locale)}
        stop_url = self.addresses.stop(who, follow.id)
        lines = [
            *lines,
            _("You can see the status at any time with your receipt code: %(url)s") % known,
            "-- ",
            _("No more e-mails about this contribution:"),
            stop_url,
        ]
        return Letter(_("Your contribution %(reference)s") % known, _body(lines), stop_url)


def day(moment: datetime, locale: str) -> str:
    """Write the day in Berlin that a moment falls on."""
    return dates.format_date(clock.berlin_date(moment), "long", locale=language(locale).babel)


def _body(lines: Sequence[str]) -> str:
    return "\n\n".join(lines) + "\n"
