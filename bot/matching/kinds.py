"""Kinds of papers, which people ask for or leave out: `扩散模型 -综述`.

No paper is about surveys, so that nothing could be learned of the word; what says that a paper is one
stands in its title, or is said again and again.
"""

#: What people type, normalised -> what says it in the other language, with its weight: 0.5 is enough in
#: a title, or twice in an abstract ("a user survey", once, makes no survey).
KINDS: dict[str, tuple[tuple[str, float], ...]] = dict.fromkeys(
    ("综述", "综述论文", "综述文章", "综述类", "文献综述"),
    (
        ("综述", 1.0),
        ("survey", 0.5),
        ("review", 0.45),
        ("overview", 0.45),
        ("comprehensive survey", 1.0),
        ("this survey", 1.0),
        ("comprehensive review", 1.0),
        ("systematic review", 1.0),
        ("literature review", 1.0),
    ),
)
