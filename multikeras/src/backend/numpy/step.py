"""Steps without gradients."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from multikeras.src.core.variable import Variable

JIT_PAYS = False
"""Whether `jit_compile="auto"` compiles."""

COMPILES_CALLS = False
"""Whether a compiled function takes less time than the same ops one by one, so that calls of whole models go through one."""

NO_GRADIENTS = (
    "The NumPy backend computes no gradients, so it cannot train: it is for inference. Install jax, torch or tensorflow and choose "
    "it with the environment variable KERAS_BACKEND, e.g. `pip install jax` and KERAS_BACKEND=jax."
)


def value_and_grad(fn: Callable[[], tuple[Any, Any]], variables: Sequence[Variable]) -> tuple[tuple[Any, Any], list[Any]]:
    """Not possible with NumPy.

    Raises:
        NotImplementedError: Always.
    """
    raise NotImplementedError(NO_GRADIENTS)


LOOPS = False
"""Whether a loop of steps inside one compiled function takes less time than as many calls."""

RECORDS = False
"""Whether a step that only calls ops is recorded, and then runs without its Python code."""

READS_LATER = False
"""Whether a step may still read its batch, in memory of the host, after the call of it has returned."""


def compile_step(
    fn: Callable[[Any], Any],
    variables: Sequence[Variable],
    reads: Sequence[Variable] = (),
    *,
    jit: bool | None = None,
    eager: bool = False,
    donate: bool = False,
    repeats: Callable[[], bool] | None = None,
) -> Callable[[Any], Any]:
    """The step itself."""
    return fn


def compile_loop(
    fn: Callable[[Any], Any],
    variables: Sequence[Variable],
    reads: Sequence[Variable] = (),
    *,
    jit: bool | None = None,
    eager: bool = False,
    repeats: Callable[[], bool] | None = None,
) -> Callable[[Sequence[Any], int], Any]:
    """The step over each of a list of batches."""

    def run(batches: Sequence[Any], count: int) -> Any:
        for batch in batches[:count]:
            logs = fn(batch)
        return logs

    return run


def stack(batches: Sequence[Any], length: int) -> Any:
    """Batches for one call of a loop: they stay apart."""
    return list(batches)


def place(batch: Any) -> Any:
    """The batch as it is."""
    return batch


def no_grad() -> AbstractContextManager[None]:
    """A scope in which no gradients are recorded: none ever are."""
    return _NULL


_NULL = nullcontext()


def update_all(optimizer: Any, variables: Sequence[Variable], gradients: Sequence[Any], step: Any, learning_rate: Any) -> bool:
    """No fused kernels."""
    return False


def runs_each_step() -> bool:
    """Whether the Python code of a step runs at each step, so that its scalars can be Python numbers."""
    return True


def aside(function: Callable, *arguments: Any) -> Any:
    """Call Python code in a step; steps are never recorded here."""
    return function(*arguments)


def whole(gradients: Sequence[Any]) -> Sequence[Any]:
    """Gradients as whole tensors, which they are."""
    return gradients


def replica_sum(x: Any) -> Any:
    """The sum over the replicas of a data-parallel run: `x` as it is, there is one."""
    return x
