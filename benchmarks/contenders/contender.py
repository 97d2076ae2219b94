"""What each contender can do with the parts that a case declares."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np

from benchmarks.models.model import Model
from benchmarks.operations import Operation
from benchmarks.sources import Batches, Source, slices

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

    def symbolic(self, operation: Operation, shape: tuple[int, ...], ops: int) -> Callable[[], object]:
        """A function that calls the operation on two symbols of a shape; by hand, one that calls an empty function so many times."""

    def eager(self, model: Model) -> Callable[..., Any]:
        """The model called eagerly on tensors, its weights open to gradients as while training."""

    def compiled(self, model: Model) -> Callable[[Any], Any]:
        """The model called on a tensor for inference, in the fastest common way of a framework."""

    def predictor(self, model: Model) -> Callable[[np.ndarray, int], np.ndarray]:
        """Inference from NumPy to NumPy in batches."""

    def evaluator(self, model: Model) -> Callable[[np.ndarray, np.ndarray, int], tuple[float, float]]:
        """(inputs, labels, rows in a batch) -> the mean loss and accuracy."""

    def optimizer(self, values: list[np.ndarray], gradients: list[np.ndarray], momentum: float | None) -> Callable[[], list[Any]]:
        """A function that updates the values once by the gradients and gives them: by SGD with a momentum, or by Adam when None.
        Compiled where training is."""

    def trainer(self, model: Model, batch: int) -> Fit:
        """Training with Adam on sparse categorical cross-entropy from logits, unshuffled, with accuracy and printed progress.
        State lives on from call to call."""

    def trainer_from(self, model: Model, source: Source) -> Callable[[np.ndarray, np.ndarray, int], Callable[[int], list]]:
        """The same training from a source of batches: (inputs, labels, rows in a batch) gives a function that trains for so many
        epochs."""

    def stepper(self, model: Model) -> Callable[[np.ndarray, np.ndarray], tuple[float, float]]:
        """The same training, batch by batch: (inputs, labels) -> loss and accuracy of the batch."""


def print_epoch(epoch: int, epochs: int, loss: float, accuracy: float) -> None:
    """The progress of the hand-written loops."""
    print(f"epoch {epoch + 1}/{epochs} - loss {loss:.4f} - accuracy {accuracy:.4f}", flush=True)


class Raw:
    """What all contenders by hand share."""

    def symbolic(self, operation: Operation, shape: tuple[int, ...], ops: int) -> Callable[[], object]:
        return partial(_call, [_nothing] * ops)


class Steps(ABC):
    """Steps by hand, one a batch, with loss and hits summed on the device."""

    @abstractmethod
    def reset(self) -> None:
        """Begin the sums anew."""

    @abstractmethod
    def step(self, x: Any, y: Any) -> None: ...

    @abstractmethod
    def sums(self) -> tuple[float, int]:
        """The losses of all rows, and how many were right."""

    def epoch(self, batches: Batches, rows: int) -> tuple[float, float]:
        """Steps over all batches: the mean loss, and the accuracy."""
        self.reset()
        for x, y in batches:
            self.step(x, y)
        loss, correct = self.sums()
        return loss / rows, correct / rows


class RawTrainer(Raw, ABC):
    """The loops of a contender by hand that has gradients."""

    @abstractmethod
    def training(self, model: Model) -> Steps:
        """Steps of training."""

    @abstractmethod
    def evaluation(self, model: Model) -> Steps:
        """Steps that only compute loss and hits, compiled where training is."""

    def arrays(self, inputs: np.ndarray, labels: np.ndarray) -> tuple[Any, Any]:
        """What batches are cut from."""
        return inputs, labels

    def trainer(self, model: Model, batch: int) -> Fit:
        training = self.training(model)

        def fit(inputs, labels, epochs):
            inputs, labels = self.arrays(inputs, labels)
            return _fit(training, lambda: slices(inputs, labels, batch), len(inputs), epochs)

        return fit

    def trainer_from(self, model: Model, source: Source) -> Callable:
        training = self.training(model)
        return lambda inputs, labels, batch: partial(_fit, training, source.by_hand(*self.arrays(inputs, labels), batch), len(inputs))

    def stepper(self, model: Model) -> Callable:
        training = self.training(model)
        return lambda inputs, labels: training.epoch([self.arrays(inputs, labels)], len(inputs))

    def evaluator(self, model: Model) -> Callable:
        evaluation = self.evaluation(model)
        return lambda inputs, labels, batch: evaluation.epoch(slices(*self.arrays(inputs, labels), batch), len(inputs))


def _fit(training: Steps, batches: Callable[[], Batches], rows: int, epochs: int) -> list[tuple[float, float]]:
    history = []
    for epoch in range(epochs):
        history.append(training.epoch(batches(), rows))
        print_epoch(epoch, epochs, *history[-1])
    return history


def _call(functions: Sequence[Callable[[], object]]) -> None:
    for function in functions:
        function()


def _nothing() -> None:
    """What a symbolic call is compared with."""
