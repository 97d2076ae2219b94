"""Several callbacks called as one."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import BATCH_HOOKS, HOOKS, Callback, Logs
from multikeras.src.training.callbacks.history import History
from multikeras.src.training.callbacks.progbar_logger import ProgbarLogger


@export("multikeras.callbacks.CallbackList")
class CallbackList(Callback):
    """Calls the same hook of several callbacks, in their order, and only of those that listen to it.

    Callbacks that are `outermost` come first when something begins, and last when it ends.

    Custom training loops use it as `fit` does.

    Args:
        callbacks: a callback or a list of them; lists in it are opened.
        add_history: whether to add a `History` unless there is one. It is found as `model.history`.
        add_progbar: whether to add a `ProgbarLogger` unless there is one.
        model: the model that the callbacks are told.
        **params: what the callbacks find as `params`, such as `epochs=3, steps=100, verbose=1`.

    Attributes:
        callbacks: all of them, in the order in which they are called. The history and the progress bar that were added come
            last, so that they see what the others put into the logs.
        wants_train_batch: whether a callback other than the progress bar listens to the batches of training;
            `wants_test_batch` and `wants_predict_batch` likewise. Where it is False, a loop may leave the batch hooks out
            and only ask `progress` whether it is due.
        progress: the `ProgbarLogger` among the callbacks, or None.

    Raises:
        TypeError: if something in `callbacks` is not a `Callback`.

    Example:

    >>> stopper = multikeras.callbacks.EarlyStopping(monitor="loss", mode="min")
    >>> callbacks = multikeras.callbacks.CallbackList([stopper], add_history=True)
    >>> len(callbacks.callbacks), callbacks.wants_train_batch
    (2, False)
    """

    def __init__(
        self,
        callbacks: Callback | Iterable[Any] | None = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        super().__init__()
        self.callbacks = list(_open(callbacks))
        if add_progbar and self._first(ProgbarLogger) is None:
            self.callbacks.append(ProgbarLogger())
        if add_history and self._first(History) is None:
            self.callbacks.append(History())
        self._index()
        if params:
            self.set_params(params)
        if model is not None:
            self.set_model(model)

    def append(self, callback: Callback) -> None:
        """Add a callback at the end."""
        self.callbacks.extend(_open(callback))
        self._index()

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        history = self._first(History)
        if history is not None:
            model.history = history
        for callback in self.callbacks:
            callback.set_model(model)

    def listens_to(self, hook: str) -> bool:
        return bool(self._listeners[hook])

    def _first(self, kind: type) -> Any:
        return next((callback for callback in self.callbacks if isinstance(callback, kind)), None)

    def _order(self, hook: str) -> list[Callback]:
        return sorted(self.callbacks, key=lambda callback: callback.outermost, reverse=hook.endswith("_begin"))

    def _index(self) -> None:
        """Find once who listens to what."""
        self.progress: ProgbarLogger | None = self._first(ProgbarLogger)
        self._listeners: dict[str, list[Callable]] = {
            hook: [getattr(callback, hook) for callback in self._order(hook) if callback.listens_to(hook)] for hook in HOOKS
        }
        # `on_train_batch_begin` of a callback that overrides only the old name leads there by itself.
        for old, new in (("on_batch_begin", "on_train_batch_begin"), ("on_batch_end", "on_train_batch_end")):
            self._listeners[new] = [
                getattr(callback, new) for callback in self._order(new) if callback.listens_to(new) or callback.listens_to(old)
            ]
        self.wants_train_batch, self.wants_test_batch, self.wants_predict_batch = (
            any(
                callback.listens_to(hook)
                for callback in self.callbacks
                if not isinstance(callback, ProgbarLogger)
                for hook in BATCH_HOOKS[phase]
            )
            for phase in ("train", "test", "predict")
        )

    def state_dict(self) -> dict[str, Any]:
        """The states of all callbacks that have one."""
        return {name: state for name, callback in self._named() if (state := callback.state_dict())}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Hand the states to the callbacks of the same classes, in the same order; others begin anew."""
        for name, callback in self._named():
            if name in state:
                callback.load_state_dict(state[name])

    def _named(self) -> Iterator[tuple[str, Callback]]:
        """Each callback with the name of its class, and its number among those of that class."""
        counts: dict[str, int] = {}
        for callback in self.callbacks:
            name = type(callback).__name__
            counts[name] = counts.get(name, -1) + 1
            yield f"{name}_{counts[name]}", callback

    def on_exception(self, error: BaseException) -> None:
        for listener in self._listeners["on_exception"]:
            listener(error)

    @contextmanager
    def told_of_exceptions(self) -> Iterator[None]:
        """A block whose exceptions the callbacks are told of, as they pass."""
        try:
            yield
        except BaseException as error:
            self.on_exception(error)
            raise

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self.on_train_batch_begin(batch, logs)

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.on_train_batch_end(batch, logs)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        self._call("on_epoch_begin", epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self._call("on_epoch_end", epoch, logs)

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self._call("on_train_batch_begin", batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self._call("on_train_batch_end", batch, logs)

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self._call("on_test_batch_begin", batch, logs)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        self._call("on_test_batch_end", batch, logs)

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self._call("on_predict_batch_begin", batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        self._call("on_predict_batch_end", batch, logs)

    def on_train_begin(self, logs: Logs = None) -> None:
        self._call("on_train_begin", logs)

    def on_train_end(self, logs: Logs = None) -> None:
        self._call("on_train_end", logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        self._call("on_test_begin", logs)

    def on_test_end(self, logs: Logs = None) -> None:
        self._call("on_test_end", logs)

    def on_predict_begin(self, logs: Logs = None) -> None:
        self._call("on_predict_begin", logs)

    def on_predict_end(self, logs: Logs = None) -> None:
        self._call("on_predict_end", logs)

    def _call(self, hook: str, *args: Any) -> None:
        listeners = self._listeners[hook]
        if listeners:
            *position, logs = args
            logs = {} if logs is None else logs
            for listener in listeners:
                listener(*position, logs)


def _open(callbacks: Any) -> Iterator[Callback]:
    """The single callbacks in lists, tuples and CallbackLists of any depth."""
    if callbacks is None:
        return
    if isinstance(callbacks, CallbackList):
        callbacks = callbacks.callbacks
    if isinstance(callbacks, list | tuple):
        for callback in callbacks:
            yield from _open(callback)
    elif isinstance(callbacks, Callback):
        yield callbacks
    else:
        hint = " Make an instance of it first." if isinstance(callbacks, type) else ""
        raise TypeError(f"callbacks must be instances of multikeras.callbacks.Callback; got {callbacks!r}.{hint}")
