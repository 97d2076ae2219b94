"""The one training loop."""

import inspect
import numbers
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from typing import Any

import numpy as np

from multikeras.src import backend, metrics, ops, optimizers
from multikeras.src.core import config, registry, tree
from multikeras.src.core.scope import context
from multikeras.src.core.structure import remembered
from multikeras.src.core.variable import StateScope
from multikeras.src.layers.base import Layer
from multikeras.src.random.seed_generator import global_seed_generator
from multikeras.src.training.callbacks.container import CallbackList
from multikeras.src.training.compile import CompiledLoss, CompiledMetrics, specs_of
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.batch import pack_x_y_sample_weight, unpack_x_y_sample_weight
from multikeras.src.training.data.class_weight import apply_class_weight
from multikeras.src.training.data.host_array import cast_to_floatx
from multikeras.src.training.data.joined import JoinedBatches
from multikeras.src.training.data.joined_stream import JoinedStream
from multikeras.src.training.data.pacing import prefetch_if_slow
from multikeras.src.training.data.selection import adapter_for
from multikeras.src.training.data.split import train_validation_split
from multikeras.src.training.interruption import between_steps, uninterrupted
from multikeras.src.training.logs import LazyLogs, on_host
from multikeras.src.training.own_code import runs_own_code_only

Logs = dict[str, Any]
Calls = Iterator[tuple[Callable, tuple, int]]
"""What a loop is to call: a function, its arguments, and how many steps that makes."""


class Compilation:
    """What one call of `compile` fixed, and what was made of it."""

    def __init__(self, arguments: dict[str, Any], optimizer: Any, output_names: list[str] | None):
        self.arguments = arguments
        self.optimizer = optimizer
        self.loss = CompiledLoss(arguments["loss"], arguments["loss_weights"], output_names) if arguments["loss"] is not None else None
        self.metrics = CompiledMetrics(arguments["metrics"], arguments["weighted_metrics"], output_names)
        self.loss_tracker = metrics.Mean(name="loss")
        self.run_eagerly: bool = arguments["run_eagerly"]
        self.jit_compile: bool | str = arguments["jit_compile"]
        self.steps_per_execution: int = arguments["steps_per_execution"]
        self.trained = False  # whether the targets and losses have been laid over the outputs
        self.weights: list[int] | None = None  # ids of the variables that the compiled step of training updates


class Resolved:
    """What a model is made of, looked up once for the time of a loop."""

    def __init__(self, model: Any):
        self.trainable_variables = Layer.trainable_variables.fget(model)
        self.layers = model._flatten_layers()
        self.regularized = [v for v in self.trainable_variables if v.regularizer is not None]


class Position:
    """Where a run of `fit` stands.

    Args:
        model: The model.
        adapter: The data.
        listeners: The callbacks.
        epoch: Index of the first epoch.

    Attributes:
        epoch, step: Those that come next.
        logs: What was logged last.
        stopped: Whether a callback had ended the run from which this one goes on.
    """

    def __init__(self, model: Any, adapter: DataAdapter, listeners: CallbackList, epoch: int):
        self.epoch = epoch
        self.step = 0
        self.logs: Logs = {}
        self.stopped = False
        self._model = model
        self._adapter = adapter
        self._listeners = listeners
        self._states: dict[str, Any] = {}

    def state(self) -> dict[str, Any]:
        """What `restore` needs to go on from here with the same batches, and callbacks that remember what they have seen."""
        data = self._adapter.state(self.epoch, self.step)
        return {**data, "logs": dict(self.logs), "stopped": self._model.stop_training, "callbacks": self._listeners.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Let the run go on from where another stood."""
        self._adapter.restore(state)
        self.epoch, self.step, self.logs, self.stopped = (state[name] for name in ("epoch", "step", "logs", "stopped"))
        self._states = state["callbacks"]

    def restore_callbacks(self) -> None:
        """Hand the callbacks their states, once they have begun."""
        self._listeners.load_state_dict(self._states)


class Trainer:
    """`compile`, `fit`, `evaluate`, `predict` and their steps; a base of Model beside Layer."""

    optimizer: Any = None
    stop_training: bool = False
    history: Any = None
    _compilation: Compilation | None = None
    _deferring: bool = False
    _resolved: Resolved | None = None
    _position: Position | None = None
    _bare: bool = True  # whether the source of the data gives inputs without a tuple around them

    # ----------------------------------------------------------------------------------------------- compile

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: bool | str = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Fix how the model is trained.

        Args:
            optimizer: Optimizer, or its name.
            loss: Loss, its name, or a function `(y_true, y_pred)`; for several outputs a list in their order or a dict by name.
            loss_weights: Numbers by which the losses of several outputs are weighted.
            metrics: List of metrics, names or functions; for several outputs a list of lists or a dict of lists.
            weighted_metrics: The same, of metrics that take sample weights into account.
            run_eagerly: Whether steps run as plain Python, for debugging.
            steps_per_execution: Number of batches in one call of the compiled step.
            jit_compile: Whether the framework's compiler is used (XLA, `torch.compile`); `"auto"`: where it pays. On torch `"auto"` lets
                steps that run nothing but code of this library go from a record of their first ones, which gives the same bits in
                less time; with False they run as Python each time.
            auto_scale_loss: Whether losses are scaled when the dtype policy is `"mixed_float16"`.

        Raises:
            ValueError: A name is unknown or a number is out of range.

        Example:

        >>> model = multikeras.Sequential([multikeras.layers.Dense(1)])
        >>> model.compile(optimizer="sgd", loss="mse")
        >>> model.optimizer.name
        'sgd'
        """
        if isinstance(steps_per_execution, bool) or not isinstance(steps_per_execution, int) or steps_per_execution < 1:
            raise ValueError(f"compile: `steps_per_execution` must be a positive int, got {steps_per_execution!r}.")
        if jit_compile not in (True, False, "auto"):
            raise ValueError(f"compile: `jit_compile` must be True, False or 'auto', got {jit_compile!r}.")
        if jit_compile is True and run_eagerly:
            raise ValueError("compile: `run_eagerly=True` and `jit_compile=True` exclude each other.")
        arguments = {key: value for key, value in locals().items() if key not in ("self", "__class__")}
        self.optimizer = optimizers.get(optimizer)
        if auto_scale_loss and self._policy.name == "mixed_float16" and self.optimizer.loss_scale_factor is None:
            self.optimizer = optimizers.scaling_loss(self.optimizer)
        self._compilation = Compilation(arguments, self.optimizer, getattr(self, "output_names", None))
        self._functions: dict[str, Callable] = {}
        self.stop_training = False

    @property
    def compiled(self) -> bool:
        """Whether `compile` has been called."""
        return self._compilation is not None

    @property
    def loss(self) -> Any:
        """The loss that `compile` was given."""
        return None if self._compilation is None else self._compilation.arguments["loss"]

    @property
    def jit_compile(self) -> bool:
        """Whether steps go through the framework's compiler."""
        if self._compilation is None or self._compilation.run_eagerly or not backend.CAN_COMPILE:
            return False
        wanted = self._compilation.jit_compile
        return backend.step.JIT_PAYS if wanted == "auto" else bool(wanted)

    @property
    def run_eagerly(self) -> bool:
        """Whether steps run as plain Python."""
        return self._compilation is not None and self._compilation.run_eagerly

    @run_eagerly.setter
    def run_eagerly(self, value: bool) -> None:
        self._require_compiled("run_eagerly")
        self._compilation.run_eagerly = bool(value)
        self._functions.clear()

    @property
    def metrics(self) -> list[Any]:
        """All metrics: of the loss, of `compile`, and those kept in attributes."""
        found = list(super().metrics)
        made = self._compilation
        if made is not None:
            trackers = [tracker for tracker in (made.loss.trackers if made.loss else []) if tracker is not None]
            found = [made.loss_tracker, *trackers, *made.metrics.metrics, *found]
        return list({id(metric): metric for metric in found}.values())

    @property
    def metrics_names(self) -> list[str]:
        """Names of `metrics`."""
        return [metric.name for metric in self.metrics]

    def reset_metrics(self) -> None:
        """Start all metrics anew."""
        for metric in self.metrics:
            metric.reset_state()

    def get_metrics_result(self) -> Logs:
        """Results of all metrics by name, as tensors."""
        if self._deferring:
            return LazyLogs(self._metrics_result)
        return self._metrics_result()

    def _metrics_result(self) -> Logs:
        made = self._compilation
        results: Logs = {}
        own = list(super().metrics)
        if made is not None and (made.loss is not None or not own):
            results["loss"] = made.loss_tracker.result()
        if made is not None:
            for tracker in made.loss.trackers if made.loss else []:
                if tracker is not None:
                    results[tracker.name] = tracker.result()
            results.update(made.metrics.result())
        compiled_ids = {id(metric) for metric in made.metrics.metrics} if made is not None else set()
        for metric in own:
            if id(metric) not in compiled_ids:
                value = metric.result()
                results.update(value if isinstance(value, dict) else {metric.name: value})
        return results

    # -------------------------------------------------------------------------------------------------- steps

    def train_step(self, data: Any) -> Logs:
        """One step of training on a batch. To be overridden for other ways of training.

        Args:
            data: Batch `(x, y, sample_weight)`, as the data source gave it.

        Returns:
            What is shown and logged, by name; as a rule `self.compute_metrics(...)`.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)

        def forward() -> tuple[Any, Any]:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=True)
            scaled = loss if self.optimizer is None else self.optimizer.scale_loss(loss)
            return scaled, (loss, y_pred)

        (_, (loss, y_pred)), gradients = backend.step.value_and_grad(forward, self.trainable_variables)
        self._track_loss(loss, x)
        backend.step.aside(self.optimizer.apply, gradients, self.trainable_variables)
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def test_step(self, data: Any) -> Logs:
        """One step of evaluation on a batch. To be overridden for other ways of evaluating.

        Args:
            data: Batch `(x, y, sample_weight)`.

        Returns:
            What is shown and logged, by name.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)
        loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=False)
        self._track_loss(loss, x)
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def predict_step(self, data: Any) -> Any:
        """One step of prediction on a batch. To be overridden for other ways of predicting.

        Args:
            data: Batch `(x,)` or `(x, ...)`.

        Returns:
            The outputs.
        """
        x, _, _ = unpack_x_y_sample_weight(data)
        return self(x, training=False)

    def compute_loss(self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True) -> Any:
        """The loss of a batch: those of `compile`, and what layers and regularizers added. To be overridden for other losses.

        Args:
            x: Inputs.
            y: Targets.
            y_pred: Outputs.
            sample_weight: Weights of the samples.
            training: Whether this is a step of training.

        Returns:
            A scalar tensor.

        Raises:
            ValueError: There is no loss at all.
        """
        made = self._compilation
        total = None if made is None or made.loss is None else made.loss(y, y_pred, sample_weight)
        for term in self.losses:
            term = ops.sum(term)
            total = term if total is None else total + ops.cast(term, total.dtype)
        if total is None:
            if self.trainable_variables and training:
                raise ValueError(
                    f"Model {self.name!r} has no loss to train on: `compile` was given none, no layer added one, and `compute_loss` is not "
                    "overridden."
                )
            total = ops.zeros(())
        return total

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Logs:
        """Take a batch into account in the metrics, and give all results. To be overridden for other metrics.

        Args:
            x: Inputs.
            y: Targets.
            y_pred: Outputs.
            sample_weight: Weights of the samples.

        Returns:
            Results by name.
        """
        if self._compilation is not None and y is not None:
            self._compilation.metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def _track_loss(self, loss: Any, x: Any) -> None:
        first = x if backend.is_tensor(x) else next((leaf for leaf in tree.flatten(x) if hasattr(leaf, "shape")), None)
        if first is None or not len(first.shape):
            self._compilation.loss_tracker.update_state(loss)
            return
        size = backend.shape(first)[0] if backend.is_tensor(first) else first.shape[0]
        self._compilation.loss_tracker.update_state(loss, sample_weight=size)

    def stateless_compute_loss(
        self,
        trainable_variables: Any,
        non_trainable_variables: Any,
        metrics_variables: Any,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> tuple[Any, tuple]:
        """`compute_loss` as a pure function.

        Returns:
            `(loss, (trainable_variables, non_trainable_variables, metrics_variables))`, the values after it.
        """
        groups = [self.trainable_variables, self.non_trainable_variables, self.metrics_variables]
        values = [trainable_variables, non_trainable_variables, metrics_variables]
        pairs = [pair for variables, given in zip(groups, values, strict=True) for pair in zip(variables, given, strict=True)]
        with StateScope(pairs) as scope:
            loss = self.compute_loss(x, y, y_pred, sample_weight=sample_weight, training=training)
        return loss, tuple(scope.values(variables) for variables in groups)

    # -------------------------------------------------------------------------------------- compiled functions

    def make_train_function(self, force: bool = False) -> Callable[[Any], Logs]:
        """The compiled step of training; made anew with `force`."""
        self._require_compiled("make_train_function")
        if force:
            self._forget_training()
        return self._function("train", lambda: self._stepping("train_step"), make=_compile_training_step)

    def _train_loop(self) -> Callable[[Any, int], Logs]:
        """The compiled function of several steps of training."""
        return self._function("train_loop", lambda: self._stepping("train_step"), make=backend.step.compile_loop)

    def _forget_training(self) -> None:
        for name in ("train", "train_loop", "train_on_batch"):
            self._functions.pop(name, None)

    def make_test_function(self, force: bool = False) -> Callable[[Any], Logs]:
        """The compiled step of evaluation; made anew with `force`."""
        self._require_compiled("make_test_function")
        return self._function("test", lambda: self._stepping("test_step"), force)

    def make_predict_function(self, force: bool = False) -> Callable[[Any], Any]:
        """The compiled step of prediction; made anew with `force`."""
        return self._function("predict", lambda: self._user_step("predict_step"), force)

    def _function(
        self, kind: str, find_step: Callable[[], Callable], force: bool = False, make: Callable = backend.step.compile_step
    ) -> Callable:
        if "_functions" not in self.__dict__:
            self._functions = {}
        if force or kind not in self._functions:
            changing, reads = self._state_of(kind)
            jit, repeats = self.jit_compile or backend.TRACES, partial(self._repeats, kind)
            self._functions[kind] = make(find_step(), changing, reads, jit=jit, eager=self.run_eagerly, repeats=repeats)
        return self._functions[kind]

    def _repeats(self, kind: str) -> bool:
        """Whether a step of this kind does nothing at its next run, beyond calls of ops, that it has not done at its last."""
        made = self._compilation
        if made is not None and made.jit_compile != "auto":
            return False
        return runs_own_code_only(self, *(() if made is None or kind == "predict" else (made.loss, made.metrics)))

    def _state_of(self, kind: str) -> tuple[list[Any], list[Any]]:
        """Variables that a step of this kind may change, and those that it only reads."""
        weights, other = self.trainable_variables, self.non_trainable_variables
        other = [*other, global_seed_generator().state]
        training = kind.startswith("train")
        optimizer = list(self.optimizer.variables) if self.optimizer is not None and training else []
        measures = [v for metric in self.metrics for v in metric.variables] if kind != "predict" else []
        if training:
            return _unique([*weights, *other, *optimizer, *measures]), []
        return _unique([*other, *measures]), _unique(weights)

    def _stepping(self, name: str) -> Callable:
        """A step that leaves its metrics on the device unless the user's code has looked at them."""
        step = self._user_step(name)

        def run(data: Any) -> Logs:
            self._deferring = True
            try:
                logs = step(data)
            finally:
                self._deferring = False
            if isinstance(logs, LazyLogs) and logs.pending:
                return {}
            return OrderedDict(logs)  # some compilers sort the names of a plain dict

        return run

    def _on_batch(self, name: str) -> Callable:
        """A step before which the metrics begin anew, and which gives what they say after it."""
        step, metrics = self._user_step(name), self.metrics

        def run(data: Any) -> Logs:
            for metric in metrics:
                metric.reset_state()
            return OrderedDict(step(data))

        return run

    def _user_step(self, name: str) -> Callable[[Any], Logs]:
        """A step as users may have overridden it: also in the form `(state, data) -> (logs, state)` of Keras on JAX."""
        method = getattr(self, name)
        if len(inspect.signature(method).parameters) < 2:
            if getattr(type(self), name) is getattr(Trainer, name):
                return method
            return lambda data: method(self._as_given(data))

        def step(data: Any) -> Logs:
            data = self._as_given(data)
            groups = [self.trainable_variables, self.non_trainable_variables]
            if name == "train_step":
                groups.append(self.optimizer.variables)
            groups.append(self.metrics_variables)
            logs, state = method(tuple([v.value for v in group] for group in groups), data)
            for group, values in zip(groups, state, strict=True):
                for variable, value in zip(group, values, strict=True):
                    variable.assign(value)
            return logs

        return step

    def _as_given(self, batch: tuple) -> Any:
        """A batch as its source gave it: of arrays without targets, and of a data set of bare elements, `x` itself."""
        return pack_x_y_sample_weight(*batch) if self._bare else batch

    @property
    def metrics_variables(self) -> list[Any]:
        """Variables of `metrics`."""
        return [variable for metric in self.metrics for variable in metric.variables]

    @property
    def trainable_variables(self) -> list[Any]:
        """Variables that training updates."""
        return Layer.trainable_variables.fget(self) if self._resolved is None else self._resolved.trainable_variables

    @property
    def losses(self) -> list[Any]:
        """Terms that the last call added, in this model and below, and those of the weights' regularizers."""
        resolved = self._resolved
        if resolved is None:
            return Layer.losses.fget(self)
        added = [term for layer in resolved.layers if layer._loss_call is self._last_call for term in layer._loss_terms]
        return added + [v.regularizer(v) for v in resolved.regularized]

    @contextmanager
    def _resolving(self, position: Position | None = None) -> Iterator[None]:
        """Look up once, for the time of a loop, what the model is made of; callbacks see where the loop stands."""
        outer = self._resolved, self._position
        if outer[0] is None:
            self._resolved = remembered(self, "resolved", lambda: [Resolved(self)])[0]
        self._position = position or self._position
        try:
            yield
        finally:
            self._resolved, self._position = outer

    def _require_compiled(self, what: str) -> None:
        if self._compilation is None:
            raise ValueError(f"Model {self.name!r} must be compiled before `{what}`: call `model.compile(optimizer=..., loss=...)`.")

    def _prepare(self, batch: tuple, *, training: bool) -> None:
        """Build what is not built yet - layers, losses, metrics, slots - from the shapes of a batch, without running it."""
        x, y, _ = unpack_x_y_sample_weight(batch)
        made = self._compilation
        laid_out = made is None or made.trained or y is None
        if not self.built or not laid_out:
            outputs = self._outputs_spec(x)
            if not laid_out:
                _check_targets(y)
                targets = specs_of(y)
                if made.loss is not None:
                    made.loss.build(targets, outputs)
                made.metrics.build(targets, outputs)
                made.trained = True
        if training and self.optimizer is not None:
            weights = super().trainable_variables
            if not self.optimizer.built:
                self.optimizer.build(weights)
            ids = [id(variable) for variable in weights]
            if made.weights not in (None, ids):  # layers were frozen, or the contrary, since the step was compiled
                self._forget_training()
            made.weights = ids

    def _outputs_spec(self, x: Any) -> Any:
        recording, context.recording = context.recording, False
        try:
            return self(specs_of(x), training=False)
        except (TypeError, ValueError, NotImplementedError):
            if self.built:
                raise
            with backend.step.no_grad():  # code that only runs on values
                return self(backend.step.place(x), training=False)
        finally:
            context.recording = recording

    # ---------------------------------------------------------------------------------------------------- fit

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
    ) -> Any:
        """Train the model.

        Ctrl-C leaves it by a `KeyboardInterrupt` once the step in work is done, so that the model keeps its latest weights and can be
        used and trained further; a second Ctrl-C does not wait. Callbacks are told by `on_exception`, and `on_train_end` is not called.

        Batches of a source may be drawn ahead of the step that uses them. With a callback that listens to batches they are drawn ahead
        from slow sources alone.

        Args:
            x: Arrays, tensors, data frames, sparse matrices or nests of them; or a source of samples: a data set of Hugging Face, a
                map-style or iterable `torch.utils.data.Dataset`; or a source of batches: PyDataset, generator, `torch` DataLoader,
                `tf.data.Dataset`, a data set or loader of grain.
            y: Targets, for arrays. For a data set of Hugging Face the names of its columns of targets, if not "label" or "labels".
            batch_size: Rows in a batch, 32 when None; for arrays and sources of samples.
            epochs: Index of the epoch before which training ends.
            verbose: 0 for silence, 1 for a bar, 2 for a line an epoch.
            callbacks: Callbacks.
            validation_split: Part of the rows, from the end, that is not trained on but evaluated after each epoch.
            validation_data: `(x, y)`, `(x, y, sample_weight)` or a source of batches, evaluated after each epoch.
            shuffle: Whether rows are shuffled before each epoch; `"batch"` shuffles batches.
            class_weight: Weight of the samples of each class.
            sample_weight: Weights of the samples.
            initial_epoch: Index of the first epoch.
            steps_per_epoch: Batches in an epoch; all that the source has when None.
            validation_steps: Batches of validation data; all when None.
            validation_batch_size: Rows in a batch of validation data; `batch_size` when None.
            validation_freq: After how many epochs validation is done, or after which ones (counted from 1).

        Returns:
            The History: `history.history` holds what was logged at each epoch, by name.

        Raises:
            ValueError: The model is not compiled, or data and arguments do not fit.
            NotImplementedError: The backend cannot train.

        Example:

        >>> model = multikeras.Sequential([multikeras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> history = model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=2, verbose=0)
        >>> len(history.history["loss"])
        2
        """
        self._require_compiled("fit")
        if not backend.CAN_TRAIN:
            backend.step.value_and_grad(lambda: None, [])
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = train_validation_split((x, y, sample_weight), validation_split)
        adapter = adapter_for(
            x,
            y,
            sample_weight,
            batch_size=batch_size,
            shuffle=shuffle,
            class_weight=class_weight,
            steps=_limited(steps_per_epoch, config.max_steps_per_epoch()),
        )
        validation = _validation_adapter(validation_data, validation_batch_size or batch_size, validation_steps)
        if not isinstance(epochs, numbers.Integral):
            raise TypeError(f"fit: `epochs` must be an int, got {epochs!r}.")
        epochs = _limited(epochs, config.max_epochs())
        first = adapter.peek()
        self._bare = adapter.bare
        self._prepare(first, training=True)
        listeners = _listeners(callbacks, self, add_history=True, verbose=verbose, epochs=epochs, steps=adapter.num_batches)
        batches = self._source_of_steps(adapter, first, listeners)
        self.stop_training = False
        position = Position(self, adapter, listeners, initial_epoch)
        with (
            listeners.told_of_exceptions(),
            between_steps(),
            self._resolving(position),
            closing(adapter),
            nullcontext() if validation is None else closing(validation),
        ):
            listeners.on_train_begin()
            position.restore_callbacks()
            logs = position.logs
            for epoch in range(position.epoch, position.epoch if position.stopped else epochs):
                if not position.step:  # else the metrics go on from where they were
                    self.reset_metrics()
                listeners.on_epoch_begin(epoch)
                with closing(batches(position.epoch, position.step)) as calls:
                    logs = dict(self._train_epoch(calls, position, listeners))
                position.epoch, position.step = epoch + 1, 0
                adapter.on_epoch_end()
                if validation is not None and _validates(epoch, validation_freq):
                    found = self._evaluate(validation, listeners)
                    logs.update({f"val_{name}": value for name, value in found.items()})
                position.logs = logs
                listeners.on_epoch_end(epoch, logs)
                if self.stop_training:
                    break
            if self.optimizer is not None and epochs > initial_epoch:
                self.optimizer.finalize_variable_values(self.trainable_variables)
            listeners.on_train_end(logs)
        self._clear_losses()
        return self.history

    def _train_epoch(self, calls: Calls, position: Position, listeners: CallbackList) -> Logs:
        """All steps of an epoch from the position on; gives the logs after the last."""
        done = position.step
        logs = position.logs
        progress, listening = listeners.progress, listeners.wants_train_batch
        for run, given, count in calls:
            if listening:
                listeners.on_train_batch_begin(done)
            logs = self._logs_of(run(*given))
            done += count
            if listening:
                position.step, position.logs = done, logs
                listeners.on_train_batch_end(done - 1, logs)
                if self.stop_training:
                    break
            elif progress is not None and progress.due():
                progress.on_train_batch_end(done - 1, logs)
        if not done:
            raise ValueError("fit: the data source gave no batch. Check that it holds data and that `steps_per_epoch` fits it.")
        if progress is not None:
            progress.seen = done
        return logs

    def _source_of_steps(self, adapter: DataAdapter, first: tuple, listeners: CallbackList) -> Callable[[int, int], Calls]:
        """A function of epoch and step which gives what is to be called from there on.

        Several steps go into one call if `steps_per_execution` says so, and of itself where this is faster and nobody listens to
        single batches.
        """
        place = backend.step.place
        step = self.make_train_function()
        together = self._compilation.steps_per_execution

        def single(epoch: int, start: int) -> Calls:
            return ((step, (batch,), 1) for batch in self._single_batches(adapter, epoch, start))

        if together > 1:
            loop = uninterrupted(self._train_loop())

            def source(epoch: int, start: int) -> Calls:
                for batches, count in _stacked(adapter.epoch(epoch, start), together):
                    yield (loop, (batches, count), count) if count else (step, (place(batches),), 1)

            return source

        if not backend.step.LOOPS or self.run_eagerly or listeners.wants_train_batch:
            return single
        joined = JoinedBatches(adapter) if isinstance(adapter, ArrayAdapter) else JoinedStream(adapter, first)
        loop = self._train_loop()
        if joined.length < 2 or not loop.pays:
            return single
        run = uninterrupted(loop)

        def fused(epoch: int, start: int) -> Calls:
            with closing(joined.epoch(epoch, start)) as groups:
                for batches, count in groups:
                    yield (run, (batches, count), count) if count else (step, (place(batches),), 1)
                    joined.pays = loop.pays

        return fused

    def _logs_of(self, returned: Logs) -> LazyLogs:
        """Logs as callbacks see them: floats, read from the device when asked for."""
        if returned:
            return LazyLogs(lambda: on_host(returned))
        return LazyLogs(lambda: on_host(self._metrics_result()))

    # ----------------------------------------------------------------------------------- evaluate and predict

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Loss and metrics of the model on data.

        Args:
            x: Data as in `fit`.
            y: Targets, for arrays.
            batch_size: Rows in a batch, 32 when None; for arrays.
            verbose: 0 for silence, 1 for a bar, 2 for a line.
            sample_weight: Weights of the samples.
            steps: Number of batches; all when None.
            callbacks: Callbacks.
            return_dict: Whether to give results by name.

        Returns:
            The loss, or the list of loss and metrics in the order of their names in `fit`'s logs; with `return_dict` a dict.

        Raises:
            ValueError: The model is not compiled, or the data do not fit.

        Example:

        >>> model = multikeras.Sequential([multikeras.layers.Dense(1, kernel_initializer="zeros")])
        >>> model.compile(loss="mse")
        >>> model.evaluate(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
        1.0
        """
        if kwargs:
            raise TypeError(f"evaluate got unexpected arguments {sorted(kwargs)}.")
        self._require_compiled("evaluate")
        adapter = adapter_for(x, y, sample_weight, batch_size=batch_size, steps=steps)
        listeners = _listeners(callbacks, self, verbose=verbose, epochs=1, steps=adapter.num_batches)
        with listeners.told_of_exceptions(), closing(adapter):
            logs = self._evaluate(adapter, listeners)
        return logs if return_dict else _as_values(logs)

    def _evaluate(self, adapter: DataAdapter, listeners: CallbackList) -> Logs:
        first = adapter.peek()
        self._bare = adapter.bare
        self._prepare(first, training=False)
        step = self.make_test_function()
        self.reset_metrics()
        listeners.on_test_begin()
        logs: Logs = {}
        done = 0
        progress, listening = listeners.progress, listeners.wants_test_batch
        with backend.step.no_grad(), self._resolving(), closing(self._single_batches(adapter, 0, 0)) as batches:
            for batch in batches:
                if listening:
                    listeners.on_test_batch_begin(done)
                logs = self._logs_of(step(batch))
                done += 1
                if listening:
                    listeners.on_test_batch_end(done - 1, logs)
                elif progress is not None and progress.due():
                    progress.on_test_batch_end(done - 1, logs)
        if not done:
            raise ValueError("evaluate: the data source gave no batch.")
        if progress is not None and not progress._training:
            progress.seen = done
        logs = dict(logs)
        listeners.on_test_end(logs)
        return logs

    def _single_batches(self, adapter: DataAdapter, epoch: int, start: int) -> Iterator[Any]:
        """The batches of an epoch on the device."""
        source = adapter.epoch(epoch, start)
        place = backend.step.place
        if isinstance(adapter, ArrayAdapter):
            # Slicing arrays takes less time than handing a batch to another thread.
            return (place(batch) for batch in source)
        return prefetch_if_slow(source, place)

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: int | str = "auto", steps: int | None = None, callbacks: Any = None
    ) -> Any:
        """Outputs of the model for data, as NumPy arrays.

        Args:
            x: Data as in `fit`; targets in it are left out of account.
            batch_size: Rows in a batch, 32 when None; for arrays.
            verbose: 0 for silence, 1 for a bar, 2 for a line.
            steps: Number of batches; all when None.
            callbacks: Callbacks.

        Returns:
            An array, or the model's nest of arrays.

        Example:

        >>> model = multikeras.Sequential([multikeras.layers.Dense(2)])
        >>> model.predict(np.ones((3, 4)), verbose=0).shape
        (3, 2)
        """
        if verbose == 0 and callbacks is None and steps is None and type(x) is np.ndarray and 0 < len(x) <= (batch_size or 32):
            return self._predict_rows(x)
        adapter = adapter_for(x, batch_size=batch_size, steps=steps)
        first = adapter.peek()
        self._bare = adapter.bare
        self._prepare(first[:1], training=False)
        listeners = _listeners(callbacks, self, verbose=verbose, epochs=1, steps=adapter.num_batches)
        step = self.make_predict_function()
        with listeners.told_of_exceptions():
            return _concatenated(self._predict(adapter, step, listeners))

    def _predict(self, adapter: DataAdapter, step: Callable, listeners: CallbackList) -> list[Any]:
        """Outputs for each batch."""
        listeners.on_predict_begin()
        outputs: list[Any] = []
        progress, listening = listeners.progress, listeners.wants_predict_batch
        with backend.step.no_grad(), closing(adapter), closing(self._single_batches(adapter, 0, 0)) as batches:
            for batch in batches:
                if listening:
                    listeners.on_predict_batch_begin(len(outputs))
                outputs.append(step(batch[:1]))
                if listening:
                    listeners.on_predict_batch_end(len(outputs) - 1, {"outputs": outputs[-1]})
                elif progress is not None and progress.due():
                    progress.on_predict_batch_end(len(outputs) - 1)
        if not outputs:
            raise ValueError("predict: the data source gave no batch.")
        if progress is not None:
            progress.seen = len(outputs)
        listeners.on_predict_end()
        return outputs

    def _predict_rows(self, x: np.ndarray) -> Any:
        """`predict` of one batch of plain rows, without a loop around it."""
        if x.dtype == np.float64:
            x = x.astype(config.floatx())
        if not self.built:
            self._prepare((x,), training=False)
        step = self.__dict__.get("_functions", {}).get("predict") or self.make_predict_function()
        with backend.step.no_grad():
            outputs = step(backend.step.place((x,)))
        if type(outputs) is backend.Tensor:
            return _own_array(outputs, x)
        return tree.map_structure(lambda output: _own_array(output, x), outputs)

    # ---------------------------------------------------------------------------------------------- one batch

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: dict | None = None, return_dict: bool = False
    ) -> Any:
        """One step of training on a batch.

        Args:
            x: Inputs: arrays or nests of them.
            y: Targets.
            sample_weight: Weights of the samples.
            class_weight: Weight of the samples of each class.
            return_dict: Whether to give results by name.

        Returns:
            Loss, or list of loss and metrics, of this batch alone; with `return_dict` a dict.

        Example:

        >>> model = multikeras.Sequential([multikeras.layers.Dense(1, kernel_initializer="zeros")])
        >>> model.compile("sgd", "mse")
        >>> model.train_on_batch(np.ones((4, 2)), np.ones((4, 1)))
        1.0
        """
        self._require_compiled("train_on_batch")
        if class_weight is not None:
            sample_weight = apply_class_weight(y, class_weight, sample_weight)
        batch = _host_batch(x, y, sample_weight)
        self._prepare(batch, training=True)
        step = self._function("train_on_batch", lambda: self._on_batch("train_step"), make=_compile_training_step)
        placed = backend.step.place(batch)
        with between_steps(), self._resolving():
            logs = on_host(step(placed))
        return logs if return_dict else _as_values(logs)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Loss and metrics on a batch.

        Args:
            x: Inputs: arrays or nests of them.
            y: Targets.
            sample_weight: Weights of the samples.
            return_dict: Whether to give results by name.

        Returns:
            Loss, or list of loss and metrics, of this batch alone; with `return_dict` a dict.

        Example:

        >>> model = multikeras.Sequential([multikeras.layers.Dense(1, kernel_initializer="zeros")])
        >>> model.compile("sgd", "mse")
        >>> model.test_on_batch(np.ones((4, 2)), np.ones((4, 1)))
        1.0
        """
        self._require_compiled("test_on_batch")
        batch = _host_batch(x, y, sample_weight)
        self._prepare(batch, training=False)
        step = self._function("test_on_batch", lambda: self._on_batch("test_step"))
        with backend.step.no_grad(), self._resolving():
            logs = on_host(step(backend.step.place(batch)))
        return logs if return_dict else _as_values(logs)

    def predict_on_batch(self, x: Any) -> Any:
        """Outputs of the model for a batch, as NumPy arrays.

        Args:
            x: Inputs: arrays or nests of them.

        Returns:
            An array, or the model's nest of arrays.

        Example:

        >>> model = multikeras.Sequential([multikeras.layers.Dense(2)])
        >>> model.predict_on_batch(np.ones((3, 4))).shape
        (3, 2)
        """
        batch = _host_batch(x, None, None)
        self._prepare(batch, training=False)
        with backend.step.no_grad():
            return _concatenated([self.make_predict_function()(backend.step.place(batch))])

    # ----------------------------------------------------------------------------------------------- config

    def get_compile_config(self) -> dict[str, Any] | None:
        """The arguments of `compile`, ready for JSON; None if the model is not compiled."""
        if self._compilation is None:
            return None
        arguments = {**self._compilation.arguments, "optimizer": self.optimizer}
        return {key: registry.serialize(value) for key, value in arguments.items()}

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compile as the model was that gave this config, and build the optimizer if the model is built."""
        if not config:
            return
        self.compile(**{key: registry.deserialize(value) for key, value in config.items()})
        if self.optimizer is not None and self.built:
            self.optimizer.build(super().trainable_variables)


def _compile_training_step(*args: Any, **kwargs: Any) -> Callable[[Any], Logs]:
    return uninterrupted(backend.step.compile_step(*args, donate=True, **kwargs))


def _check_targets(y: Any) -> None:
    for target in tree.flatten(y):
        if isinstance(target, np.ndarray) and target.dtype.kind in "USO":
            raise ValueError(
                f"The targets are text (dtype {target.dtype}), but losses take numbers. Turn them into class indices, for example by "
                "`np.unique(labels, return_inverse=True)[1]`, or by a StringLookup layer."
            )


def _unique(variables: list[Any]) -> list[Any]:
    return list({id(variable): variable for variable in variables}.values())


def _limited(value: int | None, most: int | None) -> int | None:
    return value if most is None else most if value is None else min(value, most)


def _listeners(
    callbacks: Any, model: Any, *, verbose: int | str, epochs: int, steps: int | None, add_history: bool = False
) -> CallbackList:
    if isinstance(callbacks, CallbackList):
        return callbacks
    return CallbackList(
        callbacks, add_history=add_history, add_progbar=verbose != 0, model=model, verbose=verbose, epochs=epochs, steps=steps
    )


def _validation_adapter(data: Any, batch_size: int | None, steps: int | None) -> DataAdapter | None:
    if data is None:
        return None
    if isinstance(data, (tuple, list)):
        x, y, sample_weight = unpack_x_y_sample_weight(tuple(data))
        return adapter_for(x, y, sample_weight, batch_size=batch_size, steps=steps)
    return adapter_for(data, batch_size=batch_size, steps=steps)


def _validates(epoch: int, frequency: int | list[int]) -> bool:
    if isinstance(frequency, int):
        return (epoch + 1) % frequency == 0
    return epoch + 1 in frequency


def _stacked(source: Iterator[Any], most: int) -> Iterator[tuple[Any, int]]:
    """`most` batches of equal shapes at a time, or fewer, joined, with their number; those that differ alone, with the number 0."""
    held: list[Any] = []

    def release() -> Iterator[tuple[Any, int]]:
        yield (backend.step.stack(held, most), len(held)) if len(held) > 1 else (held[0], 0)
        held.clear()

    for batch in source:
        if held and _shapes(batch) != _shapes(held[0]):
            yield from release()
        held.append(batch)
        if len(held) == most:
            yield from release()
    if held:
        yield from release()


def _shapes(batch: Any) -> list[Any]:
    return [getattr(x, "shape", None) for x in tree.flatten(batch)]


def _host_batch(x: Any, y: Any, sample_weight: Any) -> tuple:
    if (
        type(x) is type(y) is np.ndarray
        and sample_weight is None
        and x.ndim
        and y.ndim
        and len(x) == len(y) > 0
        and {x.dtype.kind, y.dtype.kind} <= _NUMBERS
    ):
        return cast_to_floatx(x), cast_to_floatx(y)
    return next(ArrayAdapter(x, y, sample_weight, batch_size=2**62).epoch(0))


_NUMBERS = frozenset("biuf")


def _to_numpy(x: Any) -> Any:
    return backend.to_numpy(x) if backend.is_tensor(x) else x


def _own_array(output: Any, inputs: np.ndarray) -> Any:
    """A tensor as an array that the user may write into without changing anything else."""
    array = _to_numpy(output)
    return array.copy() if not array.flags.writeable or np.may_share_memory(array, inputs) else array


def _concatenated(outputs: list[Any]) -> Any:
    if len(outputs) == 1:
        return tree.map_structure(lambda part: np.array(_to_numpy(part)), outputs[0])
    if type(outputs[0]) is backend.Tensor:
        return np.concatenate([_to_numpy(output) for output in outputs])
    return tree.map_structure(lambda *parts: np.concatenate([_to_numpy(p) for p in parts]), *outputs)


def _as_values(logs: Logs) -> Any:
    values = list(logs.values())
    return values[0] if len(values) == 1 else values
