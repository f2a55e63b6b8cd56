"""How near a paper is to a topic in the eyes of a sentence encoder, on one scale for all topics.

By itself the encoder's cosine is no measure: some papers are near every topic, and some topics near
every paper. So what a paper has in common with a fixed background of fields is taken away from each
of its cosines, and the rest is compared with what the fields have with the topic.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import resources
from threading import Lock
from typing import TYPE_CHECKING

from bot.matching.encoder import find_encoder

if TYPE_CHECKING:
    from bot.ports.encoder import Encoder, Vectors

#: So many vectors are kept, 2 KB each: of the papers of a week, at which a new topic looks back.
_MOST_KEPT = 5_000
#: Characters of an abstract that are read: more says no more, and takes longer.
_ABSTRACT = 300
#: In standard deviations of the fields: what is beyond says no more, and what says nothing.
_LEAST, _MOST, _MIDDLE = -3.0, 6.0, 1.5


class Semantic:
    """What an encoder says of topics and papers; may be used from several threads."""

    def __init__(self, encoder: "Encoder") -> None:
        self._encoder = encoder
        self._lock = Lock()
        self._papers: OrderedDict[str, Vectors] = OrderedDict()
        self._topics: OrderedDict[str, Vectors] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """A row of length 1 for each text."""
        return self._encoder.encode(texts)

    def measure(
        self, topics: Sequence[str], title: str, abstract: str, *, may_read: bool = True
    ) -> list[float]:
        """How near a paper is to each topic: about 0 where that says nothing, -4.5 to 4.5.

        Args:
            topics: at least one, as people type them.
            title, abstract: in one language, as they stand in the paper.
            may_read: False where somebody waits and there are many papers: empty then for one that
                was not measured lately.
        """
        import numpy as np

        text = f"{title}. {abstract[:_ABSTRACT]}".strip(". ")
        if not may_read and text not in self._papers:
            return []
        paper = self._keep(self._papers, [text], self._encoder.encode)[0]
        rows = self._keep(self._topics, topics, self._scale)
        near = rows[:, :-1] @ paper + rows[:, -1]
        found: list[float] = (np.clip(near, _LEAST, _MOST) - _MIDDLE).tolist()
        return found

    def _scale(self, topics: Sequence[str]) -> "Vectors":
        """Of each topic a row that a paper's vector is multiplied with, and what is added then."""
        import numpy as np

        fields = self._fields
        own = self._encoder.encode(topics) - fields.mean(axis=0)
        common = own @ fields.T
        spread = np.maximum(common.std(axis=1, keepdims=True), 1e-6)
        scaled: Vectors = np.hstack([own, -common.mean(axis=1, keepdims=True)]) / spread
        return scaled

    @cached_property
    def _fields(self) -> "Vectors":
        """The background: the fields of science as arXiv names them."""
        text = resources.files(__package__).joinpath("fields.txt").read_text("utf-8")
        return self._encoder.encode(text.splitlines())

    def _keep(
        self,
        kept: "OrderedDict[str, Vectors]",
        texts: Sequence[str],
        make: "Callable[[Sequence[str]], Vectors]",
    ) -> "Vectors":
        """A row for each text, made where it is not kept from before."""
        import numpy as np

        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in kept]
            if new:
                kept.update(zip(new, make(new), strict=True))
            for text in texts:
                kept.move_to_end(text)
            rows = np.stack([kept[text] for text in texts])
            while len(kept) > _MOST_KEPT:
                kept.popitem(last=False)
        return rows


def find_semantic() -> Semantic | None:
    """What the encoder says that is installed, not loaded yet; None where none is."""
    encoder = find_encoder()
    return None if encoder is None else Semantic(encoder)
