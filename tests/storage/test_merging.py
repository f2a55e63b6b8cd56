"""How an entry changes a paper: the rules, without a database."""

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.document import Entry
from bot.domain.paper import AnnounceType, Damage, Reading
from storage.merging import Draft, merge_entry, new_draft
from tests.storage.builders import document, entry, reading

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WHOLE = "We study something. " * 80
CUT = WHOLE[:995]


def merged(*entries: Entry, **of_document: Any) -> Draft:
    """One paper out of these entries, each of a document of its own."""
    draft = new_draft(entries[0], NOW)
    for one in entries:
        merge_entry(draft, one, document(one, **of_document))
    return draft


@pytest.mark.parametrize("field", ["title", "abstract", "authors", "comment", "categories"])
def test_a_newer_version_replaces_and_an_older_one_does_not(field: str) -> None:
    values: dict[str, Any] = {
        "title": ("Old", "New"),
        "abstract": ("Old text.", "New text."),
        "authors": (("Old",), ("New",)),
        "comment": ("old", "new"),
        "categories": (("cs.LG",), ("cs.CV",)),
    }
    old, new = values[field]
    entries = [entry("2403.15603v1", **{field: old}), entry("2403.15603v2", **{field: new})]
    for order in permutations(entries):
        row = merged(*order).row
        expected = list(new) if isinstance(new, tuple) else new
        if field == "categories" and order[0] is entries[1]:
            expected = ["cs.CV", "cs.LG"]
        assert row[field] == expected
        assert row["version"] == 2


def test_an_older_version_fills_gaps() -> None:
    row = merged(
        entry("2403.15603v3"), entry("2403.15603v1", abstract="Text.", comment="c", authors=("A",))
    ).row
    assert (row["abstract"], row["comment"], row["authors"]) == ("Text.", "c", ["A"])
    assert row["version"] == 3


def test_a_newer_version_that_says_less_takes_nothing_away() -> None:
    row = merged(entry("2403.15603v1", abstract="Text.", comment="c"), entry("2403.15603v2")).row
    assert (row["abstract"], row["comment"]) == ("Text.", "c")


def test_a_cut_abstract_never_replaces_a_whole_one() -> None:
    whole = entry("2403.15603v1", abstract=WHOLE)
    cut = entry("2403.15603v2", abstract=CUT, damage=(Damage.CUT,))
    for order in permutations([whole, cut]):
        row = merged(*order).row
        assert row["abstract"] == WHOLE
        assert row["damage"] == []


def test_a_cut_abstract_is_known_by_its_length_too() -> None:
    row = merged(entry("2403.15603v1", abstract=WHOLE), entry("2403.15603v2", abstract=CUT)).row
    assert row["abstract"] == WHOLE


def test_a_cut_abstract_is_kept_and_labelled_where_there_is_no_other() -> None:
    row = merged(entry(abstract=CUT, damage=(Damage.CUT,))).row
    assert (row["abstract"], row["damage"]) == (CUT, ["cut"])


def test_a_cut_reading_does_not_make_the_abstract_cut() -> None:
    cut = reading(abstract="断在", damage=(Damage.CUT,))
    row = merged(entry(abstract="All of it.", readings=(cut,), damage=(Damage.CUT,))).row
    assert row["damage"] == []


def test_a_longer_text_of_the_same_version_completes_a_shorter_one() -> None:
    begun, ended = "We study something.", "We study something.  And we end."
    for order in permutations([entry(abstract=begun), entry(abstract=ended)]):
        assert merged(*order).row["abstract"] == ended


def test_the_prefix_that_was_taken_off_stays_labelled() -> None:
    row = merged(entry(abstract="Text.", damage=(Damage.PREFIX,))).row
    assert row["damage"] == ["prefix"]


def test_the_strongest_announcement_counts() -> None:
    kinds = [AnnounceType.REPLACE, AnnounceType.NEW, AnnounceType.CROSS]
    entries = [entry(f"2403.15603v{n}", announce_type=kind) for n, kind in enumerate(kinds, 1)]
    for order in permutations([*entries, entry("2403.15603v9")]):
        assert merged(*order).row["announce_type"] == "new"


def test_a_paper_was_published_when_it_first_was() -> None:
    days = [date(2024, 3, 22), date(2024, 3, 1), date(2025, 1, 1)]
    for order in permutations(entry(published_on=day) for day in days):
        assert merged(*order).row["published_on"] == date(2024, 3, 1)


def test_links_and_topics_are_gathered_in_order() -> None:
    draft = merged(entry(links=("a", "b")), entry(links=("b", "c")), topic="医学图像")
    merge_entry(draft, entry(), document(topic="cs.CV"))
    assert draft.row["links"] == ["a", "b", "c"]
    assert draft.row["listed_under"] == ["医学图像", "cs.CV"]


def _texts(draft: Draft) -> list[str]:
    return [values["tldr"] for values in draft.readings.values()]


def test_a_reading_is_replaced_by_a_newer_one_of_its_source() -> None:
    draft = merged(entry(readings=(reading(tldr="旧"),)), issued_on=date(2024, 1, 1))
    again = entry(readings=(reading(tldr="新的"),))
    assert merge_entry(draft, again, document(again, issued_on=date(2024, 1, 2)))
    assert _texts(draft) == ["新的"]


def test_a_reading_is_never_replaced_by_an_emptier_one() -> None:
    draft = merged(entry(readings=(reading(tldr="一句很长的话"),)), issued_on=date(2024, 1, 1))
    empty = entry(readings=(reading(tldr=None, damage=(Damage.FAILED,)),))
    assert not merge_entry(draft, empty, document(empty, issued_on=date(2024, 1, 2)))
    assert _texts(draft) == ["一句很长的话"]


def test_a_reading_is_not_replaced_by_an_older_one() -> None:
    draft = merged(entry(readings=(reading(tldr="新"),)), issued_on=date(2024, 1, 2))
    old = entry(readings=(reading(tldr="一句更长的旧话"),))
    assert not merge_entry(draft, old, document(old, issued_on=date(2024, 1, 1)))
    assert _texts(draft) == ["新"]


def test_a_failed_reading_is_kept_until_there_is_a_better_one() -> None:
    failed = reading(tldr=None, damage=(Damage.FAILED,))
    draft = merged(entry(readings=(failed,)))
    assert draft.readings["talk2paper", "zh"]["damage"] == ["failed"]
    merge_entry(draft, entry(readings=(reading(tldr="好"),)), document())
    assert draft.readings["talk2paper", "zh"]["damage"] == []


def test_readings_of_two_languages_and_two_sources_stand_side_by_side() -> None:
    readings = [reading("a", "zh"), reading("a", "en"), reading("b", "zh")]
    draft = merged(*[entry(readings=(one,)) for one in readings])
    assert list(draft.readings) == [("a", "zh"), ("a", "en"), ("b", "zh")]


_texts_of = st.sampled_from([None, "A.", "A. B.", "Another one.", CUT, WHOLE])
_entries = st.builds(
    lambda version, abstract, kind, day, readings: entry(
        f"2403.15603{version}",
        abstract=abstract,
        announce_type=kind,
        published_on=day,
        readings=readings,
        damage=(Damage.CUT,) if abstract == CUT else (),
    ),
    version=st.sampled_from(["", "v1", "v2"]),
    abstract=_texts_of,
    kind=st.none() | st.sampled_from(AnnounceType),
    day=st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 5)),
    readings=st.tuples(
        st.builds(
            Reading, source=st.sampled_from("ab"), lang=st.just("zh"), tldr=st.text(max_size=3)
        )
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_entries, min_size=1, max_size=4))
def test_merging_the_same_again_changes_nothing(entries: list[Entry]) -> None:
    draft = merged(*entries)
    rows = dict(draft.row), {which: dict(row) for which, row in draft.readings.items()}
    assert not merge_entry(draft, entries[-1], document(entries[-1]))
    assert (draft.row, draft.readings) == rows


@settings(max_examples=60, deadline=None)
@given(st.lists(_entries, min_size=1, max_size=4))
def test_nothing_that_was_there_is_lost(entries: list[Entry]) -> None:
    draft = merged(*entries)
    if any(one.abstract for one in entries):
        assert draft.row["abstract"]
    if any(one.abstract == WHOLE for one in entries):
        assert "cut" not in draft.row["damage"]
    for which in {(one.source, one.lang) for one_of in entries for one in one_of.readings}:
        sizes = [
            one.size
            for one_of in entries
            for one in one_of.readings
            if (one.source, one.lang) == which
        ]
        assert draft.readings[which]["size"] == max(sizes)
