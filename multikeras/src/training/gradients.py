"""Gradients for code that trains in its own way."""

from collections.abc import Callable, Sequence
from typing import Any

from multikeras.src import backend
from multikeras.src.core.export import export


@export("multikeras.utils.value_and_grad")
def value_and_grad(fn: Callable[[], tuple[Any, Any]], variables: Sequence[Any]) -> tuple[tuple[Any, Any], list[Any]]:
    """The value of a function and its gradients, the same way on every backend.

    Args:
        fn: Called without arguments; gives `(loss, aux)`: a scalar tensor, and anything else that is wanted from inside.
        variables: Variables that the loss depends on.

    Returns:
        `((loss, aux), gradients)`, the gradients in the order of `variables`.

    Raises:
        NotImplementedError: The backend has no gradients.

    Example:

    >>> x = multikeras.Variable(np.array(3.0, "float32"))
    >>> (loss, _), (gradient,) = multikeras.utils.value_and_grad(lambda: (x * x, None), [x])
    >>> float(loss), float(gradient)
    (9.0, 6.0)
    """
    result, gradients = backend.step.value_and_grad(fn, variables)
    return result, list(backend.step.whole(gradients))
