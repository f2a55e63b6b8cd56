"""Where topics of the lexicon lie, learned from papers that are about them and papers that mention them."""

import numpy as np
import pytest

from bot.learning.centres import learn_centres
from bot.learning.corpus import PreparedPaper
from bot.learning.learn import pack_space
from bot.learning.space import LearnedSpace
from bot.learning.topics import find_topics
from bot.matching.evidence import PaperText
from bot.matching.learned.file import write_files
from bot.matching.learned.space import NAME, Space
from bot.matching.lexicon import Lexicon

LEXICON = Lexicon.read("""
privacy: {zh: 隐私, en: privacy}
federated: {zh: 联邦学习, en: federated learning}
unheard-of: {zh: 无人知, en: unheard of}
""")
TERMS = ["privacy", "federated learning", "noise", "client"]


def make_space():
    """Each term in a direction of its own."""
    rows = np.eye(len(TERMS), dtype=np.float32)
    return LearnedSpace(TERMS, np.ones(len(TERMS), dtype=np.float32), rows)


def make_paper(title, abstract, titled=(), mentioned=()):
    return PreparedPaper(f" {title} ", f" {abstract} ", "", "", "", titled, mentioned)


PAPERS = [
    *[make_paper("privacy", "noise", titled=("privacy",))] * 20,
    *[
        make_paper(
            "federated learning", "client privacy", titled=("federated",), mentioned=("privacy",)
        )
    ]
    * 60,
]


def make_rounded():
    space = make_space()
    return Space(space.terms, space.rarity, np.ones(4, np.float32), space.vectors.astype(np.int8))


def test_a_topic_lies_with_the_papers_on_it_and_away_from_those_that_mention_it():
    space = make_rounded()
    centre = learn_centres(PAPERS, space, LEXICON)["privacy"]
    names = space.find_middle(["privacy"])
    on_it = space.find_paper(" privacy ", " noise ")
    mentions_it = space.find_paper(" federated learning ", " client privacy ")
    assert centre @ on_it - centre @ mentions_it > names @ on_it - names @ mentions_it
    assert centre @ mentions_it < 0 < centre @ on_it


def find_gap(papers):
    """How much nearer a paper on privacy is to the topic than one that only mentions it."""
    space = make_rounded()
    centre = learn_centres(papers, space, LEXICON)["privacy"]
    on_it = space.find_paper(" privacy ", " noise ")
    return centre @ (on_it - space.find_paper(" federated learning ", " client privacy "))


def test_the_more_papers_tell_it_the_further_those_that_only_mention_a_topic_are_from_it():
    assert (
        find_gap(PAPERS[:20]) < find_gap(PAPERS[10:30]) < find_gap(PAPERS) < find_gap(PAPERS * 9)
    )


def test_a_topic_that_no_paper_is_on_lies_where_its_names_do():
    space = make_rounded()
    lonely = learn_centres(PAPERS[:20], space, LEXICON)["federated"]
    assert lonely @ space.find_term("federated learning") == pytest.approx(max(lonely))
    assert lonely @ lonely == pytest.approx(1)


def test_what_the_space_knows_nothing_of_has_no_place_in_it():
    assert set(learn_centres(PAPERS, make_rounded(), LEXICON)) == {"privacy", "federated"}


def test_places_are_read_as_they_were_written(tmp_path):
    file = pack_space({"papers": len(PAPERS)}, make_space(), PAPERS)
    write_files(tmp_path, {NAME: file})
    read = Space.read(tmp_path / NAME)
    assert read.find_centre("unheard-of") is None
    # Of the topics that ship, these papers know the names of a few.
    found = read.find_centre("federated-learning")
    assert found @ read.find_term("federated learning") > 0.5
    assert np.sqrt(found @ found) == pytest.approx(1, abs=0.02)


def test_a_space_of_before_places_were_learned_can_be_read(tmp_path):
    file = pack_space({"papers": len(PAPERS)}, make_space(), PAPERS)
    old = {name: data for name, data in file.sections.items() if not name.startswith("topic")}
    write_files(tmp_path, {NAME: type(file)(file.about, old)})
    assert Space.read(tmp_path / NAME).find_centre("federated-learning") is None


def test_a_paper_is_about_what_its_title_says_and_mentions_what_only_its_abstract_does():
    found = find_topics(
        PaperText(
            title="Federated learning of trees",
            abstract="We care for machine translation.",
            title_zh="树的联邦学习",
        )
    )
    assert "federated-learning" in found.titled
    assert "machine-translation" in found.mentioned
    assert not set(found.titled) & set(found.mentioned)


def test_what_only_the_chinese_summary_speaks_of_is_neither():
    found = find_topics(
        PaperText(title="On trees", abstract="Machine translation.", tldr_zh="机器翻译的新方法")
    )
    assert "machine-translation" not in {*found.titled, *found.mentioned}
