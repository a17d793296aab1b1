# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""One identity provider that keeps to the rules, and many that do not: nobody comes in by any of them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event
from urllib.parse import parse_qsl, urlsplit

import pytest

from participation import clock
from participation.accounts import oidc, oidc_rules, oidc_wire
from participation.accounts.oidc import Arrival
from participation.accounts.oidc_checks import Cancelled, Refused, Unavailable
from participation.accounts.rules import ROLES
from participation.contributions.rules import Group
from tests.support import provider as stand_in
from tests.support.provider import CLIENT, CONNECT, REALM, Claims, Handler, Provider, key

BACK = "http://localhost/oidc/callback"
STATE = "a-state-that-nobody-guesses"
DISCOVERY = f"{REALM}/.well-known/openid-configuration"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that keeps to the rules until a test bends it."""
    with stand_in.providing() as running:
        yield running


def client(provider: Provider, https_only: bool = False, **settings: str) -> oidc.Provider:
    """Return our side, set up for this provider."""
    given = provider.settings(**settings)
    entries = oidc_rules.read_map(given.group_map, list(Group), ROLES)
    return oidc.Provider(given, entries, "only-for-tests", https_only)


def come(here: oidc.Provider, provider: Provider, **changes: str) -> Arrival:
    """Go to the provider and come back."""
    sent = provider.authorise(here.way_in(STATE, BACK, "de"), **changes)
    return here.arrived(dict(parse_qsl(urlsplit(sent).query)), STATE, BACK)


def refusing(reason: str) -> pytest.RaisesExc[Refused]:
    """Expect that somebody is refused for this reason and no other."""
    return pytest.raises(Refused, check=lambda error: error.code == reason)


def unavailable(reason: str) -> pytest.RaisesExc[Unavailable]:
    """Expect that the provider cannot be used for this reason and no other."""
    return pytest.raises(Unavailable, check=lambda error: error.code == reason)


def test_who_signs_in_properly_arrives(provider: Provider) -> None:
    here = client(provider)
    arrival = come(here, provider)
    assert arrival.subject == "f81d-erika"
    assert arrival.end_session == provider.document["end_session_endpoint"]
    come(here, provider)
    assert provider.asked.count(f"{CONNECT}/certs") == 1, "keys are kept for a while"
    assert provider.asked.count(DISCOVERY) == 1, "the document too"


@pytest.mark.parametrize(
    ("kind", "algorithm"), [("RSA", "PS256"), ("RSA", "RS512"), ("EC", "ES256")]
)
def test_every_good_kind_of_signature_is_understood(
    provider: Provider, kind: str, algorithm: str
) -> None:
    provider.signer, provider.algorithm = key(kind), algorithm
    provider.keys = [key("RSA").as_dict(private=False), key("EC").as_dict(private=False)]
    provider.bend_claims = lambda claims: claims.pop("at_hash", None)
    assert come(client(provider), provider).subject == "f81d-erika"


def test_keys_may_be_silent_about_what_they_are_for(provider: Provider) -> None:
    plain = key("RSA").as_dict(private=False)
    provider.keys = [{name: plain[name] for name in ("kty", "n", "e", "kid")}]
    assert come(client(provider), provider).subject == "f81d-erika"


def without(name: str) -> Callable[[Claims], None]:
    """Return a bend that leaves a claim out."""
    return lambda claims: claims.pop(name, None) and None


def putting(**changes: object) -> Callable[[Claims], None]:
    """Return a bend that changes claims."""
    return lambda claims: claims.update(changes)


def later(name: str, seconds: int) -> Callable[[Claims], None]:
    """Return a bend that moves a moment."""
    return lambda claims: claims.update({name: claims["iat"] + seconds})


@pytest.mark.parametrize(
    ("reason", "bend"),
    [
        ("issuer", putting(iss="https://other.example/realms/town")),
        ("issuer", without("iss")),
        ("audience", putting(aud="another-client")),
        ("audience", putting(aud=[])),
        ("audience", without("aud")),
        ("party", putting(azp="another-client")),
        ("party", lambda c: (c.update(aud=[CLIENT, "another"]), c.pop("azp"))[0]),
        ("expired", later("exp", -120)),
        ("expired", without("exp")),
        ("expired", putting(exp="2999")),
        ("expired", putting(exp=True)),
        ("expired", putting(exp=10**400)),
        ("early", later("iat", 600)),
        ("early", without("iat")),
        ("early", later("nbf", 600)),
        ("old", later("iat", -3600)),
        ("nonce", putting(nonce="another")),
        ("nonce", without("nonce")),
        ("nonce", putting(nonce="\ud800")),
        ("subject", putting(sub="")),
        ("subject", without("sub")),
        ("subject", putting(sub=7)),
        ("subject", putting(sub="x" * 256)),
        ("at_hash", putting(at_hash=stand_in.half("another token"))),
        ("at_hash", putting(at_hash="")),
    ],
)
def test_claims_that_do_not_fit_let_nobody_in(
    provider: Provider, reason: str, bend: Callable[[Claims], None]
) -> None:
    provider.bend_claims = bend
    with refusing(reason):
        come(client(provider), provider)


def test_a_token_hash_without_its_token_lets_nobody_in(provider: Provider) -> None:
    provider.bend_answer = without("access_token")
    with refusing("at_hash"):
        come(client(provider), provider)


def with_public_key(message: bytes) -> bytes:
    """Sign with what everybody knows, as if it were a secret."""
    public: bytes = key("RSA").as_pem(private=False)
    return hmac.digest(public, message, hashlib.sha256)


def unsigned(_message: bytes) -> bytes:
    """Sign nothing."""
    return b""


Sign = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("reason", "header", "sign"),
    [
        ("algorithm", {"alg": "none"}, unsigned),
        ("algorithm", {"alg": "None"}, unsigned),
        ("algorithm", {"alg": ["RS256"]}, stand_in.rs256),
        ("algorithm", {"alg": "HS256"}, with_public_key),
        ("signature", {}, with_public_key),
        ("signature", {}, unsigned),
        ("signature", {"alg": "PS256"}, stand_in.rs256),
        ("key_in_token", {"jwk": key("RSA").as_dict(private=False)}, stand_in.rs256),
        ("key_in_token", {"jku": "https://evil.example/keys"}, stand_in.rs256),
        ("key_in_token", {"x5u": "https://evil.example/keys"}, stand_in.rs256),
        ("critical", {"crit": ["exp"], "exp": 1}, stand_in.rs256),
        ("critical", {"crit": []}, stand_in.rs256),
        ("critical", {"b64": False}, stand_in.rs256),
        ("type", {"typ": "at+jwt"}, stand_in.rs256),
        ("type", {"typ": "logout+jwt"}, stand_in.rs256),
        ("key", {"kid": 1}, stand_in.rs256),
        ("unknown_key", {"kid": "nowhere"}, stand_in.rs256),
        ("unknown_key", {"alg": "ES256"}, stand_in.rs256),
    ],
)
def test_headers_and_signatures_that_are_not_the_providers_let_nobody_in(
    provider: Provider, reason: str, header: Claims, sign: Sign
) -> None:
    provider.bend_token = lambda usual, claims: stand_in.written({**usual, **header}, claims, sign)
    with refusing(reason):
        come(client(provider), provider)


def test_the_same_way_of_writing_with_nothing_bent_does_arrive(provider: Provider) -> None:
    provider.bend_token = lambda usual, claims: stand_in.written(usual, claims, stand_in.rs256)
    assert come(client(provider), provider).subject == "f81d-erika"


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c.d", "!.!.!", "bnVsbA.e30.", 7, None, "ä.ö.ü", "x" * 200_000]
)
def test_what_is_no_token_lets_nobody_in(provider: Provider, token: object) -> None:
    provider.bend_answer = putting(id_token=token)
    with refusing("form"):
        come(client(provider), provider)


def test_a_short_key_lets_nobody_in(provider: Provider) -> None:
    modulus = stand_in.part(b"\xff" * 128)
    provider.keys = [{**key("RSA").as_dict(private=False), "n": modulus}]
    with refusing("weak_key"):
        come(client(provider), provider)


def test_two_keys_of_one_name_are_no_key(provider: Provider) -> None:
    provider.keys = [key("RSA").as_dict(private=False)] * 2
    with refusing("unknown_key"):
        come(client(provider), provider)


def test_a_new_key_is_fetched_once_and_an_invented_one_not_again_and_again(
    provider: Provider,
) -> None:
    here = client(provider)
    come(here, provider)
    provider.signer = key("RSA", "second")
    provider.keys = [key("RSA", "second").as_dict(private=False)]
    assert come(here, provider).subject == "f81d-erika"
    assert provider.asked.count(f"{CONNECT}/certs") == 2
    provider.signer = key("RSA")
    for _ in range(5):
        with refusing("unknown_key"):
            come(here, provider)
    assert provider.asked.count(f"{CONNECT}/certs") == 2
    with clock.held(clock.now() + timedelta(seconds=31)), pytest.raises(Refused):
        come(here, provider)
    assert provider.asked.count(f"{CONNECT}/certs") == 3


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("mix_up", {"iss": "https://other.example"}),
        ("mix_up_silent", {"iss": ""}),
        ("no_code", {"code": ""}),
        ("code", {"code": "another"}),
    ],
)
def test_who_comes_back_from_elsewhere_or_without_a_good_code_is_refused(
    provider: Provider, reason: str, changes: dict[str, str]
) -> None:
    with refusing(reason):
        come(client(provider), provider, **changes)


def test_a_code_works_once(provider: Provider) -> None:
    here = client(provider)
    sent = provider.authorise(here.way_in(STATE, BACK, "de"))
    answer = dict(parse_qsl(urlsplit(sent).query))
    assert here.arrived(answer, STATE, BACK).subject
    with refusing("code"):
        here.arrived(answer, STATE, BACK)


def test_a_code_that_was_made_for_another_attempt_is_refused(provider: Provider) -> None:
    here = client(provider)
    sent = provider.authorise(here.way_in("of-somebody-else", BACK, "de"))
    answer = {**dict(parse_qsl(urlsplit(sent).query)), "state": STATE}
    with refusing("code"):
        here.arrived(answer, STATE, BACK)


def test_who_broke_off_is_told_apart_from_who_is_not_trusted(provider: Provider) -> None:
    with pytest.raises(Cancelled):
        come(client(provider), provider, error="access_denied", code="")


def test_a_wrong_secret_of_ours_lets_nobody_in(provider: Provider) -> None:
    with refusing("client"):
        come(client(provider, client_secret="another"), provider)


def test_who_should_sign_in_again_must_have_done_so(provider: Provider) -> None:
    here = client(provider)
    address = here.way_in(STATE, BACK, "de", again=True)
    assert {("prompt", "login"), ("max_age", "0")} <= set(parse_qsl(urlsplit(address).query))
    for bend in (later("auth_time", -3600), without("auth_time")):
        provider.bend_claims = bend
        answer = dict(parse_qsl(urlsplit(provider.authorise(address)).query))
        with refusing("signed_in_before"):
            here.arrived(answer, STATE, BACK, clock.now())
    provider.bend_claims = putting()
    answer = dict(parse_qsl(urlsplit(provider.authorise(address)).query))
    assert here.arrived(answer, STATE, BACK, clock.now()).subject == "f81d-erika"


def test_no_more_is_asked_for_than_is_needed(provider: Provider) -> None:
    def scope(**settings: str) -> str:
        address = client(provider, **settings).way_in(STATE, BACK, "de")
        return dict(parse_qsl(urlsplit(address).query))["scope"]

    assert scope() == "openid profile"
    assert scope(group_map="groups:/town/staff=staff") == "openid"
    assert scope(scope="groups") == "openid groups"


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("document_issuer", {"issuer": "https://other.example"}),
        ("document_token_endpoint", {"token_endpoint": None}),
        ("document_jwks_uri", {"jwks_uri": "file:///etc/passwd"}),
        ("document_authorization_endpoint", {"authorization_endpoint": "javascript:alert(1)"}),
        ("document_token_endpoint", {"token_endpoint": "http://me@127.0.0.1/token"}),
        ("document_pkce", {"code_challenge_methods_supported": ["plain"]}),
        ("document_algorithms", {"id_token_signing_alg_values_supported": ["HS256", "none"]}),
    ],
)
def test_a_document_that_cannot_be_trusted_is_not_used(
    provider: Provider, reason: str, changes: Claims
) -> None:
    provider.document.update(changes)
    with unavailable(reason):
        client(provider).way_in(STATE, BACK, "de")


def test_in_production_every_address_of_the_document_is_https(provider: Provider) -> None:
    with unavailable("document_authorization_endpoint"):
        client(provider, https_only=True).way_in(STATE, BACK, "de")


def elsewhere(handler: Handler) -> None:
    """Lead to another host, which is not asked."""
    send = stand_in.send
    send(handler, 302, b"", Location=f"http://localhost:{handler.server.server_port}{DISCOVERY}")


def huge(handler: Handler) -> None:
    """Never come to an end."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65_536)


def packed(handler: Handler) -> None:
    """Send what has to be unpacked first."""
    stand_in.send(handler, 200, b"\x1f\x8b", Content_Encoding="gzip")


def saying(status: int, body: bytes) -> Callable[[Handler], None]:
    """Return who answers with this."""
    return lambda handler: stand_in.send(handler, status, body)


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("status_302", elsewhere),
        ("large", huge),
        ("packed", packed),
        ("status_500", saying(500, b"")),
        ("status_404", saying(404, b"{}")),
        ("not_json", saying(200, b"<html>")),
        ("not_json", saying(200, b"[]")),
        ("not_json", saying(200, b"[" * 100_000)),
    ],
)
def test_a_provider_that_cannot_be_used_is_unavailable(
    provider: Provider, reason: str, answer: Callable[[Handler], None]
) -> None:
    provider.instead[DISCOVERY] = answer
    with unavailable(reason):
        client(provider).way_in(STATE, BACK, "de")
    assert provider.asked == [DISCOVERY]


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_provider_that_drips_does_not_stretch_the_time(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    hung_up, never = Event(), Event()
    document = json.dumps(provider.document).encode()

    def drip(handler: Handler) -> None:
        """Send a good answer, so slowly that each wait is short and all together long."""
        head = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
        if where == "body":
            handler.wfile.write(head)
        try:
            for byte in document if where == "body" else head + document:
                handler.wfile.write(bytes([byte]))
                never.wait(0.02)
        except OSError:
            hung_up.set()
            raise

    provider.instead[DISCOVERY] = drip
    monkeypatch.setattr(oidc_wire, "DEADLINE", 0.3)
    with unavailable("deadline"):
        client(provider).way_in(STATE, BACK, "de")
    assert hung_up.wait(10), "the line was cut, so that no thread waits for ever"


def test_all_calls_of_a_page_together_stay_under_five_seconds() -> None:
    assert oidc_wire.DEADLINE < 5


def test_a_provider_that_failed_is_left_alone_for_a_moment(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = client(provider)
    provider.instead[DISCOVERY] = saying(500, b"")
    for reason in ("status_500", "resting", "resting"):
        with unavailable(reason):
            here.way_in(STATE, BACK, "de")
    assert provider.asked == [DISCOVERY]
    provider.instead.clear()
    monkeypatch.setattr(here, "_resting_until", 0.0)
    assert here.way_in(STATE, BACK, "de")


def test_before_people_are_sent_away_the_provider_is_asked_whether_it_is_there(
    provider: Provider,
) -> None:
    here = client(provider)
    assert here.way_in(STATE, BACK, "de")
    provider.instead[DISCOVERY] = saying(503, b"")
    with clock.held(clock.now() + timedelta(seconds=31)), pytest.raises(Unavailable):
        here.way_in(STATE, BACK, "de")


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("event", {"events": {}}),
        ("event", {"events": None}),
        ("nonce", {"nonce": "something"}),
        ("number", {"jti": None}),
        ("session", {"sub": None, "sid": None}),
        ("session", {"sid": 7}),
        ("subject", {"sub": ""}),
        ("issuer", {"iss": "https://other.example"}),
        ("audience", {"aud": "another-client"}),
        ("expired", {"exp": 1}),
        ("old", {"iat": 1}),
    ],
)
def test_a_logout_token_that_does_not_fit_ends_nothing(
    provider: Provider, reason: str, changes: Claims
) -> None:
    def bend(claims: Claims) -> None:
        claims.update(changes)
        for name in [name for name, value in claims.items() if value is None]:
            del claims[name]

    provider.bend_claims = bend
    with refusing(reason):
        client(provider).leaving(provider.logout_token())


def test_a_logout_token_names_whose_sessions_end(provider: Provider) -> None:
    here = client(provider)
    leave = here.leaving(provider.logout_token())
    assert (leave.subject, leave.session) == ("f81d-erika", "a-sign-in")
    assert here.leaving(provider.logout_token(sub=None)).subject is None
    with refusing("event"):
        here.leaving(provider.token(provider.claims(nonce="n")))
