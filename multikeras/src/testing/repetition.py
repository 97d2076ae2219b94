"""Steps that are recorded, beside the same steps as Python code."""

from collections.abc import Callable, Sequence

from multikeras.src import backend
from multikeras.src.testing.comparison import assert_equal

RUNS = 6
"""Enough for a step to be recorded, and to run from the record a few times."""


def assert_same_recorded(step: Callable, twin: Callable, batches: Sequence[tuple]) -> None:
    """A step gives from its record, bit by bit, what a twin with a state of its own gives as Python code.

    Args:
        step: Function of a batch, to be recorded.
        twin: The same.
        batches: `RUNS` tuples of arrays of the same shapes.
    """
    recorded = backend.step.compile_step(step, [], repeats=lambda: True)
    for turn, arrays in enumerate(batches):
        batch = tuple(map(backend.convert, arrays))
        assert_equal(recorded(batch), twin(batch), 0, f"run {turn}")
    assert recorded.recorded, f"the step was not recorded: {recorded.failure}"
