"""TeX in titles and abstracts to Unicode, and outside text made clean.

Only what is surely TeX is touched: `$5 and $10` are prices, `C:\\data` is a path.
"""

import logging
import re
from functools import cache, lru_cache
from typing import Any

from bot.domain.clean import clean_line, clean_text

#: `$x$` as Pandoc reads it: no space inside the dollars, no digit behind the second one, unless
#: what stands between can only be TeX.
_MATH = re.compile(
    r"\$\$(?P<display>[^$]+)\$\$"
    r"|(?<![\\$])\$(?P<inline>(?![\s$])(?:\\.|[^$\\])*?(?<![\s\\]))\$(?![\d$])"
    r"|(?<![\\$])\$(?P<sure>(?=[^$]*[\\_^])(?![\s$])(?:\\.|[^$\\])*?(?<![\s\\]))\$(?!\$)"
    r"|\\\((?P<round>.+?)\\\)|\\\[(?P<square>.+?)\\\]",
    re.S,
)
_SCRIPT = re.compile(r"([_^])(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s\\{}_^]))")
_MACRO_END = re.compile(r"\\[A-Za-z]{1,30}$")
#: In prose these mean themselves: a per cent sign opens no comment, a tilde is "about".
_PROSE = re.compile(r"(?<!\\)(?:%|\$|&|#|(?<!\S)~)")
_REFERENCE = re.compile(r"~?\\(?:cite[a-z]*|footnote|label|vspace)\*?(?:\[[^\]]*\])*\{[^{}]*\}")
#: Commands that only dress their text, and that pylatexenc does not know or not everywhere.
_FONT = re.compile(
    r"\\(?:texttt|textsf|textnormal|mbox|boldsymbol|bm|mathsf|operatorname\*?|enquote|url|textsuperscript|textsubscript"
    r"|href\{[^{}]*\})\s*\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}"
)
_SWITCH = re.compile(
    r"\\(?:it|bf|em|tt|rm|sc|sl|sf|cal|boldsymbol|bm|[bB]igg?[lrm]?|left\.?|right\.?|displaystyle"
    r"|textstyle|limits|nolimits|xspace|protect|noindent)(?![A-Za-z])[ \n]*"
)
#: What every author defines alike.
_OWN = {"ie": "i.e.", "eg": "e.g.", "etal": "et al.", "|": "‖", " ": " "}
_OWN_MACRO = re.compile(r"\\(?:(ie|eg|etal)(?![A-Za-z])\.?|([| ]))")
#: Behind a word; not behind an initial, an abbreviation, or two more stops.
_STRAY_STOP = re.compile(r"(?<=[a-z]{3})\.$|。$")
#: What belongs to a whole document says nothing in a line of it (and `\today` would ask a clock).
_KEPT = ("today", "maketitle", "title", "author", "date", "input", "include")
#: Longer than any abstract, though perhaps not than a note: shown as it is.
_MAX_LENGTH = 20_000

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθφχ−∘∗*′⊤",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᵠᵡ⁻°**′ᵀ",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip(
        "0123456789+-=()aehijklmnoprstuvxβγρφχ−",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋",
        strict=True,
    )
)
_SCRIPTS = {"^": _SUPERSCRIPTS, "_": _SUBSCRIPTS}


def to_unicode(text: str) -> str:
    """The text as it should be read; as it is where its TeX cannot be understood. Never raises."""
    text = clean_text(text).strip()
    if "$" not in text and "\\" not in text:
        return text
    return text if len(text) > _MAX_LENGTH else _convert(text)


@lru_cache(maxsize=2048)
def _convert(text: str) -> str:
    """The text with its TeX read; remembered, since one paper goes to many chats on one morning."""
    pieces: list[str] = []
    end = 0
    for match in _MATH.finditer(text):
        pieces += [_prose(text[end : match.start()]), _math(match[match.lastgroup or 0])]
        end = match.end()
    pieces.append(_prose(text[end:]))
    return clean_text("".join(pieces)).strip() or text


def one_line(text: str) -> str:
    """The same for a title: in one clean line."""
    return clean_line(to_unicode(text))


def title_line(title: str) -> str:
    """A paper's title in one clean line, without a full stop behind it."""
    return strip_full_stop(one_line(title))


def strip_full_stop(title: str) -> str:
    """The title without the full stop that some authors and some feeds set behind it."""
    return _STRAY_STOP.sub("", title)


def _prose(text: str) -> str:
    """Running text: commands and accents; what means itself there is protected first."""
    if "\\" not in text:
        return text
    text = _undress(_REFERENCE.sub("", text))
    return _read(_PROSE.sub(_protect, text), spaces="macros")


def _undress(text: str) -> str:
    """The text without what only says how it is set."""
    text = _OWN_MACRO.sub(lambda match: _OWN[match[1] or match[2]], text)
    return _SWITCH.sub("", _FONT.sub(r"\g<text>", text))


def _protect(match: re.Match[str]) -> str:
    return r"\textasciitilde{}" if match.group() == "~" else f"\\{match.group()}"


def _math(text: str) -> str:
    text = _SCRIPT.sub(_script, _undress(text).replace("\n", " "))
    return _read(text, spaces="based-on-source").strip()


def _script(match: re.Match[str]) -> str:
    """An index or exponent: in small letters where Unicode has them all, else in brackets."""
    mark, content = match[1], match[2] if match[2] is not None else match[3]
    plain = _read(content, spaces="based-on-source").strip()
    letters = _SCRIPTS[mark]
    if plain and all(char in letters for char in plain.replace(" ", "")):
        small = "".join(letters[char] for char in plain.replace(" ", ""))
        # A small letter behind \ell would be taken for a part of its name.
        return f"{{}}{small}" if _MACRO_END.search(match.string, 0, match.start()) else small
    return f"{mark}{{{plain}}}" if len(plain) <= 1 else f"{mark}({plain})"


def _read(text: str, *, spaces: str) -> str:
    """What the converter makes of it; where it fails, the text as it is."""
    if "\\" not in text and "{" not in text:
        return text
    from pylatexenc.latexwalker import LatexWalkerError

    try:
        return str(_converter(spaces).latex_to_text(text))
    except (LatexWalkerError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return text


@cache
def _converter(spaces: str) -> Any:
    """Built when the first TeX comes: most papers have none, and loading it takes its time."""
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    # What it cannot read is shown as it is, which is no news for a log.
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    context = get_default_latex_context_db()
    # The authors' own macros (\ourmethod) are names, which must not vanish.
    context.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_keep))
    kept = [MacroTextSpec(name, simplify_repl=_keep) for name in _KEPT]
    context.add_context_category("kept", macros=kept, prepend=True)
    return LatexNodes2Text(context, math_mode="text", strict_latex_spaces=spaces)


def _keep(node: Any, l2tobj: object = None) -> str:
    return str(node.latex_verbatim())
