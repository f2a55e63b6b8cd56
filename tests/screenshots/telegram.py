"""`sendMessage` payloads as Telegram shows them: bubbles, with buttons beneath."""

from html import escape

from tests.screenshots.scenes import Turn

STYLE = """
body { background: #c8d6b8; font: 15px/1.38 -apple-system, Roboto, "Noto Sans CJK SC", sans-serif; }
.turn { width: 460px; margin: 0 0 10px; }
.bubble { background: #fff; border-radius: 14px 14px 14px 4px; padding: 8px 12px; white-space: pre-wrap;
  overflow-wrap: anywhere; box-shadow: 0 1px 1px rgba(0, 0, 0, .15); color: #111; }
.reader { margin-left: 90px; width: 370px; text-align: right; }
.reader .bubble { background: #e3fdc9; border-radius: 14px 14px 4px 14px; display: inline-block; text-align: left; }
.bubble a { color: #2481cc; text-decoration: none; }
blockquote { margin: 2px 0; padding: 3px 22px 3px 9px; border-left: 3px solid #2481cc; background: #e9f2fa;
  border-radius: 4px; font-size: 14px; max-height: 3.9em; overflow: hidden; position: relative; }
blockquote::after { content: "⌄"; position: absolute; right: 7px; bottom: 2px; color: #2481cc; }
pre { margin: 2px 0; background: #f0f2f5; padding: 5px 8px; border-radius: 4px; white-space: pre-wrap; }
.row { display: flex; gap: 4px; margin-top: 4px; }
.row span { flex: 1; background: rgba(70, 100, 50, .45); color: #fff; border-radius: 8px; padding: 7px 4px;
  text-align: center; font-size: 13.5px; font-weight: 500; overflow: hidden; }
.preview { border-left: 3px solid #2481cc; background: #e9f2fa; border-radius: 4px; padding: 4px 9px; margin-top: 5px;
  font-size: 13.5px; color: #2481cc; }
"""


def draw(turns: list[Turn]) -> str:
    """The page."""
    return "".join(_reader(turn.text) if turn.text else _bot(turn) for turn in turns)


def _reader(text: str) -> str:
    return f'<div class="turn reader"><div class="bubble">{escape(text)}</div></div>'


def _bot(turn: Turn) -> str:
    drawn = []
    for payload in turn.payloads:
        rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
        keys = "".join(
            '<div class="row">'
            + "".join(f"<span>{escape(button['text'])}</span>" for button in row)
            + "</div>"
            for row in rows
        )
        url = payload["link_preview_options"].get("url", "")
        preview = f'<div class="preview">{escape(url)}</div>' if url else ""
        # The text is HTML already, of the few tags that Telegram knows.
        drawn.append(
            f'<div class="turn"><div class="bubble">{payload["text"]}{preview}</div>{keys}</div>'
        )
    return "".join(drawn)
