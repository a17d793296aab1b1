# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Likeness of a text to what moderators have rejected, learned from their own decisions: an order and a hint, no verdict.

Words and runs of letters weighted by TF-IDF (Spärck Jones 1972, Salton and Buckley 1988) under a linear logistic model
(Fan et al., LIBLINEAR, 2008), whose scores become shares by the method of J. Platt (1999) on decisions that the model
had not seen. Words are hashed (Weinberger et al. 2009), so a model holds no word of anybody.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 200  # decisions of each kind; fewer teach nothing (macro-F1 0.57 with 300 in all)
MOST = 20_000  # decisions that are learned from, the newest
FEATURES = 2**18  # places for words, and as many for runs of letters
STRENGTH = 4.0  # how little the weights are held back (C)
FOLDS = 5  # parts of which each is judged by what the others teach
SEED = 20_260
LONGEST = 5_000  # characters of a text
FORMAT = 1  # of what is stored

_STORED = (
    "intercept",
    "scale",
    "offset",
    "threshold",
    "precision",
    "recall",
    "published",
    "rejected",
)
_ADDRESSES = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w[\w.-]*")


class TooFew(Exception):
    """There are not enough decisions of both kinds to learn from."""


class NoModel(ValueError):
    """What is stored is no model of this version."""


@dataclass(frozen=True)
class Model:
    """What was learned. `precision` and `recall` of the hint were measured on decisions the model had not seen.

    `idf` (2 × FEATURES) and `weights` (2 × FEATURES) are indexed by hashed words, then by hashed runs of letters;
    `scale` and `offset` turn a raw score into a share; from `threshold` (a share) on a text gets the hint.
    """

    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    intercept: float
    scale: float
    offset: float
    threshold: float
    precision: float
    recall: float
    published: int
    rejected: int

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Return for each text the share of rejected ones among texts like it (0 … 1)."""
        import numpy as np

        if not texts:
            return []
        raw = _weighted(_counted(texts), self.idf) @ self.weights + self.intercept
        shares = 1.0 / (1.0 + np.exp(-(self.scale * raw + self.offset)))
        return [float(share) for share in shares]


def fit(texts: Sequence[str], rejected: Sequence[bool]) -> Model:
    """Learn from decisions; `rejected` says which texts were. Raises `TooFew` with less than 200 of either kind."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    labels = np.array(rejected, dtype=bool)
    counts = int((~labels).sum()), int(labels.sum())
    if min(counts) < LEAST:
        raise TooFew(counts)
    counted = _counted(texts)
    seen = np.bincount(counted.indices, minlength=2 * FEATURES)
    idf = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)
    table = _weighted(counted, idf)
    learner = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, random_state=SEED
    )
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    unseen = cross_val_predict(learner, table, labels, cv=folds, method="decision_function")
    platt = LogisticRegression(C=1e6).fit(unseen[:, None], labels)
    scale, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    border = _border(unseen, labels)
    hinted = unseen >= border
    right = int((hinted & labels).sum())
    learner.fit(table, labels)
    return Model(
        idf=idf,
        weights=learner.coef_[0].astype(np.float32),
        intercept=float(learner.intercept_[0]),
        scale=scale,
        offset=offset,
        threshold=float(1.0 / (1.0 + np.exp(-(scale * border + offset)))),
        precision=right / max(1, int(hinted.sum())),
        recall=right / counts[1],
        published=counts[0],
        rejected=counts[1],
    )


def save(model: Model) -> bytes:
    """Return a model as numbers only: nothing in it can be run."""
    import numpy as np

    out = io.BytesIO()
    numbers = [FORMAT, *(float(getattr(model, name)) for name in _STORED)]
    used = np.flatnonzero(model.weights).astype(np.int32)
    np.savez_compressed(
        out,
        numbers=np.array(numbers, dtype=np.float64),
        places=used,
        weights=model.weights[used],
        idf=model.idf[used],
        rare=model.idf.max(keepdims=True),
    )
    return out.getvalue()


def load(stored: bytes) -> Model:
    """Return a model that `save` has written. Raises `NoModel` for anything else."""
    import numpy as np

    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as found:
            numbers, places = found["numbers"], found["places"]
            idf = np.full(2 * FEATURES, found["rare"][0], dtype=np.float32)
            weights = np.zeros(2 * FEATURES, dtype=np.float32)
            idf[places], weights[places] = found["idf"], found["weights"]
            values = [float(number) for number in numbers]
            if len(values) != len(_STORED) + 1 or values.pop(0) != FORMAT:
                raise NoModel("another version")
            told: dict[str, Any] = dict(zip(_STORED, values, strict=True))
            told.update((kind, int(told[kind])) for kind in ("published", "rejected"))
            return Model(idf=idf, weights=weights, **told)
    except (ValueError, LookupError, OSError, EOFError, TypeError, BadZipFile) as error:
        raise NoModel(str(error)) from error


def _border(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return the raw score from which on calling texts rejected is right most evenly for both kinds (macro-F1)."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")
    hit = np.cumsum(labels[order])
    n, total = np.arange(1, len(scores) + 1), int(labels.sum())
    of_rejected = 2 * hit / (n + total)
    kept_right = (len(scores) - total) - (n - hit)
    of_published = 2 * kept_right / ((len(scores) - n) + (len(scores) - total))
    best = int(np.argmax(of_rejected + of_published))
    inside, outside = scores[order[best]], scores[order[min(best + 1, len(order) - 1)]]
    return float((inside + outside) / 2)  # half-way to the next text, for others lie between


def _counted(texts: Sequence[str]) -> Any:
    """Return how often each hashed word, pair of words and run of letters stands in each text, as a sparse table."""
    from scipy import sparse
    from sklearn.feature_extraction.text import HashingVectorizer

    storable = (text[:LONGEST].encode("utf-8", "replace").decode() for text in texts)
    read = [_ADDRESSES.sub(" ", text) for text in storable]
    shared = {"n_features": FEATURES, "alternate_sign": False, "norm": None, "lowercase": False}
    words = HashingVectorizer(analyzer="word", ngram_range=(1, 2), **shared).transform(read)
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), **shared).transform(read)
    return sparse.hstack([words, letters], format="csr")


def _weighted(counted: Any, idf: NDArray[np.float32]) -> Any:
    """Return TF-IDF: rows of words and of letters each have the length one."""
    import numpy as np
    from scipy import sparse
    from sklearn.preprocessing import normalize

    damped = counted.astype(np.float32)
    damped.data = 1 + np.log(damped.data)
    weighted = (damped @ sparse.diags(idf)).tocsc()
    halves = [normalize(weighted[:, half].tocsr()) for half in _HALVES]
    return sparse.hstack(halves, format="csr")


_HALVES = (slice(0, FEATURES), slice(FEATURES, 2 * FEATURES))
