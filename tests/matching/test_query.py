import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import QueryError
from bot.matching.query import (
    MAX_LENGTH,
    MAX_TERMS,
    Author,
    Category,
    Refusal,
    Term,
    parse_query,
    query_key,
)

PIECES = st.sampled_from(
    ["医学图像", "diffusion", '"score matching"', "-survey", '-"case report"', "OR", "|", "the",
     "cat:cs", "cat:eess.IV", "-cat:math", 'author:"Kaiming He"', "multi-modal", "３Ｄ", "，", "(",
     '"', ":", "-", "author:", "cat:", "ＯＲ", "或", "foo:bar", "C++"]
)  # fmt: skip
QUERIES = st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=60)
QUICK = settings(deadline=None, max_examples=200)


def key(text):
    return query_key(parse_query(text))


def normals(text):
    return [[part.normal for part in each] for each in parse_query(text).alternatives]


def test_all_words_are_needed():
    assert normals("medical image") == [["medical", "image"]]


def test_a_phrase_stays_together():
    assert normals('"vision transformer" survey') == [["vision transformer", "survey"]]


def test_or_parts_alternatives_and_each_keeps_all_its_words():
    assert normals("diffusion model OR score matching") == [
        ["diffusion", "model"],
        ["score", "matching"],
    ]


@pytest.mark.parametrize(
    "text", ["a1 OR b1", "a1 or b1", "a1|b1", "a1 | b1", "a1 ｜ b1", "a1 或 b1"]
)
def test_or_is_written_in_several_ways(text):
    assert normals(text) == [["a1"], ["b1"]]


def test_a_quoted_or_is_a_word():
    assert normals('"or" gate') == [["or", "gate"]]


def test_an_exclusion_holds_for_all_alternatives():
    query = parse_query('GAN -survey OR diffusion -"case report"')
    assert [part.normal for part in query.excluded] == ["survey", "case report"]
    assert len(query.alternatives) == 2


def test_categories_are_written_as_arxiv_writes_them():
    query = parse_query("cat:EESS.iv -cat:cs.* 分类：Cond-Mat.STR-EL")
    assert query.alternatives == ((Category("eess.IV"), Category("cond-mat.str-el")),)
    assert query.excluded == (Category("cs"),)


def test_an_author_is_a_name_in_quotation_marks():
    query = parse_query("author:“Kaiming He” 作者：何恺明")
    assert query.alternatives == ((Author("Kaiming He"), Author("何恺明")),)


@pytest.mark.parametrize(
    "text",
    [
        "cat：eess.IV　-“case report”",
        "ｃａｔ：ｅｅｓｓ．ＩＶ －＂case report＂",
        "cat:eess.IV –「case report」",
    ],
)
def test_what_a_chinese_keyboard_writes_means_the_same(text):
    assert key(text) == 'cat:eess.IV -"case report"'


def test_commas_stand_between_words():
    assert normals("图像，语音、text") == [["图像", "语音", "text"]]


def test_a_dash_alone_and_a_hyphen_inside_a_word_exclude_nothing():
    query = parse_query("medical - image vision-language")
    assert query.excluded == ()
    assert normals("medical - image vision-language") == [["medical", "image", "vision language"]]


def test_small_words_are_left_out_unless_they_are_all_there_is():
    assert normals("language models for the law") == [["language", "model", "law"]]
    assert normals("the") == [["the"]]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how do LLMs reason?", "how do LLMs reason"),
        ("大模型推理？", "大模型推理"),
        ("On RAG.", "On RAG"),
        ("C++", "C++"),
        ('"what is next?"', '"what is next?"'),
    ],
)
def test_the_mark_that_ends_a_sentence_is_no_part_of_a_word(typed, meant):
    assert parse_query(typed).alternatives == parse_query(meant).alternatives


def test_a_colon_in_a_pasted_title_is_no_field():
    assert normals("BERT: pre-training") == [["bert", "pretraining"]]
    assert normals("foo:bar") == [["foo bar"]]


def test_the_text_is_kept_as_typed_but_for_spaces():
    assert parse_query("  醫學　 圖像 ").text == "醫學 圖像"
    assert parse_query("ＳＡＭ").alternatives == ((Term("SAM"),),)


@pytest.mark.parametrize(
    ("text", "refusal", "position"),
    [
        ("", Refusal.EMPTY, 0),
        ("　 ", Refusal.EMPTY, 0),
        ("!?", Refusal.EMPTY, 0),
        ('""', Refusal.EMPTY, 0),
        ("-survey", Refusal.ONLY_EXCLUDED, 0),
        ("-survey -cat:cs", Refusal.ONLY_EXCLUDED, 0),
        ('image "open', Refusal.UNCLOSED_QUOTE, 6),
        ("图像 “未完", Refusal.UNCLOSED_QUOTE, 3),
        ("image cat:", Refusal.NO_CATEGORY, 6),
        ('cat:""', Refusal.NO_CATEGORY, 0),
        ("cat: cs", Refusal.NO_CATEGORY, 0),
        ("x1 cat:cs.ZZ", Refusal.UNKNOWN_CATEGORY, 3),
        ("cat:医学", Refusal.UNKNOWN_CATEGORY, 0),
        ("author:", Refusal.NO_AUTHOR, 0),
        ('author:"."', Refusal.NO_AUTHOR, 0),
        ("OR image", Refusal.DANGLING_OR, 0),
        ("image OR", Refusal.DANGLING_OR, 6),
        ("image OR OR text", Refusal.DANGLING_OR, 9),
        ("image OR -text", Refusal.DANGLING_OR, 6),
        ("(image OR text) model", Refusal.NO_BRACKETS, 0),
        ("model （image ｜ text）", Refusal.NO_BRACKETS, 6),
        ("x" * (MAX_LENGTH + 1), Refusal.TOO_LONG, MAX_LENGTH),
        ("x " * (MAX_TERMS + 1), Refusal.TOO_MANY_TERMS, 2 * MAX_TERMS),
    ],
)
def test_a_refusal_says_why_and_where(text, refusal, position):
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.args[0] is refusal
    assert caught.value.position == position
    assert caught.value.query == text


def test_the_longest_query_that_is_allowed_is_read():
    assert key("x" * MAX_LENGTH) == "x" * MAX_LENGTH
    assert key("x " * MAX_TERMS) == "x"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("医学图像", "醫學圖像"),
        ("ct", "ＣＴ"),
        ("CT  scan", "ct　scans"),
        ("image medical", "Medical Images"),
        ("GAN OR diffusion", "diffusion | gan"),
        ("x1 -a1 -b1", "-b1 x1 -a1"),
        ('author:"He, Kaiming"', 'author:"kaiming he"'),
        ("cat:cs.*", "CAT:CS"),
        ('"medical-image"', "“medical image”"),
        ("multi-modal", "multimodal"),
        ("law of the sea", "law sea"),
        ("image image", "image"),
    ],
)
def test_spellings_of_one_topic_have_one_key(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("medical image", '"medical image"'),
        ("medical image", "medical OR image"),
        ("image -text", "image text"),
        ("cat:cs", "cs"),
        ("医学 图像", "医学图像"),
    ],
)
def test_different_topics_have_different_keys(one, other):
    assert key(one) != key(other)


def read(text):
    """The query, or why it is refused."""
    try:
        return parse_query(text)
    except QueryError as error:
        return error


@given(QUERIES)
@QUICK
def test_anything_typed_is_read_or_refused_with_a_place_in_it(text):
    found = read(text)
    if isinstance(found, QueryError):
        assert found.args[0] in list(Refusal)
        assert 0 <= found.position <= len(text)
    else:
        assert all(found.alternatives)


@given(QUERIES)
@QUICK
def test_a_key_is_itself_a_query_with_that_key(text):
    found = read(text)
    if not isinstance(found, QueryError) and len(query_key(found)) <= MAX_LENGTH:
        assert key(query_key(found)) == query_key(found)


@pytest.mark.parametrize(
    "text", ["diffusion -survey", "diffusion NOT survey", "diffusion but not survey"]
)
def test_what_is_left_out_may_be_said_in_words(text):
    query = parse_query(text)
    assert [[part.text for part in each] for each in query.alternatives] == [["diffusion"]]
    assert [part.text for part in query.excluded] == ["survey"]


def test_not_and_but_are_words_elsewhere():
    (parts,) = parse_query("why models do not reason, but guess").alternatives
    assert {"not", "but"} <= {part.text for part in parts}


@pytest.mark.parametrize(("text", "name"), [("cs.cv", "cs.CV"), ("quant-ph", "quant-ph")])
def test_what_can_only_be_a_category_is_one(text, name):
    assert parse_query(text).alternatives == ((Category(name),),)


@pytest.mark.parametrize("text", ["math", "cs", "node.js", '"cs.CV"', "text-to-image"])
def test_what_may_be_a_word_is_no_category(text):
    ((part,),) = parse_query(text).alternatives
    assert not isinstance(part, Category)
