"""Documents written the way the systems write them, for tests that read them back."""

from collections.abc import Callable
from html import escape

from bot.domain.document import Document, Entry
from bot.domain.paper import Reading
from bot.parsers import FORMATS

_NOTE_LABEL = "**[ChatPaperFree](https://huggingface.co/spaces/Kedreamix/ChatPaperFree)**"


def _reading(entry: Entry, lang: str = "zh") -> Reading | None:
    return next((reading for reading in entry.readings if reading.lang == lang), None)


def _announced(entry: Entry, between: str) -> str:
    """The English abstract as arXiv's feeds hand it on."""
    line = f"arXiv:{entry.arxiv_id} Announce Type: {entry.announce_type}{between}Abstract: "
    return (line if entry.announce_type else "") + (entry.abstract or "")


def _cn_chat_arxiv_paragraphs(entry: Entry) -> list[str]:
    zh, en = _reading(entry), _reading(entry, "en")
    assert zh is not None
    return [
        zh.title or "",
        entry.title,
        entry.url or "",
        zh.tldr or "",
        en.tldr or "" if en else "",
        zh.abstract or "",
        _announced(entry, "  "),
    ]


def render_cn_chat_arxiv_md(document: Document) -> str:
    rows, details = "", ""
    for entry in document.entries:
        title_zh, title, url, tldr, *rest = _cn_chat_arxiv_paragraphs(entry)
        rows += f"| [^{entry.position}] | [{title}]({url}) | {tldr} |\n"
        indented = "".join(f"\n    {text}\n" for text in (title, f"[{url}]({url})", tldr, *rest))
        details += f"[^{entry.position}]: {title_zh}\n{indented}    \n"
    head = "# 摘要\n\n| Ref | Title | Summary |\n| --- | --- | --- |\n"
    return f"{head}{rows}\n# 详细\n\n{details}"


def render_cn_chat_arxiv_rss(document: Document) -> str:
    items = ""
    for entry in document.entries:
        paragraphs = _cn_chat_arxiv_paragraphs(entry)
        body = "\n".join(f"<p>\n{text}\n</p>" for text in paragraphs)
        items += (
            f"<item><title>{escape(paragraphs[3])}</title><link>{escape(paragraphs[2])}</link>"
            f"<description>{escape(body)}</description></item>"
        )
    return (
        f'<rss version="2.0"><channel><title>Chat Arxiv {document.topic}</title>'
        f"<link>https://github.com/qhduan/cn-chat-arxiv</link>{items}</channel></rss>"
    )


def render_talk2paper_md(document: Document) -> str:
    papers = "".join(map(_render_post_paper, document.entries))
    return (
        f"\n---\ntitle: {document.topic}\ndate: {document.issued_on} 10:00:00\n---\n\n"
        f">💗 [ChatPaperFree](https://github.com/Kedreamix/ChatPaperFree)\n\n"
        f"# {document.issued_on} 更新\n\n{papers}"
    )


def _render_post_paper(entry: Entry) -> str:
    zh = _reading(entry)
    assert zh is not None
    note = "\n\n".join(f"{s.heading}：\n{s.text}" for s in zh.sections)
    images = "".join(f'<img src="{url}" align="middle">\n' for url in entry.images)
    parts = [
        f"## {entry.title}",
        f"**Authors:{', '.join(entry.authors)}**",
        f"{entry.abstract} ",
        f">{zh.abstract}\n\n**论文及项目相关链接**" if zh.abstract else "",
        f"[PDF]({entry.url}) {entry.comment or ''}",
        f"**Summary**\n{zh.tldr}",
        "**Key Takeaways**\n" + "\n".join(f"- {text}" for text in zh.takeaways),
        f"{_NOTE_LABEL}\n\n{note}" if zh.sections else "",
        f"<details>\n  <summary>点此查看论文截图</summary>\n{images}</details>",
    ]
    return "\n\n".join(part for part in parts if part) + "\n\n\n"


def render_talk2paper_html(document: Document) -> str:
    papers = "".join(map(_render_page_paper, document.entries))
    day = f"{document.issued_on} 更新"
    return (
        f"<!DOCTYPE html><html><head><title>{escape(document.topic or '')} | Site</title></head>"
        f'<body>Kedreamix<article id="article-container"><h1>{day}</h1>{papers}</article>'
        f"<p>上一篇</p></body></html>"
    )


def _render_page_paper(entry: Entry) -> str:
    zh = _reading(entry)
    assert zh is not None
    translation = f"<blockquote><p>{escape(zh.abstract)}</p></blockquote>" if zh.abstract else ""
    takeaways = "".join(f"<li>{escape(text)}</li>" for text in zh.takeaways)
    note = "".join(
        f"<li>{s.heading}：<br>{escape(s.text).replace(chr(10), '<br>')}</li>" for s in zh.sections
    )
    images = "".join(f'<img src="data:x" data-lazy-src="{url}">' for url in entry.images)
    return (
        f'<h2><a href="#x" class="headerlink"></a>{escape(entry.title)}</h2>'
        f"<p><strong>Authors:{escape(', '.join(entry.authors))}</strong></p>"
        f"<p>{escape(entry.abstract or '')}</p>{translation}"
        f'<p><a href="{entry.url}">PDF</a> {escape(entry.comment or "")}</p>'
        f"<p><strong>Summary</strong><br>{escape(zh.tldr or '')}</p>"
        f"<p><strong>Key Takeaways</strong></p><ul>{takeaways}</ul>"
        f'<p><strong><a href="https://x.org/y">ChatPaperFree</a></strong></p><ol>{note}</ol>'
        f"<details><summary>点此查看论文截图</summary>{images}</details>"
    )


def render_talk2paper_text(document: Document) -> str:
    papers = "".join(map(_render_text_paper, document.entries))
    return (
        f"嘘~ 正在从服务器偷取页面 . . .\n\n{document.topic}\n\n⚠️ 以下内容 ChatPaperFree\n\n"
        f"{document.issued_on} 更新\n\n{papers}\n文章作者: Kedreamix\n 上一篇\nX X\n下一篇 \nY Y\n"
    )


def _render_text_paper(entry: Entry) -> str:
    zh = _reading(entry)
    assert zh is not None
    takeaways = "\n".join(f"  {n}. {text}" for n, text in enumerate(zh.takeaways, 1))
    return (
        f"{entry.title}\n\nAuthors:{', '.join(entry.authors)}\n\n{entry.abstract}\n\n"
        f"{zh.abstract or ''}\n\n论文及项目相关链接\n\nPDF {entry.comment or ''}\n\n摘要\n\n{zh.tldr}\n\n"
        f"关键见解\n\n{takeaways}\n\nCool Papers\n\n点此查看论文截图\n\n"
    )


def render_dailay_paper_info(document: Document) -> str:
    return "".join(map(_render_note, document.entries))


def _render_note(entry: Entry) -> str:
    zh = _reading(entry)
    note = "# faild to  read !!!!"
    if zh is not None and zh.sections:
        note = "\n\n".join(f"### **{s.heading}**\n{s.text}" for s in zh.sections)
    if entry.url is None:
        return f"\n#   {entry.title}\n{note}"
    return f"\n# {entry.title}\n[arxiv_pdf_url]({entry.url})\n{note}"


def render_arxiv_rss(document: Document) -> str:
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{entry.url}</link>"
        f"<description>{escape(_announced(entry, chr(10)))}</description>"
        f"<guid>oai:arXiv.org:{entry.arxiv_id}</guid>"
        + "".join(f"<category>{category}</category>" for category in entry.categories)
        + (f"<pubDate>{entry.published_on:%a, %d %b %Y} 00:00:00 -0400</pubDate>")
        + f"<arxiv:announce_type>{entry.announce_type}</arxiv:announce_type>"
        + (f"<dc:rights>{entry.licence}</dc:rights>" if entry.licence else "")
        + f"<dc:creator>{escape(', '.join(entry.authors))}</dc:creator></item>"
        for entry in document.entries
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<rss><channel><title>{document.topic} updates on "
        f"arXiv.org</title><pubDate>{document.issued_on:%a, %d %b %Y} 00:00:00 -0400</pubDate>"
        f"{items}</channel></rss>"
    )


def render_arxiv_atom(document: Document) -> str:
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{entry.arxiv_id}</id><title>{escape(entry.title)}</title>"
        f'<link href="{entry.url}" rel="alternate"/>'
        f"<summary>{escape(_announced(entry, ' '))}</summary>"
        + "".join(f'<category term="{category}"/>' for category in entry.categories)
        + f"<published>{entry.published_on}T00:00:00-04:00</published>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in entry.authors)
        + (f"<arxiv:comment>{escape(entry.comment)}</arxiv:comment>" if entry.comment else "")
        + (f"<rights>{entry.licence}</rights>" if entry.licence else "")
        + "</entry>"
        for entry in document.entries
    )
    return (
        f"<feed><title>{document.topic} updates on arXiv.org</title>"
        f"<updated>{document.issued_on}T04:00:00+00:00</updated>{entries}</feed>"
    )


RENDERERS: dict[str, Callable[[Document], str]] = {
    name: globals()[f"render_{name.replace('-', '_')}"] for name in FORMATS
}
