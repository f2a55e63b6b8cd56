"""How an entry changes a paper: pure, on rows as they stand in the database.

The order in which documents come in must not decide what a paper says. So a newer version's words
replace an older one's and never the other way, a whole abstract is never exchanged for a cut one,
the strongest announcement counts (a paper that was `new` stays so when it is replaced the same
day), and of two readings of one source the newer stands, unless it is emptier.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from bot.domain.document import Document, Entry
from bot.domain.paper import AnnounceType, Damage, Reading, title_key
from bot.domain.version import fingerprint, says_withdrawn

#: Longer keys are compared by their beginning (an index takes no more).
_LONGEST_KEY = 500
#: Strongest first: what a chat that wants only new papers must not miss.
_STRENGTH = {kind.value: place for place, kind in enumerate(AnnounceType)}
#: Filled where empty, replaced by a newer version's.
_PLAIN_FIELDS = ("authors", "comment", "licence", "images")
#: What a topic is matched against, and search finds by: a change here counts.
_TEXT = frozenset({"title", "authors", "abstract", "categories", "announce_type", "listed_under"})
#: Of these, what search knows and what a newer text takes the place of.
_REPLACED = frozenset({"title", "authors", "abstract"})
_SENTENCE_ENDS = tuple(".!?。！？…)]}\"'”’）】》$")
#: Only arXiv itself knows what became of a paper, and what its comment says now.
_ARXIV = "arxiv"
#: cn-chat-arxiv cuts abstracts at 1,000 characters, before it takes the spaces off.
_CUT_LENGTHS = range(990, 1001)

Values = dict[str, Any]


@dataclass(slots=True, eq=False)
class Draft:
    """A paper while it is merged into.

    Attributes:
        row: its columns; without `key` until it has one.
        is_new: whether the database does not hold it yet.
        readings: their columns by (source, lang); without `key` while they are new.
        changed: names of columns that are not as in the database.
        changed_readings: which readings are not as in the database, in order.
        absorbed: papers that proved to be this one.
        past: what it was before something newer came, oldest first, as rows of `version`.
        only_grew: whether nothing was taken away from what search knows of it.
    """

    row: Values
    is_new: bool
    readings: dict[tuple[str, str], Values] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    changed_readings: dict[tuple[str, str], None] = field(default_factory=dict)
    absorbed: list["Draft"] = field(default_factory=list)
    past: list[Values] = field(default_factory=list)
    only_grew: bool = True

    @property
    def has_new_text(self) -> bool:
        """Whether search and matching have something to do."""
        return bool(self.changed_readings) or not self.changed.isdisjoint(_TEXT)

    def set(self, column: str, value: Any) -> None:
        """Change one column, if it is a change."""
        old = self.row[column]
        if old != value:
            self.row[column] = value
            self.changed.add(column)
            self.only_grew &= not old or column not in _REPLACED


@lru_cache(maxsize=4096)
def make_title_key(title: str) -> str:
    """The `title_key` as it is kept."""
    return title_key(title)[:_LONGEST_KEY]


def new_draft(entry: Entry, now: datetime) -> Draft:
    """A paper of which nothing is known but the title."""
    row: Values = {
        "arxiv_number": None,
        "version": None,
        "is_withdrawn": False,
        "announce_type": None,
        "unmatched": True,
        "arrived_at": now,
        "published_on": None,
        "search_row": None,
        "title": entry.title,
        "title_key": make_title_key(entry.title),
        "authors": [],
        "abstract": None,
        "categories": [],
        "comment": None,
        "licence": None,
        "links": [],
        "images": [],
        "listed_under": [],
        "damage": [Damage.NO_ID.value],
    }
    return Draft(row, is_new=True)


def merge_entry(draft: Draft, entry: Entry, document: Document) -> bool:
    """Take over what an entry says; whether that changed anything."""
    before = len(draft.changed) + len(draft.changed_readings)
    snapshot = {**draft.row} if before else None
    version = entry.arxiv_id.version if entry.arxiv_id else None
    newer = (version or 0) > (draft.row["version"] or 0)
    _keep_past(draft, entry, document, newer)
    if entry.arxiv_id is not None:
        draft.set("arxiv_number", entry.arxiv_id.number)
    if newer:
        draft.set("version", version)
    _merge_abstract(draft, entry, newer)
    _merge_fields(draft, _values_of(entry, document), newer)
    _merge_comment(draft, entry, document)
    changed = [_merge_reading(draft, reading, document.issued_on) for reading in entry.readings]
    if snapshot is not None:
        return any(changed) or snapshot != draft.row
    return bool(draft.changed) or any(changed)


def _keep_past(draft: Draft, entry: Entry, document: Document, newer: bool) -> None:
    """Remember what the paper was, where an entry brings a newer version or a withdrawal."""
    row = draft.row
    withdrawn = _is_withdrawn(row, entry, document, newer)
    replaces = newer and row["version"] is not None
    if not draft.is_new and (replaces or withdrawn is not row["is_withdrawn"]):
        whole = Damage.CUT.value not in row["damage"]
        draft.past.append(
            {
                "number": row["version"],
                "title": row["title"],
                "comment": row["comment"],
                "abstract_print": fingerprint(row["abstract"]) if whole else None,
                "is_withdrawn": row["is_withdrawn"],
            }
        )
    draft.set("is_withdrawn", withdrawn)


def _is_withdrawn(row: Values, entry: Entry, document: Document, newer: bool) -> bool:
    """As arXiv says of the newest version; a newer one without such words is one again."""
    was: bool = row["is_withdrawn"]
    if document.source != _ARXIV or not (newer or _is_of_version(row, entry)):
        return was
    says = says_withdrawn(entry.comment, entry.abstract)
    # Feeds leave the comment out, so what they do not say of the same version is no denial.
    return says if newer or entry.comment else was or says


def _is_of_version(row: Values, entry: Entry) -> bool:
    return entry.arxiv_id is not None and entry.arxiv_id.version == row["version"]


def _merge_comment(draft: Draft, entry: Entry, document: Document) -> None:
    """arXiv's own words on the version that is shown take the place of others'."""
    if document.source == _ARXIV and _is_of_version(draft.row, entry) and entry.comment:
        draft.set("comment", entry.comment)
    elif not draft.row["is_withdrawn"] and says_withdrawn(draft.row["comment"], None):
        draft.set("comment", None)


def absorb(draft: Draft, other: Draft) -> None:
    """Take over a paper without an id that proved to be the same one."""
    newer = (other.row["version"] or 0) > (draft.row["version"] or 0)
    if other.row["abstract"] and not draft.row["abstract"]:
        draft.set("abstract", other.row["abstract"])
        draft.set("damage", [label for label in other.row["damage"] if label != Damage.NO_ID])
    _merge_fields(draft, other.row, newer)
    draft.set("arrived_at", min(draft.row["arrived_at"], other.row["arrived_at"]))
    for which, values in other.readings.items():
        moved = {name: value for name, value in values.items() if name != "key"}
        _put_reading(draft, which, moved)
    draft.absorbed += [*other.absorbed, other]


def _values_of(entry: Entry, document: Document) -> Values:
    return {
        "title": entry.title,
        "authors": list(entry.authors),
        "comment": entry.comment,
        "licence": entry.licence,
        "images": list(entry.images),
        "categories": list(entry.categories),
        "links": list(entry.links),
        "listed_under": [document.topic] if document.topic else [],
        "announce_type": entry.announce_type and entry.announce_type.value,
        "published_on": entry.published_on,
    }


def _merge_fields(draft: Draft, values: Values, newer: bool) -> None:
    row = draft.row
    for name in _PLAIN_FIELDS:
        if values[name] and (newer or not row[name]):
            draft.set(name, values[name])
    if values["title"] and (newer or not row["title_key"]):
        draft.set("title", values["title"])
        draft.set("title_key", make_title_key(values["title"]))
    for name in ("links", "listed_under"):
        draft.set(name, _union(row[name], values[name]))
    if newer and values["categories"]:
        draft.set("categories", values["categories"])
    else:
        draft.set("categories", _union(row["categories"], values["categories"]))
    known = [kind for kind in (row["announce_type"], values["announce_type"]) if kind]
    if known:
        draft.set("announce_type", min(known, key=_STRENGTH.__getitem__))
    dates = [on for on in (row["published_on"], values["published_on"]) if on]
    if dates:
        draft.set("published_on", min(dates))


def _union(old: list[str], new: list[str]) -> list[str]:
    if not old or not new:
        return old or new
    return list(dict.fromkeys([*old, *new]))


def _merge_abstract(draft: Draft, entry: Entry, newer: bool) -> None:
    """The abstract, and `damage`, which speaks of it and of the missing id."""
    of_readings = {label for reading in entry.readings for label in reading.damage}
    damage = set(draft.row["damage"]) - {Damage.NO_ID}
    cut = is_cut(entry)
    if entry.abstract and _is_better(
        draft.row["abstract"], Damage.CUT in damage, entry, cut, newer
    ):
        draft.set("abstract", entry.abstract)
        damage = {Damage.CUT} if cut else set()
        damage |= {Damage.PREFIX} & (set(entry.damage) - of_readings)
    if draft.row["arxiv_number"] is None:
        damage.add(Damage.NO_ID)
    draft.set("damage", sorted(str(label) for label in damage))


def is_cut(entry: Entry) -> bool:
    """Whether the abstract (not a reading) of an entry ends in the middle of a sentence."""
    abstract = (entry.abstract or "").rstrip()
    if not abstract or abstract.endswith(_SENTENCE_ENDS):
        return False
    return Damage.CUT in entry.damage or len(abstract) in _CUT_LENGTHS


def _is_better(old: str | None, old_cut: bool, entry: Entry, cut: bool, newer: bool) -> bool:
    """Whether an entry's abstract takes the place of `old`."""
    if not old:
        return True
    if cut != old_cut:
        return old_cut
    was, now = " ".join(old.split()), " ".join((entry.abstract or "").split())
    if was.startswith(now):
        return False
    return newer or now.startswith(was)


def _merge_reading(draft: Draft, reading: Reading, issued_on: date | None) -> bool:
    values: Values = {
        "source": reading.source,
        "lang": reading.lang,
        "issued_on": issued_on,
        "size": reading.size,
        "title": reading.title,
        "title_key": make_title_key(reading.title) if reading.title else None,
        "abstract": reading.abstract,
        "tldr": reading.tldr,
        "takeaways": list(reading.takeaways),
        "sections": [[section.heading, section.text] for section in reading.sections],
        "attribution": reading.attribution,
        "licence": reading.licence,
        "damage": [label.value for label in reading.damage],
    }
    return _put_reading(draft, (reading.source, reading.lang), values)


def _put_reading(draft: Draft, which: tuple[str, str], values: Values) -> bool:
    old = draft.readings.get(which)
    if old is not None:
        if values["size"] < old["size"] or _is_older(values["issued_on"], old["issued_on"]):
            return False
        if all(old[name] == value for name, value in values.items() if name != "issued_on"):
            return False
        values = {**old, **values}
        draft.only_grew = False
    draft.readings[which] = values
    draft.changed_readings[which] = None
    return True


def _is_older(on: date | None, than: date | None) -> bool:
    return on is not None and than is not None and on < than
