# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`serve` and `worker`."""

from __future__ import annotations

import argparse
import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from participation.accounts import organisation_members, registration, resetting
from participation.accounts.letters import Desk
from participation.audit import checking
from participation.audit import service as audit
from participation.cli.base import BadInput, Installation
from participation.cli.migrations import pending
from participation.config import Settings
from participation.contributions import importing, keeping
from participation.contributions import service as contributions
from participation.following import service as following
from participation.following import telling
from participation.jobs import service as jobs
from participation.jobs import worker
from participation.mail import service as mail
from participation.moderation import learning
from participation.web import challenges, limit_counts
from participation.web.security import LARGEST_BODY

log = logging.getLogger(__name__)

THREADS = 8
LARGEST_HEADERS = 32 * 1024  # bytes
IDLE_SECONDS = 60  # a connection over which nothing comes is closed
MOST_CONNECTIONS = 500
ANCHORS = "audit-anchors.txt"


def add(commands: Any) -> None:
    """Describe the commands."""
    one = commands.add_parser("serve", help="serve the site, and do its jobs beside it")
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8000)
    one.add_argument("--no-worker", action="store_true", help="leave the jobs to `worker`")
    one.set_defaults(run=serve)
    one = commands.add_parser("worker", help="do jobs: mail, rendering")
    one.add_argument("--once", action="store_true", help="do what is due, then end")
    one.set_defaults(run=work)


def serve(here: Installation, chosen: argparse.Namespace) -> None:
    """Serve until interrupted."""
    import waitress  # only this command needs it

    from participation.app import create_app  # and the templates and forms behind it

    _ready(here)
    app = create_app(here.settings, here.database)
    stop = threading.Event()
    hand = threading.Thread(target=_loop, args=(here, stop), name="worker", daemon=True)
    if not chosen.no_worker:
        hand.start()
    log.info("serving", extra={"host": chosen.host, "port": chosen.port})
    print(f"{here.settings.site.name}: http://{chosen.host}:{chosen.port}", flush=True)
    try:
        waitress.serve(
            app,
            host=chosen.host,
            port=chosen.port,
            threads=THREADS,
            ident=None,
            max_request_body_size=LARGEST_BODY + 1024,
            max_request_header_size=LARGEST_HEADERS,
            channel_timeout=IDLE_SECONDS,
            connection_limit=MOST_CONNECTIONS,
            clear_untrusted_proxy_headers=False,  # the application reads them from a stated count of proxies only
            _quiet=True,
        )
    except OSError as error:
        raise BadInput(f"cannot serve on {chosen.host}:{chosen.port}: {error.strerror}") from error
    finally:
        stop.set()
        if hand.is_alive():
            hand.join(timeout=10)


def work(here: Installation, chosen: argparse.Namespace) -> None:
    """Do jobs: those that are due, or all that come until interrupted."""
    _ready(here)
    if chosen.once:
        _keep_up(here)
        print(f"{worker.run_all(here.database, handlers(here.settings))} jobs done")
        return
    stop = threading.Event()
    try:
        _loop(here, stop)
    except KeyboardInterrupt:
        stop.set()


def handlers(settings: Settings) -> Mapping[str, jobs.Handler]:
    """Return what can be done, by kind of job."""
    folder = settings.data_dir / "mail"
    site = settings.site
    desk = Desk(
        site.name, site.contact_email, settings.base_url, settings.secret_key, settings.locales
    )
    transport = mail.smtp(settings.smtp_url) if settings.smtp_url else mail.into_folder(folder)
    return {
        mail.JOB: partial(
            mail.deliver,
            transport=transport,
            sender=settings.mail_from,
            name=site.name,
        ),
        importing.RENDER_JOB: _render,
        registration.JOB: partial(registration.answer, desk=desk),
        resetting.JOB: partial(resetting.answer, desk=desk),
        checking.JOB: partial(checking.check, anchors=settings.data_dir / ANCHORS),
        learning.JOB: learning.learn,
        **telling.handlers(settings),
    }


def _render(session: Any, payload: Mapping[str, Any]) -> None:
    """Render a block of imported words; as long as there are more, want the next."""
    if contributions.render_some(session):
        jobs.want(session, importing.RENDER_JOB, payload)


def _loop(here: Installation, stop: threading.Event) -> None:
    hourly: Callable[[], None] = partial(_keep_up, here)
    worker.run(here.database, handlers(here.settings), stop, hourly)


def _keep_up(here: Installation) -> None:
    """Do what time alone asks for: an anchor kept outside, nothing kept longer than it may be, and the digest."""
    _keep_anchor(here)
    with here.database.writing() as session:
        keeping.sweep(session)
        limit_counts.purge(session)
        challenges.purge(session)
        following.sweep(session)
        registration.sweep(session)
        organisation_members.sweep(session)
        jobs.purge(session)
        telling.want_digests(session)
        learning.want(session)
        if checking.want_daily(session):
            jobs.want(session, checking.JOB, {})


def _keep_anchor(here: Installation) -> None:
    with here.database.reading() as session:
        audit.keep_anchor(session, here.settings.data_dir / ANCHORS)


def _ready(here: Installation) -> None:
    if pending(here.database):
        raise BadInput("the database is not migrated: run participation migrate")
