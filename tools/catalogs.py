# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Message catalogs: two gettext domains by place in the tree.

`extract` writes `translations/<domain>.pot`; `update` brings them into every catalog; `compile` writes what the
program reads; `check` fails unless the templates hold exactly what the sources say and every catalog is complete,
with the same placeholders and tags; `fill LOCALE FILE…` takes missing translations from PO files.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
DOMAINS = ("public", "staff")
AUTHORITATIVE = "de"  # this catalog must exist in both domains; the msgids are English
STAFF = re.compile(
    r"participation/(moderation|insight|evaluation|reports|roadmap)/|participation/web/templates/web/staff"
    r"|participation/accounts/(templates/accounts/)?(admin|approv|audit)"
    r"|participation/contributions/(templates/contributions/codes|code_(forms|views))"
)
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.svg", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("**/templates/**.xml", "jinja2"),
]
# The application sets the same Jinja policy, `ext.i18n.trimmed`: a message does not change with its indentation.
OPTIONS = {
    pattern: {"trimmed": "true", "newstyle_gettext": "true"}
    for pattern, method in METHODS
    if method == "jinja2"
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# REUSE-IgnoreStart
HEADER = (
    "# SPDX-FileCopyrightText: 2026 participation contributors\n# SPDX-License-Identifier: EUPL-1.2"
)
# REUSE-IgnoreEnd


def extract() -> dict[str, Catalog]:
    """Return both domains as the sources hold them now."""
    found = {
        domain: Catalog(project="participation", header_comment=HEADER, charset="utf-8")
        for domain in DOMAINS
    }
    rows = extract_from_dir(
        ROOT / "participation",
        METHODS,
        OPTIONS,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for name, _line, message, comments, context in rows:
        place = Path("participation", name).as_posix()
        domain = "staff" if STAFF.match(place) else "public"
        found[domain].add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return found


def template_path(domain: str) -> Path:
    """Return where a domain's template lies."""
    return TRANSLATIONS / f"{domain}.pot"


def catalog_paths() -> Iterator[tuple[str, str, Path]]:
    """Yield locale, domain and path of every catalog there is, and of those that have to be."""
    locales = {path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/*.po")} | {
        AUTHORITATIVE
    }
    for locale in sorted(locales):
        for domain in DOMAINS:
            path = TRANSLATIONS / locale / "LC_MESSAGES" / f"{domain}.po"
            if path.exists() or locale == AUTHORITATIVE:
                yield locale, domain, path


def read(path: Path, locale: str | None = None) -> Catalog:
    """Read a catalog; an absent one is empty. `locale` is a folder's name: `de_simple` has German's plurals."""
    base = None if locale is None else locale.removesuffix("_simple")
    if not path.exists():
        return Catalog(locale=base, project="participation", header_comment=HEADER, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=base, abort_invalid=True)


def write(catalog: Catalog, path: Path) -> None:
    """Write a catalog in an order and with a header that only change when the messages do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        write_po(
            file, catalog, width=100, include_lineno=False, sort_by_file=True, ignore_obsolete=True
        )
    lines = fresh.read_text("utf-8").splitlines(keepends=True)
    dated = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Last-Translator',
        '"Language-Team',
        '"Report-Msgid-Bugs',
    )
    fresh.write_text("".join(line for line in lines if not line.startswith(dated)), "utf-8")
    fresh.replace(path)


def messages(catalog: Catalog) -> dict[tuple[object, str | None], Message]:
    """Return a catalog's messages by identity: msgid (with its plural) and context."""
    return {(m.id, m.context): m for m in catalog if m.id}


def update() -> None:
    """Bring the templates into every catalog: new messages empty, old ones gone, nothing guessed."""
    for locale, domain, path in catalog_paths():
        catalog = read(path, locale)
        catalog.update(read(template_path(domain)), no_fuzzy_matching=True)
        catalog.header_comment = HEADER
        write(catalog, path)


def fill(locale: str, sources: list[Path]) -> None:
    """Take translations that a locale's catalogs lack from other PO files; what is there stays."""
    offers: dict[object, Message] = {}
    for source in sources:
        offers |= {m.id: m for m in read(source, locale) if m.id and any(_forms(m))}
    for domain in DOMAINS:
        path = TRANSLATIONS / locale / "LC_MESSAGES" / f"{domain}.po"
        catalog = read(path, locale)
        for message in catalog:
            if message.id and not all(_forms(message)) and message.id in offers:
                message.string = offers[message.id].string
        write(catalog, path)


def compile_catalogs() -> None:
    """Write each catalog's binary form beside it."""
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po")):
        fresh = path.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, read(path, path.parent.parent.name))
        fresh.replace(path.with_suffix(".mo"))


def _forms(message: Message) -> list[str]:
    return (
        list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]
    )


def _sources(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def _holders(text: str) -> set[str]:
    return {a or b for a, b in PLACEHOLDER.findall(text)}


def message_faults(message: Message) -> list[str]:
    """Return what is wrong with one translation; a plural's forms may leave out the number, and what a source leaves out."""
    sources, forms = _sources(message), _forms(message)
    if message.fuzzy:
        return ["is marked fuzzy"]
    if not all(forms):
        return ["has no translation"]
    found = []
    needed = set.intersection(*map(_holders, sources)) - ({"num"} if len(sources) > 1 else set())
    allowed = set().union(*map(_holders, sources))
    for form in forms:
        if not needed <= _holders(form) <= allowed:
            found.append(f"has other placeholders: {form!r}")
        if Counter(TAG.findall(form)) != Counter(TAG.findall(sources[-1])):
            found.append(f"has other tags: {form!r}")
        if form != form.strip() and sources[-1] == sources[-1].strip():
            found.append(f"begins or ends with blanks: {form!r}")
    return found


def check() -> list[str]:
    """Return every fault, one line each: templates that are not what the sources say, catalogs that are not complete."""
    faults = []
    current = extract()
    for domain, catalog in current.items():
        written, wanted = messages(read(template_path(domain))), messages(catalog)
        faults += [
            f"{domain}.pot lacks {key[0]!r}: run make catalogs"
            for key in wanted.keys() - written.keys()
        ]
        faults += [
            f"{domain}.pot has {key[0]!r}, no source does" for key in written.keys() - wanted.keys()
        ]
    for locale, domain, path in catalog_paths():
        have, wanted = messages(read(path, locale)), messages(current[domain])
        name = f"{locale}/{domain}.po"
        faults += [
            f"{name} lacks {key[0]!r}: run make catalogs" for key in wanted.keys() - have.keys()
        ]
        faults += [f"{name} has {key[0]!r}, no source does" for key in have.keys() - wanted.keys()]
        for key in wanted.keys() & have.keys():
            faults += [f"{name}: {key[0]!r} {fault}" for fault in message_faults(have[key])]
    return sorted(faults)


def main(arguments: list[str]) -> int:
    """Do what the command line names; 1 when `check` found a fault, 2 for a wrong command line."""
    match arguments:
        case ["extract"]:
            for domain, catalog in extract().items():
                write(catalog, template_path(domain))
        case ["update"]:
            update()
        case ["compile"]:
            compile_catalogs()
        case ["fill", locale, *files] if files:
            fill(locale, [Path(file) for file in files])
        case ["check"]:
            faults = check()
            print("\n".join(faults) or "catalogs: complete")
            return bool(faults)
        case _:
            print(
                "usage: tools/catalogs.py extract|update|compile|check|fill LOCALE FILE…",
                file=sys.stderr,
            )
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
