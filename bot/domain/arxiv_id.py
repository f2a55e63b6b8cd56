"""arXiv identifiers in every form that people paste.

Scheme: https://info.arxiv.org/help/arxiv_identifier.html. Three shapes exist: `hep-th/9901001`
(until March 2007; `math.CA/0611800` names the subject class too, which is not part of the id),
`0704.0001` (four digits after the dot until December 2014) and `1501.00001` (five since; six are
reserved for later).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from bot.errors import InvalidArxivIdError

#: Digits and letters are ASCII ones; others that look like them are not part of the scheme.
_FLAGS = re.IGNORECASE | re.ASCII
# Every repetition is bounded, so that a long text without an id costs no more than its length.
_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,6}(?!\d)"
_OLD = r"[a-z]{1,8}(?:-[a-z]{1,8})?(?:\.[A-Za-z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}(?!\d)"
_ID = rf"(?P<number>{_NEW}|{_OLD})(?:v(?P<version>[1-9]\d{{0,2}}))?"
_PLAIN = re.compile(_ID, _FLAGS)
#: What may stand before an id: a scheme, a host that serves arXiv papers, and the kind of page.
_URL = re.compile(
    r"(?:https?://)?"
    r"(?:(?:[a-z0-9-]{1,16}\.)?arxiv\.org/(?:abs|pdf|html|ps|format|src|e-print|list)/"
    r"|(?:www\.)?alphaxiv\.org/(?:[a-z]{1,16}/){1,3}"
    r"|(?:www\.)?(?:huggingface\.co|hf\.co)/papers/"
    r"|(?:dx\.)?doi\.org/10\.48550/arxiv\.)"
    rf"{_ID}(?:\.pdf)?/?(?:[?#][A-Za-z0-9_.~%=&/+:#-]*)?",
    _FLAGS,
)
_PREFIXED = re.compile(rf"(?:arxiv\s{{0,8}}[:：]\s{{0,8}}|10\.48550/arxiv\.){_ID}", _FLAGS)
_UNNAMED = re.compile(r"\?P<(?:number|version)>")
#: In running text the number must not be part of a longer one (12403.15603, 2403.156031234).
_ANYWHERE = re.compile(
    _UNNAMED.sub(
        "", rf"{_URL.pattern}|{_PREFIXED.pattern}|(?<![A-Za-z0-9./-]){_ID}(?![A-Za-z0-9/]|\.\d)"
    ),
    _FLAGS,
)


@dataclass(frozen=True, slots=True)
class ArxivId:
    """One arXiv paper, perhaps one version of it.

    Attributes:
        number: the identifier without version and without subject class.
        version: from 1; None means whatever is newest.
    """

    number: str
    version: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the one id that `text` is, as an id, a URL, a DOI or with `arXiv:` before it.

        Raises:
            InvalidArxivIdError: `text` is anything else, or holds more than an id.
        """
        found = cls.find(text)
        if found is None:
            raise InvalidArxivIdError(
                "“{text}” is not an arXiv id; one looks like 2403.15603", text=text.strip()[:80]
            )
        return found

    @classmethod
    def find(cls, text: str) -> Self | None:
        """Like `parse`, but None instead of an error."""
        text = unicodedata.normalize("NFKC", text).strip().strip("<>()[]{}.,;\"'“”。，；")
        for pattern in (_PLAIN, _PREFIXED, _URL):
            if match := pattern.fullmatch(text):
                return cls._from_match(match)
        return None

    @classmethod
    def find_all(cls, text: str) -> list[Self]:
        """Every id in running text, in order, each paper once."""
        found: dict[str, Self] = {}
        for match in _ANYWHERE.finditer(unicodedata.normalize("NFKC", text)):
            arxiv_id = cls.find(match.group())
            if arxiv_id is not None:
                found.setdefault(arxiv_id.number, arxiv_id)
        return list(found.values())

    @classmethod
    def _from_match(cls, match: re.Match[str]) -> Self:
        number, version = match["number"], match["version"]
        if "/" in number:
            archive, digits = number.lower().split("/")
            number = f"{archive.partition('.')[0]}/{digits}"
        return cls(number, int(version) if version else None)

    @property
    def abs_url(self) -> str:
        """The abstract page, of this version where one is known."""
        return f"https://arxiv.org/abs/{self}"

    @property
    def pdf_url(self) -> str:
        """The PDF, of this version where one is known."""
        return f"https://arxiv.org/pdf/{self}"

    def __str__(self) -> str:
        return self.number if self.version is None else f"{self.number}v{self.version}"
