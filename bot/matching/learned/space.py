"""Texts as vectors: a Chinese topic lies near the English papers on it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources.abc import Traversable
from math import log
from typing import Self

import numpy as np
import numpy.typing as npt

from bot.errors import ConfigError
from bot.matching.learned.file import LearnedFile, read_file
from bot.matching.learned.packing import unpack
from bot.matching.text import has_cjk

NAME, KIND = "space.bin", "space"
#: Characters of a Chinese term.
_MOST_CHARACTERS = 9
#: Whether English -> of how many frequent terms the nearest are chosen.
_MOST_NEAR = {True: 10_000, False: 4_000}
#: So much of a phrase has to be made of known terms.
_LEAST_COVERED = 0.8
#: So many vectors are floats at a time: a megabyte, where all of the frequent ones are 14.
_BLOCK = 1_024

Vector = npt.NDArray[np.float32]


class Space:
    """Terms of both languages as vectors of whole numbers, each with its own scale.

    Args:
        centres: topics of the lexicon, by key, each where its own papers lie.
    """

    def __init__(
        self,
        terms: Sequence[str],
        rarity: Vector,
        scales: Vector,
        vectors: npt.NDArray[np.int8],
        papers: int = 0,
        centres: Mapping[str, Vector] | None = None,
    ) -> None:
        self._papers = papers
        self._terms = terms
        self._rarity = rarity
        self._scales = scales
        self._vectors = vectors
        self._centres = centres or {}

    @classmethod
    def read(cls, path: Traversable) -> Self:
        """The space of a file.

        Raises:
            ConfigError: the file is broken.
        """
        found = read_file(path, KIND)
        try:
            terms = found.sections["terms"].decode().splitlines()
            rarity = np.frombuffer(found.sections["rarity"], dtype="<f4")
            scales = np.frombuffer(found.sections["scales"], dtype="<f4")
            shape = len(terms), int(found.about["dimensions"])
            vectors = unpack(found.sections["vectors"], shape)
            if not len(terms) == len(rarity) == len(scales):
                raise ValueError("sections of different lengths")
            centres = _read_centres(found, shape[1])
            return cls(terms, rarity, scales, vectors, found.papers, centres)
        except (KeyError, ValueError, TypeError) as error:
            raise ConfigError(f"{path}: the space is broken; remove it") from error

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, term: str) -> bool:
        return self._codes.get(term, 0) > 1

    @property
    def papers(self) -> int:
        """How many papers it was learned from."""
        return self._papers

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return int(self._vectors.shape[1])

    def find_centre(self, key: str) -> Vector | None:
        """The vector of a topic of the lexicon: where its own papers lie, and those that only mention it
        do not; longer than 1 the better it tells them apart. None if it was not learned."""
        return self._centres.get(key)

    def find_term(self, term: str) -> Vector | None:
        """The vector of a normalised term, of length 1; None if it is not known."""
        row = (self._codes.get(term, 0) >> 1) - 1
        if row < 0:
            return None
        vector: Vector = self._factors[row] * self._vectors[row].astype(np.float32)
        length = float(np.sqrt(vector @ vector))
        return vector / length if length else None

    def find_paper(self, title: str, abstract: str) -> Vector | None:
        """The vector of a paper of length 1; None where nothing in it is known.

        Args:
            title, abstract: as `Searchable.text` has them, in one language.
        """
        in_title = self._find_rows(title)
        times = dict.fromkeys(in_title, 0)
        for row in [*in_title, *self._find_rows(abstract)]:
            times[row] = times.get(row, 0) + 1
        titled = frozenset(in_title)
        return self._sum({row: 1 + log(many) + (row in titled) for row, many in times.items()})

    def find_phrase(self, text: str) -> Vector | None:
        """The vector of a normalised text, of length 1; None unless most of it is known."""
        whole = self.find_term(text)
        if whole is not None:
            return whole
        rows = dict.fromkeys(self._find_rows(f" {text} "))
        known = "".join(self._terms[row] for row in rows)
        characters = text.replace(" ", "")
        covered = sum(character in known for character in characters)
        if covered < _LEAST_COVERED * len(characters):
            return None
        return self._sum(dict.fromkeys(rows, 1.0))

    def find_middle(self, terms: Iterable[str]) -> Vector | None:
        """The middle of those of the terms that are known, of length 1."""
        known = [vector for term in terms if (vector := self.find_term(term)) is not None]
        if not known:
            return None
        total: Vector = np.sum(known, axis=0, dtype=np.float32)
        return total / max(float(np.sqrt(total @ total)), 1e-6)

    def nearest(self, vector: Vector, *, english: bool, limit: int) -> list[tuple[str, float]]:
        """Frequent terms of one language with their cosines, the nearest first."""
        rows, vectors, lengths = self._frequent[english]
        cosines = np.concatenate([block @ vector for block in _read_blocks(vectors)]) / lengths
        # To put all in order takes as long as all the rest.
        least = np.partition(cosines, -limit)[-limit] if limit < len(cosines) else -np.inf
        close = (cosines >= least).nonzero()[0]
        best = close[np.argsort(-cosines[close], kind="stable")[:limit]]
        return [(self._terms[rows[place]], float(cosines[place])) for place in best]

    def _sum(self, values: dict[int, float]) -> Vector | None:
        if not values:
            return None
        rows = np.fromiter(values, dtype=np.intp, count=len(values))
        weights = np.fromiter(values.values(), dtype=np.float32, count=len(values))
        total: Vector = (weights * self._factors[rows]) @ self._vectors[rows].astype(np.float32)
        length = float(np.sqrt(total @ total))
        return total / length if length else None

    def _find_rows(self, text: str) -> list[int]:
        """The row of each known term at each place of the text."""
        codes = self._codes
        words, is_english = text.split(), text.isascii()
        found: list[int] = []
        for start, code in enumerate(map(codes.get, words)):
            if code is None and is_english:
                continue
            word, end = words[start], start + 1
            if not is_english and has_cjk(word):
                found.extend(self._find_chinese(word))
                continue
            while code is not None:
                if code > 1:
                    found.append((code >> 1) - 1)
                if not code & 1 or end == len(words):
                    break
                word = f"{word} {words[end]}"
                code = codes.get(word)
                end += 1
        return found

    def _find_chinese(self, run: str) -> list[int]:
        codes = self._codes
        return [
            (code >> 1) - 1
            for first in range(len(run))
            for last in range(first + 2, min(first + _MOST_CHARACTERS, len(run)) + 1)
            if (code := codes.get(run[first:last], 0)) > 1
        ]

    @cached_property
    def _codes(self) -> dict[str, int]:
        """Terms, and what longer terms begin with: one look-up for both, because most words of a
        paper are neither.

        Twice the row and two for a term, else 0; and one more where a longer term begins so.
        """
        found = dict(zip(self._terms, range(2, 2 * len(self._terms) + 2, 2), strict=True))
        for term in self._terms:
            end = term.rfind(" ")
            # What is known to begin a term has its own beginnings behind it.
            while end >= 0 and not (code := found.get(term := term[:end], 0)) & 1:
                found[term] = code | 1
                end = term.rfind(" ")
        return found

    @cached_property
    def _factors(self) -> Vector:
        """Whole numbers to vectors, rarity and all."""
        return self._rarity * self._scales

    @cached_property
    def _frequent(self) -> dict[bool, tuple[npt.NDArray[np.intp], npt.NDArray[np.int8], Vector]]:
        """Whether English -> the rows of its most frequent terms; their vectors, side by side; and how
        long those are."""
        chosen: dict[bool, list[int]] = {is_english: [] for is_english in _MOST_NEAR}
        for row in np.argsort(self._rarity, kind="stable").tolist():
            is_english = not has_cjk(self._terms[row])
            if len(chosen[is_english]) < _MOST_NEAR[is_english]:
                chosen[is_english].append(row)
            elif all(len(chosen[each]) == most for each, most in _MOST_NEAR.items()):
                break
        found = {}
        for is_english, each in chosen.items():
            rows = np.array(each, dtype=np.intp)
            vectors = self._vectors[rows]
            squares = [np.square(block).sum(axis=1) for block in _read_blocks(vectors)]
            lengths = np.maximum(np.sqrt(np.concatenate(squares)), 1e-6)
            found[is_english] = rows, vectors, lengths
        return found


def _read_blocks(vectors: npt.NDArray[np.int8]) -> Iterator[Vector]:
    """Some of the vectors at a time; one block, of nothing, where there are none."""
    for first in range(0, max(len(vectors), 1), _BLOCK):
        yield vectors[first : first + _BLOCK].astype(np.float32)


def _read_centres(found: LearnedFile, dimensions: int) -> Mapping[str, Vector]:
    """None in a file of before they were learned."""
    keys = found.sections.get("topics", b"").decode().splitlines()
    if not keys:
        return {}
    scales = np.frombuffer(found.sections["topic_scales"], dtype="<f4")
    vectors = np.frombuffer(found.sections["topic_vectors"], dtype=np.int8)
    rows = vectors.reshape(len(keys), dimensions) * scales[:, None]
    return dict(zip(keys, rows.astype(np.float32), strict=True))
