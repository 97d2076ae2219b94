import numpy as np
import pytest

from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.generator import GeneratorAdapter
from multikeras.src.training.data.steps import Steps


def numbers(batches):
    return [int(batch[0].flat[0]) for batch in batches]


def count_to(n):
    for i in range(n):
        yield np.full((4, 1), i), np.zeros(4)


class Endless:
    """An iterable of unknown length that begins anew each time."""

    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return count_to(self.n)


def test_peeking_loses_nothing():
    for source in (count_to(3), Endless(3)):
        adapter = GeneratorAdapter(source)
        assert numbers([adapter.peek(), adapter.peek()]) == [0, 0] and adapter.batch_size == 4
        assert numbers(adapter.epoch(0)) == [0, 1, 2]


def test_iterables_begin_anew_and_generators_do_not():
    again, once = GeneratorAdapter(Endless(2)), GeneratorAdapter(count_to(2))
    assert [numbers(again.epoch(epoch)) for epoch in range(2)] == [[0, 1], [0, 1]]
    assert [numbers(once.epoch(epoch)) for epoch in range(2)] == [[0, 1], []]


def test_leaving_an_epoch_early_leaves_the_generator_open():
    adapter = GeneratorAdapter(count_to(4))
    batches = adapter.epoch(0)
    assert numbers([next(batches)]) == [0]
    batches.close()
    assert numbers(adapter.epoch(1)) == [1, 2, 3]


def test_empty_generator_has_nothing_to_peek_at():
    with pytest.raises(ValueError, match="generator given as data has no batches"):
        GeneratorAdapter(count_to(0)).peek()


def test_steps_go_on_across_epochs():
    adapter = Steps(GeneratorAdapter(count_to(6)), 2)
    assert adapter.num_batches == 2
    assert [numbers(adapter.epoch(epoch)) for epoch in range(3)] == [[0, 1], [2, 3], [4, 5]]


def test_running_dry_warns_with_the_numbers():
    adapter = Steps(GeneratorAdapter(count_to(5)), 3)
    assert numbers(adapter.epoch(0)) == [0, 1, 2]
    with pytest.warns(UserWarning, match="epoch 2: 3 steps were wanted, 2 were there.*only once"):
        assert numbers(adapter.epoch(1)) == [3, 4]
    with pytest.warns(UserWarning, match="3 steps were wanted, 0 were there"):
        assert numbers(adapter.epoch(2)) == []


@pytest.mark.parametrize("source", [GeneratorAdapter(Endless(5)), ArrayAdapter(np.arange(5), batch_size=1)])
def test_a_source_that_restarts_ends_its_epoch_short_and_begins_anew(source):
    adapter = Steps(source, 3)
    assert numbers(adapter.epoch(0)) == [0, 1, 2]
    with pytest.warns(UserWarning, match="3 steps were wanted, 2 were there.*repeat"):
        assert numbers(adapter.epoch(1)) == [3, 4]
    assert numbers(adapter.epoch(2)) == [0, 1, 2]


def test_steps_that_divide_the_length_never_warn(recwarn):
    adapter = Steps(GeneratorAdapter(Endless(4)), 2)
    assert [numbers(adapter.epoch(epoch)) for epoch in range(3)] == [[0, 1], [2, 3], [0, 1]]
    assert not recwarn.list


def test_steps_of_arrays_are_found_from_the_epoch_alone():
    def adapter():
        return Steps(ArrayAdapter(np.arange(6), batch_size=1, shuffle=True, seed=0), 2)

    straight = adapter()
    epochs = [numbers(straight.epoch(epoch)) for epoch in range(5)]
    assert numbers(adapter().epoch(4)) == epochs[4] and numbers(adapter().epoch(1, 1)) == epochs[1][1:]
    assert sorted(epochs[0] + epochs[1] + epochs[2]) == list(range(6))


def test_a_generator_is_resumed_by_drawing_what_was_drawn():
    adapter = Steps(GeneratorAdapter(count_to(10)), 3)
    assert numbers(adapter.epoch(0)) == [0, 1, 2]
    state = adapter.state(1, 1)
    resumed = Steps(GeneratorAdapter(count_to(10)), 3)
    resumed.restore(state)
    assert numbers(resumed.epoch(1, 1)) == [4, 5]
    again = Steps(GeneratorAdapter(count_to(10)), 3)
    again.restore(resumed.state(2, 0))
    assert numbers(again.epoch(2)) == [6, 7, 8]


def test_wrong_number_of_steps():
    with pytest.raises(ValueError, match="positive int; got 0"):
        Steps(GeneratorAdapter(count_to(1)), 0)
