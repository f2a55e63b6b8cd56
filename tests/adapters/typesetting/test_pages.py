from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.typesetting.pages import Piece, fitted, lay_out
from adapters.typesetting.runs import BOLD, ITALIC, PRE, Run, link, openings, plain

LIMIT = (40, 6)


def measure(runs):
    return sum(len(run.text) for run in runs), len(list(openings(runs)))


def pages(*pieces, limit=LIMIT):
    return [plain(page) for page in lay_out(pieces, measure, limit)]


def piece(text, *styles):
    return Piece([Run(text, styles)])


def test_pieces_stand_on_one_page_while_it_holds_them():
    assert pages(piece("one"), piece(""), piece("two")) == ["one\n\ntwo"]


def test_a_piece_that_fits_a_page_is_not_cut():
    assert pages(piece("a" * 30), piece("b" * 30)) == ["a" * 30, "b" * 30]


def test_a_piece_that_fits_no_page_begins_where_there_is_room_for_it():
    assert pages(piece("one"), piece("b" * 90)) == ["one\n\n" + "b" * 35, "b" * 40, "b" * 15]


def test_a_piece_that_fits_no_page_begins_on_the_next_one_where_little_is_left():
    assert pages(piece("a" * 35), piece("b" * 50)) == ["a" * 35, "b" * 40, "b" * 10]


def test_a_page_holds_no_more_styles_than_it_may():
    linked = [Piece([Run("x", (link(f"u{number}"), BOLD))], gap=" ") for number in range(5)]
    assert pages(*linked) == ["x x x", "x x"]


def test_styles_go_on_behind_a_cut():
    first, second = lay_out([piece("word " * 10, BOLD, ITALIC)], measure, LIMIT)
    assert {run.styles for run in first + second} == {(BOLD, ITALIC)}


def test_a_page_neither_begins_nor_ends_with_space():
    assert pages(piece("a" * 38), piece("b" * 38 + "   \n" + "c" * 30)) == [
        "a" * 38, "b" * 38, "c" * 30,
    ]  # fmt: skip


def test_preformatted_text_keeps_the_space_before_a_line():
    assert pages(piece("a" * 39 + "\n    indented " + "b" * 20, PRE))[1].startswith("    indented")


def test_there_is_no_page_that_nobody_sees():
    assert pages(piece("\u200d"), piece(" \n ")) == []
    assert pages(piece("a" * 40 + " " * 80)) == ["a" * 40]


def test_a_text_that_fits_is_not_shortened():
    assert fitted("whole", lambda text: len(text) <= 5) == "whole"


def test_a_text_is_shortened_behind_a_word():
    assert fitted("one two, three", lambda text: len(text) <= 10) == "one two…"


def test_a_text_is_not_shortened_where_that_would_not_help():
    assert fitted("whole", lambda text: False) == "whole"


runs = st.lists(
    st.builds(Run, st.text("ab \n。e\u0301", max_size=50), st.sampled_from([(), (BOLD,), (PRE,)])),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(runs, max_size=6))
def test_pages_hold_everything_and_none_is_too_large(pieces):
    laid = lay_out([Piece(each) for each in pieces], measure, LIMIT)
    assert all(
        size <= most for page in laid for size, most in zip(measure(page), LIMIT, strict=True)
    )
    shown = "".join(plain(page) for page in laid)
    wanted = "".join(plain(each) for each in pieces)
    strip = str.maketrans("", "", " \n")
    # A page of accents alone is not seen by anybody.
    assert shown.translate(strip).replace("\u0301", "") == wanted.translate(strip).replace(
        "\u0301", ""
    )
