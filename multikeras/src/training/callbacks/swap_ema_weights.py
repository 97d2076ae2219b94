"""Evaluation with the moving averages of the weights."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs


@export("multikeras.callbacks.SwapEMAWeights")
class SwapEMAWeights(Callback):
    """Puts the optimizer's moving averages of the weights into the model whenever it is evaluated or predicts.

    Training goes on with the weights as they were. The averages are kept by an optimizer made with `use_ema=True`; while they
    are in the model, the callback holds the weights in training, which takes the memory of one more copy.

    Args:
        swap_on_epoch: whether the averages are also in the model from the end of each epoch to the beginning of the next, so
            that callbacks that come later in the list, such as `ModelCheckpoint`, save them.

    Raises:
        ValueError: when told a model whose optimizer keeps no averages.

    Example:

    >>> model = multikeras.Sequential([multikeras.layers.Dense(1)])
    >>> model.compile(multikeras.optimizers.SGD(use_ema=True), "mse")
    >>> callback = multikeras.callbacks.SwapEMAWeights()
    >>> callback.set_model(model)
    >>> callback.on_test_begin()
    >>> callback.on_test_end()
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._weights: list[tuple[Any, Any]] | None = None  # variables with their values in training, while the averages are in

    def state_dict(self) -> dict[str, Any]:
        held = self._weights
        return {"weights": None if held is None else [ops.convert_to_numpy(value) for _, value in held]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        held = state["weights"]
        averaged = self.model.optimizer.averaged
        self._weights = None if held is None else [(variable, value) for (variable, _), value in zip(averaged, held, strict=True)]

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        optimizer = getattr(model, "optimizer", None)
        if not getattr(getattr(optimizer, "inner_optimizer", optimizer), "use_ema", False):
            raise ValueError(f"SwapEMAWeights needs a model compiled with an optimizer that has use_ema=True; got optimizer={optimizer!r}.")

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        if self.swap_on_epoch:
            self._put_back()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if self.swap_on_epoch:
            self._put_averages()

    def on_test_begin(self, logs: Logs = None) -> None:
        self._put_averages()

    def on_test_end(self, logs: Logs = None) -> None:
        self._put_back()

    def on_predict_begin(self, logs: Logs = None) -> None:
        self._put_averages()

    def on_predict_end(self, logs: Logs = None) -> None:
        self._put_back()

    def on_exception(self, error: BaseException) -> None:
        self._put_back()

    def _put_averages(self) -> None:
        if self._weights is None:
            averaged = self.model.optimizer.averaged
            self._weights = [(variable, ops.copy(variable.value)) for variable, _ in averaged]
            for variable, average in averaged:
                variable.assign(average.value)

    def _put_back(self) -> None:
        if self._weights is not None:
            for variable, value in self._weights:
                variable.assign(value)
            self._weights = None
