# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What made-up people say: sentences that fit together, written for the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.contributions.rules import Group


@dataclass(frozen=True)
class Vocabulary:
    """One language's sentences; `titles` is the language its items are quoted in, `weight` how often it speaks."""

    language: str
    titles: str
    weight: int
    roadmap: str
    openings: tuple[str, ...]
    observations: tuple[str, ...]
    details: tuple[str, ...]
    wishes: tuple[str, ...]
    rejection: str
    organisations: Mapping[str, tuple[str | None, ...]]


GERMAN = Vocabulary(
    language="de",
    titles="de",
    weight=88,
    roadmap="die Roadmap",
    openings=(
        "Zu „{title}“ habe ich eine Anmerkung.",
        "„{title}“ halte ich für richtig und überfällig.",
        "Bei „{title}“ fehlt mir noch etwas.",
        "Ich arbeite täglich mit solchen Abläufen, deshalb schreibe ich zu „{title}“.",
        "„{title}“ klingt gut, bleibt aber sehr allgemein.",
        "Wir haben uns im Verein über „{title}“ unterhalten.",
        "Als Mutter von zwei Schulkindern betrifft mich „{title}“ unmittelbar.",
        "Unser Betrieb hat elf Beschäftigte. Für uns ist „{title}“ wichtig.",
        "„{title}“ sehe ich mit Sorge.",
        "Endlich nimmt sich die Stadt „{title}“ vor.",
    ),
    observations=(
        "Im Bürgerbüro musste ich dieselben Angaben dreimal machen.",
        "Meine Nachbarin ist 81 und hat kein Smartphone; auch sie muss zu ihrem Recht kommen.",
        "Bisher wird vieles ausgedruckt, unterschrieben und wieder eingescannt.",
        "Auf der Website finde ich oft nur über die Suche im Netz, was ich brauche.",
        "In unserem Stadtteil ist das Netz abends so langsam, dass ein Antrag abbricht.",
        "Die Rückmeldung kam nach sieben Wochen und per Post.",
        "Online gibt es einen Termin, vor Ort wusste niemand davon.",
        "Die Formulare sind für Menschen mit Sehbehinderung kaum zu bedienen.",
        "Für einen Bauantrag haben wir vier Ämter angeschrieben.",
        "In der Schule meiner Kinder teilen sich drei Klassen einen Wagen mit Tablets.",
    ),
    details=(
        "Andere Städte veröffentlichen, wie lange ein Antrag im Schnitt dauert.",
        "Ein Pilot in einem Amt würde zeigen, was wirklich hilft.",
        "Ohne Schulung der Beschäftigten wird das nicht gelingen.",
        "Wichtig ist mir, dass meine Daten nicht an Dritte gehen.",
        "Englisch allein reicht nicht, viele sprechen Türkisch, Arabisch oder Polnisch.",
        "Dafür braucht es Personal, nicht nur Technik.",
        "Offene Schnittstellen würden auch kleinen Anbietern helfen.",
        "Wer im Homeoffice arbeitet, braucht dieselbe Ausstattung wie im Büro.",
    ),
    wishes=(
        "Bitte nennen Sie einen Termin und eine Stelle, die verantwortlich ist.",
        "Ich wünsche mir eine Zahl, an der man den Erfolg ablesen kann.",
        "Der Weg zum Schalter muss bleiben.",
        "Bitte fangen Sie mit den Leistungen an, die am häufigsten gebraucht werden.",
        "Prüfen Sie bitte, ob das auch ohne neue App geht.",
        "Bitte beteiligen Sie die Beschäftigten, bevor etwas eingeführt wird.",
        "Setzen Sie auf freie Software, wo es geht.",
        "Bitte berichten Sie jedes Vierteljahr öffentlich, wie weit Sie sind.",
        "Denken Sie an Menschen, die nicht online sind.",
        "Mehr Tempo, bitte.",
    ),
    rejection="Der Beitrag wirbt für ein Produkt und geht auf die Roadmap nicht ein.",
    organisations={
        Group.BUSINESS: ("Tischlerei Nord", "Ruhrlicht Elektro GmbH", "Café am Markt", None),
        Group.ASSOCIATION: ("Handwerkskreis Mitte", "Verein Digitale Nachbarschaft"),
        Group.INSTITUTION: ("Gesamtschule am Park", "Seniorenbeirat"),
        Group.WORKS_COUNCIL: ("Personalrat",),
        Group.BOARD: ("Verwaltungsvorstand",),
    },
)

ENGLISH = Vocabulary(
    language="en",
    titles="en",
    weight=7,
    roadmap="the roadmap",
    openings=(
        "I have a remark on “{title}”.",
        "“{title}” is the right thing to do.",
        "I moved here two years ago, so “{title}” matters to me.",
        "“{title}” sounds good but stays vague.",
    ),
    observations=(
        "The forms I needed were available in German only.",
        "I had to take a day off to hand in one sheet of paper.",
        "At the university everything works online, at the office I was asked for a fax.",
        "Nobody could tell me how long my application would take.",
    ),
    details=(
        "Plain language would help more than translation.",
        "Please publish the data behind it, too.",
        "A pilot with one office would show what works.",
    ),
    wishes=(
        "Please name a date and an office in charge.",
        "Please start with registration and residence matters.",
        "Keep the counter open for those who are not online.",
        "Please offer the most used services in English.",
    ),
    rejection="The contribution advertises a product and does not speak about the roadmap.",
    organisations={
        Group.BUSINESS: ("Harbour Analytics Ltd", None),
        Group.ASSOCIATION: ("International Students' Club",),
        Group.INSTITUTION: ("Language Café",),
        Group.WORKS_COUNCIL: ("Personalrat",),
        Group.BOARD: ("Verwaltungsvorstand",),
    },
)

TURKISH = Vocabulary(
    language="tr",
    titles="de",
    weight=3,
    roadmap="yol haritası",
    openings=("“{title}” hakkında bir önerim var.", "“{title}” benim için önemli."),
    observations=(
        "Annem Almanca formları tek başına dolduramıyor.",
        "Randevu almak için üç hafta bekledim.",
    ),
    details=("Formların Türkçesi de olmalı.", "Telefonla da yardım verilmeli."),
    wishes=("Lütfen kimin sorumlu olduğunu yazın.", "Lütfen basit bir dil kullanın."),
    rejection="Katkı bir ürünün reklamını yapıyor, yol haritasıyla ilgili değil.",
    organisations={},
)

ARABIC = Vocabulary(
    language="ar",
    titles="de",
    weight=2,
    roadmap="خارطة الطريق",
    openings=("لدي ملاحظة حول «{title}».", "«{title}» أمر مهم لعائلتي."),
    observations=(
        "لم أجد النموذج إلا باللغة الألمانية.",
        "انتظرت أسابيع حتى حصلت على رد.",
    ),
    details=("الشرح بلغة بسيطة يساعد كثيرا.", "والدتي لا تستخدم الإنترنت."),
    wishes=("يرجى تحديد الجهة المسؤولة والموعد.", "يرجى الإبقاء على الخدمة في المكتب."),
    rejection="المساهمة إعلان عن منتج ولا تتعلق بخارطة الطريق.",
    organisations={},
)

VOCABULARIES = (GERMAN, ENGLISH, TURKISH, ARABIC)
