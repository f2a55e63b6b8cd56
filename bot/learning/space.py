"""Papers and terms of both languages in one vector space (cross-lingual LSI).

A paper is the sum of its terms, each language scaled to length 1, so that neither drowns the other;
the space is that of the largest singular values of all papers. A term of either language is then a
vector, a text the sum of its terms' vectors, and a Chinese topic lies near the English papers on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.errors import ConfigError
from bot.learning.counted import Counted

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: Papers that have to have an English term, and a Chinese one; above this share a term says nothing.
_LEAST_EN, _LEAST_ZH, _MOST_SHARE = 11, 12, 0.15
#: A Chinese term that is translated less surely is half a word too often.
LEAST_SURENESS = 0.35
_DIMENSIONS, _SPARE, _ROUNDS = 256, 24, 2
#: Vectors are scaled by singular values to this power; measured on labelled papers.
_POWER = 0.5
_SEED = 20261121

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LearnedSpace:
    """The space as it is learned.

    Attributes:
        terms: normalised, English ones first.
        rarity: for each term, how much it counts: ln(papers / papers with it).
        vectors: one row for each term.
    """

    terms: list[str]
    rarity: Floats
    vectors: Floats


def check_scipy() -> None:
    """Make sure that all is there that learning needs.

    Raises:
        ConfigError: SciPy is not installed.
    """
    try:
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            "Learning needs SciPy, which running does not: pip install chenbao[learn]"
        ) from error


def select_terms(counted: Counted, least: int) -> Counted:
    """Those that are neither too rare nor in every paper."""
    few = (counted.papers >= least) & (counted.papers < _MOST_SHARE * counted.size)
    return counted.select(np.flatnonzero(few).tolist())


def learn_space(english: Counted, chinese: Counted, tick: Callable[[float], None]) -> LearnedSpace:
    """The space of these terms."""
    from scipy.sparse import hstack

    both = [select_terms(english, _LEAST_EN), select_terms(chinese, _LEAST_ZH)]
    rarity = [np.log(each.size / each.papers).astype(np.float32) for each in both]
    matrix = hstack([_weigh(each, rare) for each, rare in zip(both, rarity, strict=True)]).tocsr()
    values, vectors = _decompose(matrix, tick)
    return LearnedSpace(
        [*both[0].terms, *both[1].terms],
        np.concatenate(rarity),
        vectors * (values**_POWER / values.max() ** _POWER),
    )


def _weigh(counted: Counted, rarity: Floats) -> "csr_matrix":
    """One row for each paper, of length 1."""
    from scipy.sparse import csr_matrix

    value = 1 + np.log(counted.times) + counted.in_title
    weighed = (value * rarity[counted.term]).astype(np.float32)
    length = np.sqrt(np.bincount(counted.paper, weighed**2, counted.size)).astype(np.float32)
    weighed /= length[counted.paper]
    shape = counted.size, len(counted.terms)
    return csr_matrix((weighed, (counted.paper, counted.term)), shape=shape)


def _decompose(matrix: "csr_matrix", tick: Callable[[float], None]) -> tuple[Floats, Floats]:
    """The largest singular values, and the right singular vectors as columns.

    Randomised (Halko, Martinsson and Tropp, 2011), always from the same seed.
    """
    width = min(_DIMENSIONS + _SPARE, min(matrix.shape))
    chance = np.random.default_rng(_SEED)
    basis: Floats = chance.standard_normal((matrix.shape[1], width), dtype=np.float32)
    turned = matrix.T.tocsr()
    for number in range(_ROUNDS):
        basis, _ = np.linalg.qr(turned @ (matrix @ basis))
        tick((number + 1) / (_ROUNDS + 1))
    # The small matrix of the papers' own products has the same values and right vectors.
    seen = matrix @ basis
    squares, turn = np.linalg.eigh((seen.T @ seen).astype(np.float64))
    order = np.argsort(-squares)[: min(_DIMENSIONS, width)]
    values = np.sqrt(np.maximum(squares[order], 1e-12)).astype(np.float32)
    return values, (basis @ turn[:, order].astype(np.float32)).astype(np.float32)
