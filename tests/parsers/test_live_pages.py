"""Pages that live sources read: arXiv's listings and records, Hugging Face's lists."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.batch import Listed
from bot.domain.paper import AnnounceType
from bot.errors import ParseError
from bot.parsers.arxiv_listing import parse_new, parse_recent
from bot.parsers.arxiv_oai import parse_records
from bot.parsers.huggingface import parse_daily

FRIDAY = date(2026, 11, 20)
some_bytes = settings(max_examples=60, deadline=None)


def dt(number: str, mark: str = "") -> str:
    return (
        f'<dt><a name="x">[1]</a> <a href ="/abs/{number}" title="Abstract">arXiv</a> {mark}</dt>'
    )


def page(*parts: str) -> bytes:
    heading = "<h3>Showing new listings for Friday, 20 November 2026</h3>"
    return f"<html><body>{heading}{''.join(parts)}</body></html>".encode()


def test_a_listing_has_its_date_its_sections_and_its_checksum():
    listing = parse_new(
        page(
            "<dl><h3>New submissions (showing 2 of 2 entries)</h3>",
            dt("2611.00001"),
            dt("2611.00002v1"),
            "</dl><dl><h3>Cross submissions (showing 1 of 1 entries)</h3>",
            dt("hep-th/9901001", "(cross-list from hep-th)"),
            "</dl><dl><h3>Replacement submissions (showing 1 of 1 entries)</h3>",
            dt("2610.00009", "(replaced)"),
            "</dl>",
        )
    )
    assert listing.announced_on == FRIDAY
    assert listing.listed == (
        Listed("2611.00001", AnnounceType.NEW),
        Listed("2611.00002", AnnounceType.NEW),
        Listed("hep-th/9901001", AnnounceType.CROSS),
        Listed("2610.00009", AnnounceType.REPLACE),
    )
    assert listing.stated == 4
    assert listing.is_whole


def test_older_headings_are_understood():
    listing = parse_new(
        page("<h3>Replacements (showing 1 of 1 entries)</h3><dl>", dt("2610.00009"), "</dl>")
    )
    assert listing.listed == (Listed("2610.00009", AnnounceType.REPLACE),)


@pytest.mark.parametrize(
    "words", ["showing first 1 of 3", "showing 1 of 3", "continued, showing last 1 of 3"]
)
def test_a_page_that_lists_fewer_than_it_states_is_not_whole(words: str):
    listing = parse_new(page(f"<h3>New submissions ({words} entries)</h3>", dt("2611.00001")))
    assert (len(listing.listed), listing.stated, listing.is_whole) == (1, 3, False)


def test_a_paper_in_two_sections_counts_once():
    listing = parse_new(
        page(
            "<h3>New submissions (showing 1 of 1 entries)</h3>",
            dt("2611.00001"),
            "<h3>Replacement submissions (showing 1 of 1 entries)</h3>",
            dt("2611.00001"),
        )
    )
    assert listing.listed == (Listed("2611.00001", AnnounceType.NEW),)
    assert listing.is_whole


def test_a_page_without_papers_is_not_whole_and_only_words_make_it_empty():
    assert not parse_new(page()).is_whole
    assert not parse_new(page()).says_none
    assert parse_new(page("<p>No updates today.</p>")).says_none


def test_recent_papers_stand_under_their_dates():
    [friday, thursday] = parse_recent(
        page(
            "<h3>Fri, 20 Nov 2026 (showing 2 of 2 entries )</h3>",
            dt("2611.00001"),
            dt("2611.00002", "(cross-list from cs.LG)"),
            "<h3>Thu, 19 Nov 2026 (showing first 1 of 5 entries )</h3>",
            dt("2611.00003"),
        )
    )
    assert friday.announced_on == FRIDAY
    assert [one.kind for one in friday.listed] == [AnnounceType.NEW, AnnounceType.CROSS]
    assert (thursday.stated, len(thursday.listed), thursday.is_whole) == (5, 1, False)


@pytest.mark.parametrize("read", [parse_new, parse_recent])
@pytest.mark.parametrize("content", [b"<html><h1>Access denied</h1></html>", b"", b"\x00\x01"])
def test_any_other_page_is_no_listing(read, content: bytes):
    with pytest.raises(ParseError):
        read(content)


RECORD = """<record><header><identifier>oai:arXiv.org:2611.00001</identifier></header><metadata>
<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2611.00001</id>
<version version="v1"><date>Mon</date></version><version version="v10"><date>Tue</date></version>
<version version="v2"><date>Tue</date></version><title>A Title,
  in Two Lines</title><authors>Ann Lee, Bo Chen and Cai Wu</authors>
<categories>cs.CV eess.IV</categories><comments>{comment}</comments>
<license>http://creativecommons.org/licenses/by/4.0/</license><abstract> Text. </abstract>
</arXivRaw></metadata></record>"""


def oai(body: str) -> bytes:
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{body}</OAI-PMH>'.encode()


def test_a_record_says_the_newest_version_and_the_licence():
    body = RECORD.format(comment="12 pages")
    found = parse_records(
        oai(f"<ListRecords>{body}<resumptionToken>next</resumptionToken></ListRecords>")
    )
    [record] = found.records
    assert str(record.arxiv_id) == "2611.00001v10"
    assert record.title == "A Title, in Two Lines"
    assert record.authors == ("Ann Lee", "Bo Chen", "Cai Wu")
    assert record.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert not record.withdrawn
    assert found.token == "next"


def test_a_withdrawn_paper_is_told_by_its_comment():
    body = RECORD.format(comment="This paper has been withdrawn by Ann Lee")
    [record] = parse_records(oai(f"<ListRecords>{body}</ListRecords>")).records
    assert record.withdrawn


def test_nothing_new_is_no_error_and_a_refusal_is_one():
    assert parse_records(oai('<error code="noRecordsMatch">none</error>')).records == ()
    with pytest.raises(ParseError, match="badArgument"):
        parse_records(oai('<error code="badArgument">no such set</error>'))


def test_deleted_records_are_left_out():
    deleted = '<record><header status="deleted"><identifier>x</identifier></header></record>'
    assert parse_records(oai(f"<ListRecords>{deleted}</ListRecords>")).records == ()


def test_a_daily_list_leaves_out_what_is_no_paper():
    items = [{"paper": {"id": "2611.00001", "title": "A"}}, {"paper": None}, 3, {"id": "x"}]
    document = parse_daily(json.dumps(items).encode(), FRIDAY)
    assert [str(entry.arxiv_id) for entry in document.entries] == ["2611.00001"]
    assert document.entries[0].position == 1


@pytest.mark.parametrize("content", [b"{}", b"<html>", b"[" * 5000, b"null"])
def test_what_is_no_list_is_refused(content: bytes):
    with pytest.raises(ParseError):
        parse_daily(content, FRIDAY)


@some_bytes
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused(content: bytes):
    for read in (parse_new, parse_recent, parse_records, lambda it: parse_daily(it, FRIDAY)):
        try:
            read(content)
        except ParseError:
            continue


@some_bytes
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["paper", "id", "title", "authors", "upvotes", "ai_keywords", "name"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_json_of_any_shape_is_read_or_refused(data: object):
    try:
        parse_daily(json.dumps([data, {"id": "2611.00001", "title": "A"}]).encode(), FRIDAY)
    except ParseError:
        pytest.fail("a list is a list")
