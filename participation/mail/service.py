# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mail: written into the outbox with the fact it tells of, sent by a job."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from participation import clock
from participation.jobs import service as jobs
from participation.mail.models import OutgoingMail

JOB = "mail.send"
TIMEOUT = 20  # seconds

Transport = Callable[[EmailMessage], None]


class _Unbroken(UnstructuredHeader):
    """A header that stays in one line: the library would write an address that is longer as encoded words."""

    def fold(self, *, policy: Policy) -> str:
        return f"{cast(Any, self).name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", cast(Any, _Unbroken))
POLICY = EmailPolicy(header_factory=_headers)


def post(
    session: Session,
    recipient: str,
    subject: str,
    body: str,
    locale: str,
    stop_url: str | None = None,
) -> None:
    """Put a letter into the outbox and want the job that sends it.

    `stop_url` takes a POST without cookies that ends letters of this kind; mail programs offer it as a button.
    """
    letter = OutgoingMail(
        recipient=recipient,
        subject=" ".join(subject.split())[:200],
        body=body,
        stop_url=stop_url,
        locale=locale,
        created_at=clock.now(),
    )
    session.add(letter)
    session.flush()
    jobs.want(session, JOB, {"mail": letter.id})


def deliver(
    session: Session, payload: Mapping[str, Any], transport: Transport, sender: str, name: str
) -> None:
    """Send one letter of the outbox, once, then forget whom it went to and what it said."""
    letter = session.get(OutgoingMail, payload["mail"], with_for_update=True)
    if letter is None or letter.sent_at is not None or letter.recipient is None:
        return
    message = EmailMessage(POLICY)
    message["Subject"] = letter.subject
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.body or "")
    message["Content-Language"] = (
        letter.locale
    )  # last: setting the words drops every Content- header
    transport(message)
    letter.sent_at = clock.now()
    letter.recipient = letter.subject = letter.body = letter.stop_url = None


def smtp(url: str) -> Transport:
    """Return a transport for `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`."""
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port

    def send(message: EmailMessage) -> None:
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port or 465, timeout=TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT)
        with server:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    return send


def into_folder(folder: Path) -> Transport:
    """Return a transport that writes letters into a folder: what a demo without a mail server does."""

    def send(message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        (folder / f"{name}.eml").write_bytes(message.as_bytes())

    return send
