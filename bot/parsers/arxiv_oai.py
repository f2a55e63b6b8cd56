"""arXiv's OAI-PMH, `ListRecords` in the form `arXivRaw`: versions, licences, withdrawals.

https://info.arxiv.org/help/oa/index.html. A record's datestamp is that of its last change, whatever
changed; a request without any answers `noRecordsMatch`, which is no error here.
"""

from dataclasses import dataclass

from bot.domain.arxiv_id import ArxivId
from bot.domain.version import says_withdrawn
from bot.errors import ParseError
from bot.parsers.arxiv_feed import flatten
from bot.parsers.authors import split_authors
from bot.parsers.decoding import decode
from bot.parsers.provenance import is_category
from bot.parsers.xml_tree import Node, parse_xml


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A paper as it stands at arXiv.

    Attributes:
        arxiv_id: with the number of its newest version.
        withdrawn: the newest version withdraws the paper.
    """

    arxiv_id: ArxivId
    title: str
    authors: tuple[str, ...] = ()
    abstract: str | None = None
    categories: tuple[str, ...] = ()
    comment: str | None = None
    licence: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One answer.

    Attributes:
        token: what to ask for the next page with; empty on the last one.
    """

    records: tuple[Record, ...] = ()
    token: str = ""


def parse_records(content: bytes) -> RecordPage:
    """Read one answer to `ListRecords`.

    Raises:
        ParseError: it is something else, or arXiv refused the question.
    """
    root = parse_xml(decode(content))
    error = root.find("error")
    if error is not None:
        if error.attributes.get("code") == "noRecordsMatch":
            return RecordPage()
        said = f"{error.attributes.get('code', '')} {flatten(error.text)}".strip()
        raise ParseError(f"arXiv's OAI-PMH answered with an error: {said[:200]}")
    listed = root.find("ListRecords")
    if listed is None:
        raise ParseError("this is no answer of OAI-PMH: it has no ListRecords")
    read = (_read_record(node) for node in listed.find_all("record"))
    return RecordPage(
        tuple(record for record in read if record is not None),
        flatten(listed.text_of("resumptionToken")),
    )


def _read_record(node: Node) -> Record | None:
    """A record; None where it was deleted or names no paper."""
    metadata = node.find("metadata")
    raw = metadata.find("arXivRaw") if metadata is not None else None
    known = ArxivId.find(raw.text_of("id")) if raw is not None else None
    if raw is None or known is None:
        return None
    comment = flatten(raw.text_of("comments"))
    abstract = flatten(raw.text_of("abstract"))
    return Record(
        arxiv_id=ArxivId(known.number, _newest_version(raw)),
        title=flatten(raw.text_of("title")),
        authors=split_authors(flatten(raw.text_of("authors")).replace(" and ", ", ")),
        abstract=abstract or None,
        categories=tuple(one for one in raw.text_of("categories").split() if is_category(one)),
        comment=comment or None,
        licence=raw.text_of("license") or None,
        withdrawn=says_withdrawn(comment, abstract),
    )


def _newest_version(raw: Node) -> int | None:
    written = (node.attributes.get("version", "") for node in raw.find_all("version"))
    return max((int(one[1:]) for one in written if one[1:].isdigit()), default=None)
