# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A sheet of group codes to cut up and hand out, as accessible PDF (PDF/UA-1)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from participation.contributions import code_rules
from participation.i18n import N_, catalog, language
from participation.web.labels import LABELS

SHEET = """
#let given = json(bytes(sys.inputs.given))
#set document(title: given.title, author: given.publisher)
#set text(lang: given.lang, size: 10pt, font: ("Fira Sans", "Libertinus Serif"))
#set page(paper: "a4", margin: 15mm, footer: context align(end, counter(page).display()))
#set par(justify: false)
#heading(level: 1, given.title)
#given.howto
#v(4mm)
#let card(code) = rect(width: 100%, height: 36mm, inset: 4mm, stroke: (dash: "dashed", thickness: 0.5pt))[
  #text(weight: "bold", given.consultation)
  #v(1mm)
  #text(size: 15pt, font: "DejaVu Sans Mono", code)
  #v(1mm)
  #given.card
  #linebreak()
  #text(size: 9pt, given.address)
]
#for pair in given.codes.chunks(2) {
  block(breakable: false, above: 3mm, below: 0mm, grid(
    columns: (1fr, 1fr),
    column-gutter: 3mm,
    ..pair.map(card),
  ))
}
"""

# Translators: On a printed sheet; {group} is such as "City staff".
TITLE = N_("Codes for the group: {group}")
HOWTO = N_(
    "Cut the cards apart, mix them face down, and let everybody draw one. Do not write down who has which: nobody can find out then, not even with the whole database."
)
CARD = N_(
    "With this code your contribution counts as verified. It says nothing about you, and works for {count} contributions."
)


def sheet(
    codes: Iterable[str], group: str, consultation: str, publisher: str, address: str, locale: str
) -> bytes:
    """Return the PDF: a card for every code, with the consultation's title and its address."""
    import typst

    translate = catalog(locale).gettext
    title = translate(TITLE).format(group=translate(LABELS["group"][group]))
    given = {
        "lang": language(locale).code.partition("-")[0],
        "title": title,
        "publisher": publisher,
        "howto": translate(HOWTO),
        "card": translate(CARD).format(count=code_rules.MOST_USES),
        "consultation": consultation,
        "address": address,
        "codes": [code_rules.written(code) for code in codes],
    }
    made: bytes = typst.compile(
        SHEET.encode(),
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"given": json.dumps(given)},
        ignore_system_fonts=True,
    )
    return made
