"""Bodies of `Create Message` as Discord shows them: text, embeds, buttons."""

import re
from html import escape
from typing import Any

from tests.screenshots.scenes import Turn

STYLE = """
body { background: #313338; color: #dbdee1; font: 15px/1.4 "gg sans", "Noto Sans", "Noto Sans CJK SC", sans-serif; }
.turn { width: 560px; margin: 0 0 14px; }
.name { color: #f2f3f5; font-weight: 600; }
.app { background: #5865f2; color: #fff; font-size: 10.5px; border-radius: 4px; padding: 1px 5px; margin-left: 5px; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.embed { background: #2b2d31; border-left: 4px solid #1e1f22; border-radius: 4px; padding: 9px 14px 12px; margin-top: 5px;
  max-width: 500px; font-size: 14px; }
.embed .title { font-weight: 600; color: #f2f3f5; margin-bottom: 5px; }
.embed .small { font-size: 12px; color: #b5bac1; margin: 3px 0; }
a { color: #00a8fc; text-decoration: none; }
pre { background: #1e1f22; border: 1px solid #232428; border-radius: 4px; padding: 7px; white-space: pre-wrap; margin: 4px 0; }
.row { display: flex; gap: 8px; margin-top: 8px; flex-wrap: wrap; }
.row span { background: #4e5058; color: #fff; border-radius: 4px; padding: 6px 14px; font-size: 13.5px; }
"""

#: The Markdown that the renderer writes; a backslash takes a sign's meaning away.
_TOKEN = re.compile(
    r"\\(?P<plain>[\W_])|```\n(?P<pre>.*?)\n```|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*|\*(?P<italic>(?:\\.|[^\\*])+?)\*"
    r"|\[(?P<label>(?:\\.|[^\\\]])+)\]\((?P<url>[^)\s]+)\)|(?P<bare>https?://[^\s<)]+)",
    re.S,
)


def draw(turns: list[Turn]) -> str:
    """The page."""
    return "".join(_reader(turn.text) if turn.text else _bot(turn) for turn in turns)


def _reader(text: str) -> str:
    return f'<div class="turn"><div class="name">小林</div><div class="text">{escape(text)}</div></div>'


def _bot(turn: Turn) -> str:
    name = '<div class="name">chenbao<span class="app">APP</span></div>'
    bodies = "".join(_body(payload["message"]) for payload in turn.payloads)
    return f'<div class="turn">{name}{bodies}</div>'


def _body(body: dict[str, Any]) -> str:
    content = f'<div class="text">{_html(body["content"])}</div>' if body.get("content") else ""
    embeds = "".join(map(_embed, body.get("embeds", ())))
    rows = "".join(
        '<div class="row">'
        + "".join(f"<span>{escape(button['label'])}</span>" for button in row["components"])
        + "</div>"
        for row in body.get("components", ())
    )
    return content + embeds + rows


def _embed(embed: dict[str, Any]) -> str:
    author, footer = (embed.get(key, {}) for key in ("author", "footer"))
    title = _html(embed.get("title", ""))
    if url := embed.get("url"):
        title = f'<a href="{escape(url)}">{title}</a>'
    parts = [
        f'<div class="small">{escape(author["name"])}</div>' if author else "",
        f'<div class="title">{title}</div>' if title else "",
        f'<div class="text">{_html(embed.get("description", ""))}</div>',
        f'<div class="small">{escape(footer["text"])}</div>' if footer else "",
    ]
    return f'<div class="embed">{"".join(parts)}</div>'


def _html(markdown: str) -> str:
    written, position = [], 0
    for token in _TOKEN.finditer(markdown):
        written.append(escape(markdown[position : token.start()]))
        written.append(_tag(token))
        position = token.end()
    return "".join([*written, escape(markdown[position:])])


def _tag(token: re.Match[str]) -> str:
    if (pre := token["pre"]) is not None:
        return f"<pre>{escape(pre)}</pre>"
    if (bold := token["bold"]) is not None:
        return f"<b>{_html(bold)}</b>"
    if (italic := token["italic"]) is not None:
        return f"<i>{_html(italic)}</i>"
    if (label := token["label"]) is not None:
        return f'<a href="{escape(token["url"])}">{_html(label)}</a>'
    if (bare := token["bare"]) is not None:
        return f'<a href="{escape(bare)}">{escape(bare)}</a>'
    return escape(token["plain"])
