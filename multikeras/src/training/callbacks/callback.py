"""The base class of all callbacks."""

from collections.abc import Mapping
from typing import Any, ClassVar

from multikeras.src.core.export import export

Logs = Mapping[str, Any] | None

BATCH_HOOKS = {
    "train": ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end"),
    "test": ("on_test_batch_begin", "on_test_batch_end"),
    "predict": ("on_predict_batch_begin", "on_predict_batch_end"),
}
"""Phase -> the hooks that are called once or more in each step of it."""

HOOKS = (
    *(f"on_{phase}_{edge}" for phase in ("train", "test", "predict", "epoch") for edge in ("begin", "end")),
    *(hook for hooks in BATCH_HOOKS.values() for hook in hooks),
    "on_exception",
)


@export("multikeras.callbacks.Callback")
class Callback:
    """Base class of the objects that `fit`, `evaluate` and `predict` call as they go along.

    Override the hooks that you need. `logs` maps names of metrics to floats; what `on_epoch_end` adds to it is seen by the
    callbacks after it, the history and the progress bar. Reading the logs of a batch makes the training wait for the
    device; a callback that overrides no batch hook costs nothing.

    A callback that counts, or remembers what is best, overrides `state_dict` and `load_state_dict` too, so that a run that goes on
    from a checkpoint ends as one that ran through.

    Attributes:
        params: dict with `"verbose"`, `"epochs"` and `"steps"`.
        model: the model in work. Set `model.stop_training = True` to end the training after the current batch or epoch.
        outermost: whether the callback is called before the others when something begins, and after them when it ends, wherever
            it stands in the list.

    Example:

    >>> class Announcer(multikeras.callbacks.Callback):
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         print("epoch", epoch, "has loss", logs["loss"])
    >>> Announcer().on_epoch_end(0, {"loss": 0.5})
    epoch 0 has loss 0.5
    """

    outermost: ClassVar[bool] = False
    params: dict[str, Any] | None = None
    _model: Any = None
    _kept: ClassVar[tuple[str, ...]] = ()
    """Names of the attributes that make up the state."""

    def __init__(self) -> None:
        self.params = None
        self._model = None

    @property
    def model(self) -> Any:
        """The model in work; None before `set_model`."""
        return self._model

    def set_params(self, params: dict[str, Any]) -> None:
        """Told by the trainer before anything else."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Told by the trainer before anything else."""
        self._model = model

    def listens_to(self, hook: str) -> bool:
        """Whether a hook, such as `"on_train_batch_end"`, must be called: by default, whether it was overridden."""
        return hook in vars(self) or getattr(type(self), hook, None) is not getattr(Callback, hook)

    def state_dict(self) -> dict[str, Any]:
        """What a checkpoint of a training run keeps of this callback; by default nothing.

        Returns:
            A dict of numbers, text, NumPy arrays, None, and of lists and dicts of these.
        """
        return {name: getattr(self, name) for name in self._kept}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint. Called after `on_train_begin`, with the model restored.

        Args:
            state: what `state_dict` gave; tuples have become lists.
        """
        for name in self._kept:
            setattr(self, name, state[name])

    def on_exception(self, error: BaseException) -> None:
        """When `fit`, `evaluate` or `predict` is left by an exception, such as the `KeyboardInterrupt` of Ctrl-C. The hooks for the
        end are not called then. For letting go of files and the like; the exception goes on its way afterwards.

        Args:
            error: the exception.
        """

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """The same as `on_train_batch_begin`, under its old name."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """The same as `on_train_batch_end`, under its old name."""

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Before an epoch of training.

        Args:
            epoch: index of the epoch, from 0.
            logs: empty.
        """

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """After an epoch of training and its validation.

        Args:
            epoch: index of the epoch, from 0.
            logs: the metrics of the epoch, those of validation with the prefix `val_`.
        """

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a training step.

        Args:
            batch: index of the step in its epoch, from 0.
            logs: empty.
        """
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a training step, or several of them with `steps_per_execution`.

        Args:
            batch: index of the step in its epoch, from 0.
            logs: the metrics of the epoch so far.
        """
        self.on_batch_end(batch, logs)

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a step of `evaluate` or of the validation in `fit`."""

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a step of `evaluate` or of the validation in `fit`; `logs` has the metrics so far."""

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a step of `predict`."""

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a step of `predict`; `logs` has its `"outputs"`."""

    def on_train_begin(self, logs: Logs = None) -> None:
        """When `fit` begins."""

    def on_train_end(self, logs: Logs = None) -> None:
        """When `fit` ends; `logs` is that of the last epoch."""

    def on_test_begin(self, logs: Logs = None) -> None:
        """When `evaluate` or a validation begins."""

    def on_test_end(self, logs: Logs = None) -> None:
        """When `evaluate` or a validation ends; `logs` has its metrics."""

    def on_predict_begin(self, logs: Logs = None) -> None:
        """When `predict` begins."""

    def on_predict_end(self, logs: Logs = None) -> None:
        """When `predict` ends."""
