"""Who publishes the digests, how they want to be named, and under what licence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Publisher:
    """The source of documents and readings.

    Attributes:
        source: the name that `Document.source` and `Reading.source` carry.
        attribution: the author's name and address, as it stands beside what is quoted.
        licence: as the author writes it; None where the author grants none.
    """

    source: str
    attribution: str
    licence: str | None


#: The repository has no licence file: name and link only.
CN_CHAT_ARXIV = Publisher(
    "cn-chat-arxiv", "cn-chat-arxiv, https://github.com/qhduan/cn-chat-arxiv", None
)
#: The footer of every page asks for the name and grants the licence.
TALK2PAPER = Publisher("talk2paper", "Kedreamix, https://kedreamix.github.io", "CC BY 4.0")
DAILAY_PAPER_INFO = Publisher(
    "dailay_paper_info",
    "dailay_paper_info, https://github.com/slbqc/dailay_paper_info",
    "BSD-2-Clause",
)
#: Titles and abstracts are CC0 (https://info.arxiv.org/help/api/tou.html).
ARXIV = Publisher("arxiv", "arXiv, https://arxiv.org", "CC0-1.0")
