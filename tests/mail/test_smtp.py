# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters through a real mail server: every sign arrives, nothing is lost while it is away."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller

from participation import clock
from participation.db import Database
from participation.jobs import service as jobs
from participation.jobs import worker
from participation.mail import service as mail

STOP = "https://roadmap.example.org/de/letters/stop/" + "A1_-" * 60 + "/"


class Box:
    """Keeps what arrives; says "not now" while it is closed."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, EmailMessage]] = []
        self.closed = False

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        """Take a letter."""
        if self.closed:
            return "451 try again later"
        read = email.message_from_bytes(envelope.content, policy=default)
        self.arrived.append((envelope.rcpt_tos[0], cast(EmailMessage, read)))
        return "250 taken"


@pytest.fixture
def box() -> Box:
    """An open box."""
    return Box()


@pytest.fixture
def address(box: Box) -> Iterator[str]:
    """The address of a mail server for the box."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield f"smtp://127.0.0.1:{port}"
    server.stop()


def send(database: Database, address: str) -> int:
    """Do the jobs that are due with this mail server."""
    deliver = partial(
        mail.deliver, transport=mail.smtp(address), sender="city@example.org", name="Stadt, Büro"
    )
    return worker.run_all(database, {mail.JOB: deliver})


def test_a_letter_arrives_with_every_sign_and_its_way_to_end_it(
    database: Database, box: Box, address: str
) -> None:
    body = "Grüße, şükran, مرحبا\n\n" + "ein sehr langes Wort " * 40 + "\n.\nEnde\n"
    subject = "Ihr Beitrag „Fußweg“ – " + "geprüft und beantwortet " * 5
    with database.writing() as session:
        mail.post(session, "kim@example.org", subject, body, "ar", STOP)
    assert send(database, address) == 1
    ((recipient, letter),) = box.arrived
    assert recipient == "kim@example.org"
    assert letter.get_content().replace("\r\n", "\n") == body
    assert letter["Subject"] == subject.strip()
    assert letter["Content-Language"] == "ar"
    assert letter["List-Unsubscribe"] == f"<{STOP}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["From"].addresses[0].display_name == "Stadt, Büro"


def test_nothing_is_lost_and_nothing_is_sent_twice_while_the_server_is_away(
    database: Database, box: Box, address: str
) -> None:
    start = clock.now()
    clock.fix(start)
    box.closed = True
    with database.writing() as session:
        mail.post(session, "kim@example.org", "Betreff", "Text\n", "de")
    assert send(database, address) == 1
    assert send(database, address) == 0, "it waits before it tries again"
    assert box.arrived == []
    box.closed = False
    clock.fix(start + jobs.FIRST_PAUSE + timedelta(seconds=1))
    assert send(database, address) == 1
    clock.fix(start + timedelta(days=1))
    assert send(database, address) == 0
    assert len(box.arrived) == 1


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("subject", ["Betreff\r\nBcc: sam@example.org", "Betreff\nX-Evil: 1\r"])
def test_a_subject_adds_no_header(database: Database, box: Box, address: str, subject: str) -> None:
    with database.writing() as session:
        mail.post(session, "kim@example.org", subject, "Text\n", "de")
    send(database, address)
    ((_recipient, letter),) = box.arrived
    assert letter["Bcc"] is None
    assert letter["X-Evil"] is None
    assert letter["Subject"] == " ".join(subject.split())
