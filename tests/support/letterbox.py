# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A letter box: does every job that is due, as the worker does, and keeps the letters that go out."""

from __future__ import annotations

import re
from email.message import EmailMessage
from functools import partial
from urllib.parse import urlsplit

from participation.cli import serve
from participation.config import Settings
from participation.db import Database
from participation.jobs import worker
from participation.mail import service as mail


class LetterBox:
    """Whatever is posted, in order."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.letters: list[EmailMessage] = []
        deliver = partial(
            mail.deliver, transport=self.letters.append, sender="city@example.org", name="City"
        )
        self.handlers = {**serve.handlers(settings), mail.JOB: deliver}

    def empty(self) -> list[EmailMessage]:
        """Do all jobs that are due; return the letters that this brought, and forget them."""
        worker.run_all(self.database, self.handlers)
        found, self.letters[:] = list(self.letters), []
        return found


def words(letter: EmailMessage) -> str:
    """Return what a letter says."""
    return str(letter.get_content())


def link(letter: EmailMessage, page: str) -> str:
    """Return the path of the link to one of the pages for letters: `confirm`, `stop`, `all`."""
    found = re.search(rf"https?://\S+/letters/{page}/\S+", words(letter))
    assert found is not None, words(letter)
    return urlsplit(found[0]).path
