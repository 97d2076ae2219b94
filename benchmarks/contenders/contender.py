"""What each contender can do with the parts that a case declares."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from benchmarks.models.model import Model
from benchmarks.operations import Operation

LEARNING_RATE = 1e-3
BETA_1 = 0.9
BETA_2 = 0.999
EPSILON = 1e-7

# (inputs, labels, epochs) -> the mean loss and accuracy of each epoch
Fit = Callable[[np.ndarray, np.ndarray, int], list[tuple[float, float]]]


class Contender(Protocol):
    """One way to compute, in a process of its own."""

    def tensor(self, array: np.ndarray) -> Any: ...

    def array(self, tensor: Any) -> np.ndarray:
        """The values of a tensor; waits for them."""

    def operation(self, operation: Operation) -> Callable:
        """The eager operation, on tensors."""

    def eager(self, model: Model) -> Callable[..., Any]:
        """The model called eagerly on tensors, its weights open to gradients as while training."""

    def compiled(self, model: Model) -> Callable[[Any], Any]:
        """The model called on a tensor for inference, in the fastest common way of a framework."""

    def predictor(self, model: Model) -> Callable[[np.ndarray, int], np.ndarray]:
        """Inference from NumPy to NumPy in batches."""

    def optimizer(self, values: list[np.ndarray], gradients: list[np.ndarray], momentum: float | None) -> Callable[[], list[Any]]:
        """A function that updates the values once by the gradients and gives them: by SGD with a momentum, or by Adam when None.
        Compiled where training is."""

    def trainer(self, model: Model, batch: int) -> Fit:
        """Training with Adam on sparse categorical cross-entropy from logits, unshuffled, with accuracy and printed progress.
        State lives on from call to call."""


def print_epoch(epoch: int, epochs: int, loss: float, accuracy: float) -> None:
    """The progress of the hand-written loops."""
    print(f"epoch {epoch + 1}/{epochs} - loss {loss:.4f} - accuracy {accuracy:.4f}", flush=True)
