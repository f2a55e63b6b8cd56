"""Small numbers in five bits each."""

import numpy as np
import pytest

from bot.matching.learned.packing import MOST, pack, unpack


@pytest.mark.parametrize("shape", [(0, 4), (1, 1), (3, 5), (16, 8), (1_500, 256)])
def test_numbers_come_back_as_they_were(shape):
    numbers = np.random.default_rng(1).integers(-MOST, MOST, shape, np.int8, endpoint=True)
    packed = pack(numbers)
    assert len(packed) <= numbers.size * 5 / 8 + 2
    assert np.array_equal(unpack(packed, shape), numbers)


@pytest.mark.parametrize("number", [MOST + 1, -MOST - 1, -128])
def test_a_number_that_is_too_large_is_refused(number):
    with pytest.raises(ValueError, match="numbers above 15"):
        pack(np.array([[0, number]], dtype=np.int8))


@pytest.mark.parametrize("length", [0, 9, 11])
def test_bytes_of_another_size_are_refused(length):
    with pytest.raises(ValueError, match="vectors of another size"):
        unpack(bytes(length), (4, 4))
