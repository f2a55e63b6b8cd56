"""Names that somebody may have meant who typed something like them."""

from bot.matching.lexicon import Lexicon, LexiconTopic
from bot.matching.text import has_cjk

#: A word of so many letters may have one letter wrong, and of so many two; of so many Chinese
#: characters, one.
_ONE_WRONG, _TWO_WRONG, _ONE_WRONG_CHINESE = 5, 9, 4


def find_alike(text: str, lexicon: Lexicon, limit: int = 3) -> list[LexiconTopic]:
    """The topics with a name that differs in a letter or two, the nearest first.

    Args:
        text: normalised, and no name itself.
    """
    most = _most_wrong(text)
    if not most:
        return []
    near: dict[str, tuple[int, LexiconTopic]] = {}
    for name, topic in lexicon.list_names():
        wrong = _count_wrong(text, name, most)
        if wrong <= min(most, near.get(topic.key, (most, topic))[0]):
            near[topic.key] = wrong, topic
    nearest = sorted(near.values(), key=lambda each: each[0])
    return [topic for _, topic in nearest[:limit]]


def _most_wrong(text: str) -> int:
    """How many letters may be wrong, so that it is still likelier a slip than another word."""
    if has_cjk(text):
        return int(len(text) >= _ONE_WRONG_CHINESE)
    return (len(text) >= _ONE_WRONG) + (len(text) >= _TWO_WRONG)


def _count_wrong(text: str, name: str, most: int) -> int:
    """Letters to put in, leave out, exchange or swap with their neighbour; more than `most` is
    `most + 1`."""
    differ = set(text) ^ set(name)
    if abs(len(text) - len(name)) > most or len(differ) > 2 * most:
        return most + 1
    earlier: list[int] = []
    row = list(range(len(name) + 1))
    for place, letter in enumerate(text):
        last, row = row, [place + 1]
        for at, other in enumerate(name):
            least = min(last[at] + (letter != other), last[at + 1] + 1, row[at] + 1)
            if at and place and letter == name[at - 1] and other == text[place - 1]:
                least = min(least, earlier[at - 1] + 1)
            row.append(least)
        earlier = last
        if min(row) > most:
            return most + 1
    return row[-1]
