"""TeX becomes what a reader of the paper would see; all else stays as it is."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.tex import one_line, title_line, to_unicode

PIECES = (r"\frac", r"\begin", "{a", "}", "$", r"\'", r"\left(", r"\sqrt[", "^", "_", r"\\", "{")
PIECES += ("x", " ", r"\item", r"\end{a}", r"\verb|", r"\href", r"\(", r"\)", r"\[", r"\]")


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("$x_1^2$", "x₁²"),
        (r"$x_1^{2}$ and $x_{t+1}$", "x₁² and xₜ₊₁"),
        (r"\alpha", "α"),
        (r"$\alpha$-stable", "α-stable"),
        (r"\textbf{x} \emph{in vivo} \texttt{a_b}", "x in vivo a_b"),
        (r"{\it Herschel} survey", "Herschel survey"),
        (r"Schr\"odinger, H\"{o}lder, Erd\H{o}s, \'Etale", "Schrödinger, Hölder, Erdős, Étale"),
        (r"$\ell_1$ norm in $\mathbb{R}^{n \times m}$", "ℓ₁ norm in ℝ^(n × m)"),
        (r"$10^{-3}$ at $37^\circ$C", "10⁻³ at 37°C"),
        (r"$O(n \log n)$", "O(n log n)"),
        (r"H$_2$O and $^{13}$CO", "H₂O and ¹³CO"),
        (r"$x_{i,j}$", "x_(i,j)"),
        (r"$\sim$5 times, $2\times$ faster", "∼5 times, 2× faster"),
        (r"R\&D, 3\% and \$5", "R&D, 3% and $5"),
        (r"as shown~\cite{who2020}.", "as shown."),
        (r"\href{https://a.example/%20}{the code}", "the code"),
        (r"$p<0.05$", "p<0.05"),
        (r"\(a \le b\)", "a ≤ b"),
        (r"$\ell_p$, $\alpha_k^2$, $\sum_{k=1}^K p_k$", "ℓₚ, αₖ², ∑ₖ₌₁ᴷ pₖ"),
        (r"$\left\|\boldsymbol{\beta}\right\|_2$ in $\cal{C}$", "‖β‖₂ in C"),
        (r"$\operatorname{Tr}(\rho)$, \ie a trace", "Tr(ρ), i.e. a trace"),
    ],
)
def test_tex_is_read(tex, text):
    assert to_unicode(tex) == text


@pytest.mark.parametrize(
    "text",
    [
        "costs $5 and $10",
        "$",
        "$$",
        "only $5",
        "50% of a & b # c_d ~e",
        "<script>alert('x')</script>",
        "a<b & c>d",
        "@everyone look",
        "C:\\data\\new",
        "\\ourmethod: a name of one's own",
        "\\today \\input{/etc/passwd}",
        "医学图像 $ 分割",
        "{",
        "\\",
    ],
)
def test_what_is_no_tex_stays_as_it_is(text):
    assert to_unicode(text) == text


def test_prose_around_tex_keeps_its_own_signs():
    assert to_unicode(r"50% of ~5 ms & $x$ at $3 \emph{each}") == "50% of ~5 ms & x at $3 each"


def test_a_title_is_one_clean_line():
    assert one_line("Deep\n  \u202eLearning\x1b[31m of $x^2$\t") == "Deep Learning of x²"


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Graph Networks.", "Graph Networks"),
        ("图神经网络。", "图神经网络"),
        ("Is more better ...", "Is more better ..."),
        ("Vitamin D.", "Vitamin D."),
        ("Who is it?", "Who is it?"),
    ],
)
def test_a_full_stop_behind_a_title_is_left_out(title, line):
    assert title_line(title) == line


@pytest.mark.parametrize("piece", ["{", "\\begin{a}", "\\sqrt[", "\\["])
def test_a_text_too_deep_to_be_read_stays_as_it_is(piece):
    deep = "\\a" + piece * 2_000
    assert to_unicode(deep) == deep


def test_a_macro_without_its_argument_is_no_news_for_the_log(caplog, capfd):
    to_unicode(r"$\frac$ and $\sqrt$")
    assert caplog.text == capfd.readouterr().err == ""


@settings(deadline=None, max_examples=150)
@given(
    st.text(
        st.sampled_from("$\\{}_^%&~#[]()ab1 \n\"'αβ\x1b\u202e")
        | st.characters(exclude_categories=["Cs"]),
        max_size=60,
    )
)
def test_no_text_makes_it_raise_or_lets_a_control_character_through(text):
    shown = to_unicode(text)
    assert all(char == "\n" or unicodedata.category(char) != "Cc" for char in shown)
    assert "\n" not in one_line(text)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=12,
    ).map("".join)
)
def test_broken_tex_never_raises(tex):
    assert isinstance(to_unicode(tex), str)
