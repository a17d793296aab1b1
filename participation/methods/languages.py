# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which of our languages a text is probably written in: a default that its author can change.

Method: byte n-grams and naive Bayes over the allowed languages only. Source: Lui and Baldwin, "langid.py: An
Off-the-shelf Language Identification Tool", ACL 2012 System Demonstrations, 25–30, in the package py3langid.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ALLOWED = ("de", "en", "tr", "ar", "uk", "pl", "ro", "bg")  # the product's languages, its own first
LONGEST_READ = 4_000  # characters; more of the same text does not change the answer
NO_EVIDENCE = 0.05  # how far above an even share the best one must be


def guess(text: str, allowed: Sequence[str]) -> tuple[str, float]:
    """Return the likeliest of the `allowed` language codes for `text`, and its share of the probability (0 … 1).

    A text without evidence (empty, digits, emoji) gives the first allowed code with a share of 0, and so do codes
    that the model does not know. Of several varieties (`de`, `de-simple`) the first one stands for the language.
    Raises `ValueError` when nothing is allowed. The first call loads the model, about a second.
    """
    if not allowed:
        raise ValueError("no language is allowed")
    codes: dict[str, str] = {}
    for code in allowed:
        codes.setdefault(code.partition("-")[0].lower(), code)
    identifier = _identifier(tuple(sorted(codes)))
    if identifier is None:
        return allowed[0], 0.0
    found, share = identifier.classify(text[:LONGEST_READ])
    if len(codes) > 1 and share <= 1 / len(identifier.labels) + NO_EVIDENCE:
        return allowed[0], 0.0
    return codes[found], float(share)


@lru_cache(maxsize=8)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier | None:
    # Imported here because the package brings numpy, which a worker that only serves pages never needs.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = [language for language in languages if language in identifier.labels]
    if not known:
        return None
    identifier.set_languages(known)
    return identifier
