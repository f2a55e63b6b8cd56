from bot.matching.index import PatternIndex


def test_overlapping_patterns_are_all_found():
    index = PatternIndex()
    numbers = [index.number(pattern) for pattern in ("医学", "医学图像", "学图")]
    assert index.find("医学图像，医学") == {
        numbers[0]: [0, 5],
        numbers[1]: [0],
        numbers[2]: [1],
    }


def test_a_pattern_keeps_its_number():
    index = PatternIndex()
    assert [index.number(each) for each in ("a", "b", "a")] == [0, 1, 0]
    assert (index.pattern(1), len(index)) == ("b", 2)


def test_patterns_that_come_later_are_found_like_the_first():
    index = PatternIndex()
    text = " ".join(f"<{number}>" for number in range(2500))
    for number in range(2500):
        index.number(f"<{number}>")
        if number % 300 == 0:
            assert sorted(index.find(text)) == list(range(number + 1))
    assert sorted(index.find(text)) == list(range(2500))


def test_an_empty_index_finds_nothing():
    assert PatternIndex().find("text") == {}
