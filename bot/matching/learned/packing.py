"""Small whole numbers in five bits each: nearly as small as compressed, and there in a tenth of the time.

First four bits of each: those of the first half of all numbers are the lower half of a byte, those
of the other half of them the upper. Then the fifth bits, eight to a byte.
"""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int8]
Bytes = npt.NDArray[np.uint8]

#: Numbers go from -MOST to MOST: vectors of them are no worse than of eight bits, on labelled papers.
MOST = 15
_LOW = 15
#: So many are unpacked at a time, that they stay near the processor; a multiple of eight.
_BLOCK = 1 << 18


def pack(numbers: Numbers) -> bytes:
    """The bytes of numbers of any shape.

    Raises:
        ValueError: one of them is too large.
    """
    if numbers.max(initial=0) > MOST or numbers.min(initial=0) < -MOST:
        raise ValueError(f"numbers above {MOST}")
    flat = (numbers.ravel() + np.int8(MOST)).astype(np.uint8)
    even = np.append(flat, np.zeros(len(flat) % 2, np.uint8))
    low, high = np.split(even & _LOW, 2)
    return bytes((low | high << 4).tobytes() + np.packbits(flat >> 4).tobytes())


def unpack(packed: bytes, shape: tuple[int, int]) -> Numbers:
    """The numbers of such bytes, as so many rows and columns.

    Raises:
        ValueError: there are more or fewer of them.
    """
    size = shape[0] * shape[1]
    half = (size + 1) // 2
    if len(packed) != half + (size + 7) // 8:
        raise ValueError("vectors of another size")
    found = np.empty(2 * half, np.uint8)
    low = np.frombuffer(packed, np.uint8, half)
    np.bitwise_and(low, _LOW, out=found[:half])
    np.right_shift(low, 4, out=found[half:])
    _add_fifth(found[:size], np.frombuffer(packed, np.uint8, offset=half))
    return found[:size].view(np.int8).reshape(shape)


def _add_fifth(found: Bytes, bits: Bytes) -> None:
    for start in range(0, len(found), _BLOCK):
        block = found[start : start + _BLOCK]
        fifth = np.unpackbits(bits[start // 8 : (start + _BLOCK) // 8], count=len(block))
        fifth <<= 4
        block |= fifth
        block -= MOST
