"""Real answers of the bot, for golden files of every platform."""

from datetime import date

from bot.domain.arxiv_id import ArxivId
from bot.domain.paper import AnnounceType, Damage, Reading
from bot.views.issue import issue as show_issue
from bot.views.papers import paper as show_paper
from bot.views.papers import search_results
from tests.views.builders import NOTE, TODAY, chat, issue, match, paper

SEGMENTATION = paper(
    key=2,
    arxiv_id=ArxivId("2403.14103"),
    title=r"Mask <Anything>: $\alpha$_blend & *few-shot* segmentation of [CT] scans",
    authors=("Ann Example",),
    abstract="One prompt is enough.",
    readings=(
        Reading(
            source="cn-chat-arxiv",
            lang="zh",
            title="万物皆可遮罩：CT 影像的少样本分割",
            tldr="一个提示就够了，@everyone 都能用。",
            damage=(Damage.CUT,),
        ),
    ),
    published_on=date(2024, 3, 21),
    announce_type=AnnounceType.REPLACE,
    links=("https://github.com/example/mask_anything",),
)
SALIENCY = paper(readings=(NOTE,))


def _issue(texts):
    matches = [match(SALIENCY), match(SEGMENTATION), match(SALIENCY, topic="扩散模型")]
    return show_issue(texts, issue(*matches), chat())


#: Each answer in a language (its texts); golden files have these names.
ANSWERS = {
    "issue": _issue,
    "notes": lambda texts: show_paper(texts, SALIENCY, aspect="notes", today=TODAY),
    "tldr": lambda texts: show_paper(texts, SEGMENTATION, aspect="tldr", today=TODAY),
    "bibtex": lambda texts: show_paper(texts, SALIENCY, aspect="bibtex", today=TODAY),
    "search": lambda texts: search_results(texts, "segmentation", [SEGMENTATION], today=TODAY),
}
