# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Settings: read once from the environment, refused in production when unsafe."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from participation.limit_settings import Limits, demo_limits, limits_from

PREFIX = "PARTICIPATION_"
SHORTEST_SECRET = 32  # characters; 32 of base64 carry more than 128 bits
REDIS = ("redis://", "rediss://", "unix://")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class SettingsError(ValueError):
    """The environment names settings that this program will not run with; `faults` holds one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Site:
    """What an installation calls itself. `mark` names the template that draws its sign."""

    name: str = "Roadmap Dortmund"
    tagline: str = "Digitalisierung mitgestalten"
    operator: str = "Stadt Dortmund, CIO-Office"
    contact_email: str = "roadmap@example.org"
    phone: str = ""
    address: str = ""
    mark: str = "web/mark.svg"
    demo: bool = False


@dataclass(frozen=True)
class IdentityProvider:
    """Where staff sign in with OpenID Connect. `group_map` says who may, as it is written (`accounts.oidc_rules`)."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    group_map: str = ""
    name: str = ""
    acr: str = ""
    scope: str = ""

    def faults(self, production: bool) -> list[str]:
        """Return one sentence for each setting that does not do; production also wants https and a secret."""
        found = []
        try:
            at = urlsplit(self.issuer)
            odd = not at.hostname or at.query or at.fragment or at.username is not None
        except ValueError:
            return [f"{PREFIX}OIDC_ISSUER is not an address"]
        if odd or at.scheme not in ("http", "https"):
            found.append(f"{PREFIX}OIDC_ISSUER is not the address of an identity provider")
        elif production and at.scheme != "https":
            found.append(f"{PREFIX}OIDC_ISSUER does not begin with https://")
        if not self.client_id:
            found.append(f"{PREFIX}OIDC_CLIENT_ID is missing")
        if production and not self.client_secret:
            found.append(f"{PREFIX}OIDC_CLIENT_SECRET is missing")
        if not self.group_map:
            found.append(f"{PREFIX}OIDC_GROUP_MAP is missing: nobody could sign in")
        return found


@dataclass(frozen=True)
class Settings:
    """Everything the program needs to know about its installation.

    `secret_key` signs nothing that lives in a browser: it keys receipt codes and CSRF tokens, so it belongs in the
    backup. `now` fixes the clock (demo mode only). `limits` are known by act and holder: `VOTE_BROWSER`. `challenge`
    asks whoever sends a contribution for a little work that a person does not notice.
    """

    mode: str = "demo"
    data_dir: Path = Path("instance")
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = LOCAL_HOSTS
    trusted_proxies: int = 0
    smtp_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    mail_from: str = "roadmap@example.org"
    now: datetime | None = None
    site: Site = field(default_factory=Site)
    locales: tuple[str, ...] = ("de", "en")
    limits: Limits = field(default_factory=demo_limits)
    challenge: bool = False
    oidc: IdentityProvider | None = None

    @property
    def production(self) -> bool:
        """Whether real people's words are at stake."""
        return self.mode == "production"

    @property
    def secure_cookies(self) -> bool:
        """Cookies are `Secure` wherever the site is reached by https."""
        return self.base_url.startswith("https://")

    def faults(self) -> list[str]:
        """Return one sentence for each setting that production refuses; empty when all is well."""
        found = []
        if len(self.secret_key) < SHORTEST_SECRET:
            found.append(
                f"{PREFIX}SECRET_KEY is missing or shorter than {SHORTEST_SECRET} characters"
            )
        elif len(set(self.secret_key)) < 8:
            found.append(f"{PREFIX}SECRET_KEY is not random")
        if not self.secure_cookies:
            found.append(f"{PREFIX}BASE_URL does not begin with https://")
        if not self.trusted_hosts or "*" in self.trusted_hosts:
            found.append(f"{PREFIX}TRUSTED_HOSTS names no host, or every host")
        elif urlsplit(self.base_url).hostname not in {h.strip("[]") for h in self.trusted_hosts}:
            found.append(f"{PREFIX}TRUSTED_HOSTS does not hold the host of {PREFIX}BASE_URL")
        if self.now is not None:
            found.append(f"{PREFIX}NOW fixes the clock, which only demo mode may")
        if not self.smtp_url:
            found.append(f"{PREFIX}SMTP_URL is missing: notices could not be sent")
        return found + (self.oidc.faults(production=True) if self.oidc else [])


def from_environ(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of this process.

    Raises `SettingsError` with every fault when a value cannot be understood, or when `PARTICIPATION_MODE` is
    `production` and anything is unsafe. In demo mode a missing secret is made once and kept in the data folder.
    """
    env = os.environ if environ is None else environ
    faults: list[str] = []

    def get(name: str, default: str = "") -> str:
        return env.get(PREFIX + name, "").strip() or default

    mode = get("MODE", "demo")
    if mode not in ("demo", "production"):
        faults.append(f"{PREFIX}MODE is neither demo nor production: {mode}")
    proxies = get("TRUSTED_PROXIES", "0")
    if not proxies.isdigit():
        faults.append(f"{PREFIX}TRUSTED_PROXIES is not a count: {proxies}")
    fixed = None
    if get("NOW"):
        try:
            fixed = datetime.fromisoformat(get("NOW"))
        except ValueError:
            faults.append(f"{PREFIX}NOW is not a moment (ISO 8601)")
        if fixed is not None and fixed.tzinfo is None:
            faults.append(f"{PREFIX}NOW has no time zone")
    if get("REDIS_URL") and not get("REDIS_URL").startswith(REDIS):
        faults.append(f"{PREFIX}REDIS_URL begins with none of {', '.join(REDIS)}")
    challenge = get("CHALLENGE", "off")
    if challenge not in ("on", "off"):
        faults.append(f"{PREFIX}CHALLENGE is neither on nor off: {challenge}")
    limits = limits_from(get, mode == "demo", faults)
    oidc = _identity_provider(get)
    faults += oidc.faults(production=mode == "production") if oidc else []
    if faults:
        raise SettingsError(faults)
    data_dir = Path(get("DATA_DIR", "instance")).absolute()
    demo = mode == "demo"
    base_url = get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    hosts = tuple(h.strip() for h in get("TRUSTED_HOSTS").split(",") if h.strip())
    host = urlsplit(base_url).hostname or "localhost"
    defaults = Site()
    settings = Settings(
        mode=mode,
        data_dir=data_dir,
        database_url=get("DATABASE_URL", f"sqlite:///{data_dir / 'participation.sqlite3'}"),
        secret_key=get("SECRET_KEY") or (_kept_secret(data_dir) if demo else ""),
        base_url=base_url,
        trusted_hosts=hosts or ((*LOCAL_HOSTS, host) if demo else (host,)),
        trusted_proxies=int(proxies),
        smtp_url=get("SMTP_URL"),
        redis_url=get("REDIS_URL"),
        mail_from=get("MAIL_FROM", defaults.contact_email),
        now=fixed,
        limits=limits,
        challenge=challenge == "on",
        oidc=oidc,
        site=Site(
            name=get("SITE_NAME", defaults.name),
            tagline=get("SITE_TAGLINE", defaults.tagline),
            operator=get("SITE_OPERATOR", defaults.operator),
            contact_email=get("SITE_EMAIL", defaults.contact_email),
            phone=get("SITE_PHONE"),
            address=get("SITE_ADDRESS"),
            mark=get("SITE_MARK", defaults.mark),
            demo=demo,
        ),
    )
    if settings.production and settings.faults():
        raise SettingsError(settings.faults())
    return settings


def _identity_provider(get: Callable[[str], str]) -> IdentityProvider | None:
    """Return what is set of an identity provider; None when nothing is."""
    names = ("issuer", "client_id", "client_secret", "group_map", "name", "acr", "scope")
    given = {name: get(f"OIDC_{name.upper()}") for name in names}
    return IdentityProvider(**given) if any(given.values()) else None


def _kept_secret(data_dir: Path) -> str:
    """Return the demo installation's secret; the first process to ask makes it, readable by its owner only."""
    path = data_dir / "secret-key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48))
    return path.read_text("ascii").strip()
