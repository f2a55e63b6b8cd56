"""The HTML of the fake Bot API is that of the real one."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.servers.telegram.errors import ApiError
from tests.servers.telegram.form import parse_form
from tests.servers.telegram.markup import TAGS, parse_html
from tests.servers.telegram.text import cut_utf16, find_entities, trim, utf16


def error_of(source: str) -> str:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.code == 400
    prefix = "Bad Request: can't parse entities: "
    assert caught.value.description.startswith(prefix)
    return caught.value.description.removeprefix(prefix)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("ab<x>c</x>", 'Unsupported start tag "x" at byte offset 2'),
        ("论文<br/>", 'Unsupported start tag "br/" at byte offset 6'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a<b & c>d", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>never closed", 'Can\'t find end tag corresponding to start tag "b"'),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("x<b", "Unclosed start tag at byte offset 1"),
        ('<a href="http://x.org', "Unclosed start tag at byte offset 0"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=http://x.org>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>",
            "Blockquotes can't be nested at byte offset 13",
        ),
    ],
)
def test_what_the_platform_cannot_parse_is_refused_in_its_words(source: str, reason: str) -> None:
    assert error_of(source) == reason


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ("<strong>x</strong><em>y</em>", "xy", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [("strikethrough", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)],
        ),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<pre>x</pre><code>y</code>", "xy", [("pre", 0, 1), ("code", 1, 1)]),
        ("𝒳<b>😀</b>论<i>x</i>", "𝒳😀论x", [("bold", 2, 2), ("italic", 5, 1)]),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ("<b><i>x</i></b>", "x", [("bold", 0, 1), ("italic", 0, 1)]),
        ("a&lt;b&gt;&amp;&quot;&#65;&#x1D4B3;", 'a<b>&"A𝒳', []),
        ("&nbsp;&copy;AT&T &ampx", "&nbsp;&copy;AT&T &ampx", []),
        ("&lt b", "< b", []),
    ],
)
def test_what_it_can_parse_becomes_text_and_entities(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in parsed.entities] == entities


def test_code_with_a_language_inside_pre_is_one_entity() -> None:
    parsed = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert parsed.entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://arxiv.org/abs/2403.15603", "https://arxiv.org/abs/2403.15603"),
        ("https://arxiv.org", "https://arxiv.org/"),
        ("arxiv.org/abs/1?a=1&amp;b=2", "http://arxiv.org/abs/1?a=1&b=2"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
    ],
)
def test_a_link_is_kept_as_the_platform_would_normalise_it(href: str, url: str) -> None:
    assert parse_html(f'<a href="{href}">x</a>').entities[0]["url"] == url


def test_a_link_that_is_none_is_dropped_without_a_refusal_but_not_unnoticed() -> None:
    parsed = parse_html('<a href="javascript:alert(1)">x</a>')
    assert parsed.entities == []
    assert parsed.oddities == ("a link that is dropped: 'javascript:alert(1)'",)


def test_a_user_link_mentions_the_user() -> None:
    parsed = parse_html('<a href="tg://user?id=42">x</a>')
    assert parsed.entities == [
        {"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 42}}
    ]


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ApiError, match="invalid Unicode characters"):
        parse_html("&#55357;&#56832;")


def test_bare_signs_are_tolerated_and_told() -> None:
    assert parse_html("R&D > x").oddities == ("a bare & in HTML: '&D > x'", "a bare > in HTML")
    assert parse_html("R&amp;D &gt; x").oddities == ()


_PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def documents(draw: st.DrawFn, depth: int = 3) -> tuple[str, str, int]:
    """HTML with the text it says and the number of its tags that hold something."""
    plain = draw(_PLAIN)
    source, text, tags = _escape(plain), plain, 0
    names = st.sampled_from([name for name in ("b", "i", "u", "s", "tg-spoiler") if name in TAGS])
    for _ in range(draw(st.integers(0, 2)) if depth else 0):
        name, (inner, said, count) = draw(names), draw(documents(depth=depth - 1))
        source, text = f"{source}<{name}>{inner}</{name}>", text + said
        tags += count + bool(said)
    return source, text, tags


@settings(max_examples=150, deadline=None)
@given(documents())
def test_well_formed_html_says_what_was_put_into_it(document: tuple[str, str, int]) -> None:
    source, text, tags = document
    parsed = parse_html(source)
    assert parsed.text == text
    assert len(parsed.entities) == tags
    for entity in parsed.entities:
        assert entity["offset"] + entity["length"] <= utf16(text)
    offsets = [entity["offset"] for entity in parsed.entities]
    assert offsets == sorted(offsets)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("<>/&;=\"' abi#x1论😀"), max_size=40))
def test_any_source_is_parsed_or_refused(source: str) -> None:
    try:
        said = parse_html(source).text
    except ApiError as error:
        said = error.description.removeprefix("Bad Request: can't parse entities: ")
        assert said != error.description  # noqa: PT017 - either outcome is right
    else:
        assert utf16(said) <= utf16(source)


def test_white_space_around_a_text_is_trimmed_and_entities_follow() -> None:
    parsed = parse_html("\n  <b>x</b> \n")
    assert trim(parsed.text, parsed.entities) == (
        "x",
        [{"type": "bold", "offset": 0, "length": 1}],
    )
    parsed = parse_html("<b> x </b>")
    assert trim(parsed.text, parsed.entities)[0] == " x"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/subscribe 医学图像", [("bot_command", "/subscribe")]),
        ("/subscribe　医学图像", [("bot_command", "/subscribe")]),
        ("/subscribe医学图像", []),
        ("／subscribe x", []),
        ("/paper@OurBot 2403.15603", [("bot_command", "/paper@OurBot")]),
        ("/paper@ab x", []),
        ("a/b https://arxiv.org/abs/2403.15603.", [("url", "https://arxiv.org/abs/2403.15603")]),
        ("see arxiv.org/abs/1 @someone #eess", None),
        ("😀 /help", [("bot_command", "/help")]),
        ("me@example.org", [("email", "me@example.org")]),
    ],
)
def test_what_a_person_types_is_found_as_the_platform_finds_it(
    text: str, found: list[tuple[str, str]] | None
) -> None:
    got = [(e["type"], cut_utf16(text, e["offset"], e["length"])) for e in find_entities(text)]
    expected = [("url", "arxiv.org/abs/1"), ("mention", "@someone"), ("hashtag", "#eess")]
    assert got == (expected if found is None else found)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=20), max_size=3))
def test_a_form_is_read_as_the_standard_library_reads_it(form: dict[str, str]) -> None:
    raw = urlencode(form, errors="replace")
    expected = dict(parse_qsl(raw, keep_blank_values=True, errors="replace"))
    assert parse_form(raw.encode()) == expected


@pytest.mark.parametrize(
    "raw", ["a=%", "a=%4", "a=%zz", "a=b=c", "a=1&&=2&b", "a=%\n", "a=%E8%AE"]
)
def test_a_malformed_form_too(raw: str) -> None:
    pairs = parse_qsl(raw, keep_blank_values=True, errors="replace")
    assert parse_form(raw.encode()) == {name: value for name, value in pairs if name}
