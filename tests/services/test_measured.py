"""Large pieces of work go in steps that leave others their turn."""

import pytest

from bot.ports import Store
from bot.services.measured import TARGET, Steps


async def run(
    store: Store, seconds_each: float, *, first: int, most: int, least: int | None = None
) -> list[int]:
    """The sizes of ten steps, where each unit takes so long."""
    now, sizes = 0.0, []

    def work(_: object, size: int) -> None:
        nonlocal now
        now += seconds_each * size
        sizes.append(size)

    steps = Steps(store, first=first, most=most, least=least, timer=lambda: now)
    for _ in range(10):
        await steps.run(work)
    return sizes


async def test_steps_grow_until_they_take_the_time_that_they_may(store: Store) -> None:
    sizes = await run(store, TARGET / 5_000, first=1_000, most=10_000)
    assert sizes[:3] == [1_000, 1_500, 2_250]
    assert sizes[-1] == 5_000


async def test_on_a_slow_machine_steps_shrink_below_the_first(store: Store) -> None:
    sizes = await run(store, TARGET / 400, first=1_000, most=10_000, least=250)
    assert (sizes[0], sizes[-1]) == (1_000, 400)
    sizes = await run(store, TARGET, first=1_000, most=10_000, least=250)
    assert sizes[-1] == 250


@pytest.mark.parametrize(("seconds_each", "size"), [(TARGET, 1_000), (0, 10_000)])
async def test_steps_are_never_smaller_or_larger_than_was_said(
    store: Store, seconds_each: float, size: int
) -> None:
    sizes = await run(store, seconds_each, first=1_000, most=10_000)
    assert sizes[-1] == size


async def test_a_step_that_took_long_makes_the_next_one_smaller(store: Store) -> None:
    now, sizes = 0.0, []

    def work(_: object, size: int) -> None:
        nonlocal now
        now += 4 * TARGET if len(sizes) == 5 else 0.0
        sizes.append(size)

    steps = Steps(store, first=100, most=10_000, timer=lambda: now)
    for _ in range(7):
        await steps.run(work)
    assert sizes[5] > 600
    assert sizes[6] == round(sizes[5] / 4)


async def test_what_fails_leaves_the_size_as_it_was(store: Store) -> None:
    steps = Steps(store, first=100, most=1_000)

    def fail(_: object, size: int) -> None:
        raise ValueError(size)

    with pytest.raises(ValueError, match="100"):
        await steps.run(fail)
    assert steps.size == 100
