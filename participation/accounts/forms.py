# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the people who sign in."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    Field,
    Form,
    HiddenField,
    PasswordField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired

from participation.accounts import rules, service
from participation.web.forms import AtMost, Storable, strip


class Password:
    """Refuse a password that is too short, too long, or easily guessed; `about` the form says what is known of it."""

    def __call__(self, form: Form, field: Field) -> None:
        about: Iterable[str] = getattr(form, "about", ())
        typed = form["name"].data if "name" in form else None
        fault = service.password_fault(field.data or "", (*about, typed or ""))
        if fault == "short":
            raise ValidationError(
                _("At least %(least)s characters, please.", least=rules.SHORTEST_PASSWORD)
            )
        if fault == "long":
            raise ValidationError(
                _("At most %(most)s characters, please.", most=rules.LONGEST_PASSWORD)
            )
        if fault == "guessed":
            raise ValidationError(
                _(
                    "This password is easy to guess, or others have had it before. Four words that have nothing to do with each other make a good one."
                )
            )


class Address:
    """Refuse what no letter can be sent to."""

    def __call__(self, _form: Form, field: Field) -> None:
        if rules.email_fault(field.data or ""):
            raise ValidationError(_("This is not an e-mail address, such as name@example.org."))


class SignInForm(Form):
    """E-mail and password."""

    email = StringField(
        filters=[strip], validators=[InputRequired(_l("Enter your e-mail address."))]
    )
    password = PasswordField(validators=[InputRequired(_l("Enter your password."))])
    next = HiddenField()


class AddressForm(Form):
    """An e-mail address."""

    email = EmailField(
        filters=[strip],
        validators=[InputRequired(_l("Enter your e-mail address.")), Storable(), Address()],
    )


class NewPasswordForm(Form):
    """A new password; `about` is what is known of its owner."""

    about: tuple[str, ...] = ()

    password = PasswordField(validators=[InputRequired(_l("Choose a password.")), Password()])


class ConfirmForm(NewPasswordForm):
    """What an account needs besides its address."""

    name = StringField(filters=[strip], validators=[Storable(), AtMost(rules.LONGEST_NAME)])


class ChangePasswordForm(NewPasswordForm):
    """A new password, and the one there is."""

    present = PasswordField(validators=[InputRequired(_l("Enter your password."))])


class ProveForm(Form):
    """The password once more."""

    present = PasswordField(validators=[InputRequired(_l("Enter your password."))])
    next = HiddenField()


class NameForm(Form):
    """What an account is called."""

    name = StringField(
        filters=[strip],
        validators=[DataRequired(_l("Enter a name.")), Storable(), AtMost(rules.LONGEST_NAME)],
    )
