"""The base class of optimizers: a formula, and all that goes on around it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from multikeras.src import backend, initializers, ops
from multikeras.src.core import registry
from multikeras.src.core.configured import Configured, unexpected_arguments
from multikeras.src.core.export import export
from multikeras.src.core.naming import to_snake_case, unique_name
from multikeras.src.core.variable import StateScope
from multikeras.src.optimizers.schedules.base import LearningRateSchedule

Variable = backend.Variable


@export(["multikeras.Optimizer", "multikeras.optimizers.Optimizer"])
class Optimizer(Configured):
    """Base of optimizers, which update variables by their gradients.

    A subclass names its `slots` (the state that it keeps for each variable) and writes `update`, the formula of one variable
    in plain arithmetic; what depends on the step alone it computes once a step in `scalars`. Around the formula this class does
    clipping, weight decay, accumulation of gradients, moving averages of weights, scaling of the loss and constraints.

    Args:
        learning_rate: Number (also as a 0-d array, tensor or Variable, whose present value is taken), LearningRateSchedule, or
            callable without arguments.
        weight_decay: Decoupled weight decay: each step subtracts `weight_decay * learning_rate * value`.
        clipnorm: Largest norm of the gradient of each variable.
        clipvalue: Largest magnitude of each element of the gradients.
        global_clipnorm: Largest norm of all gradients together.
        use_ema: Whether to keep exponential moving averages of the weights.
        ema_momentum: Momentum of these averages.
        ema_overwrite_frequency: After how many steps the weights are replaced by their averages; never before
            `finalize_variable_values` when None.
        loss_scale_factor: Factor on the loss, taken out of the gradients again: for half precision.
        gradient_accumulation_steps: Number of steps over which gradients are averaged before the variables are updated.
        name: Name.

    Raises:
        ValueError: More than one way of clipping, or a number out of range.

    Example:

    >>> class Sign(multikeras.optimizers.Optimizer):
    ...     def update(self, gradient, value, slots, scalars):
    ...         return value - scalars["learning_rate"] * multikeras.ops.sign(gradient), slots
    >>> variable = multikeras.Variable(np.ones(2, "float32"))
    >>> Sign(learning_rate=0.5).apply([multikeras.ops.ones(2)], [variable])
    >>> variable.numpy().tolist()
    [0.5, 0.5]
    """

    slots: tuple[str, ...] = ()
    """Names of the state kept for each variable."""

    fused: str | None = None
    """Name of the kernel that a backend may run instead of the formula. A subclass that changes the formula has none."""

    elementwise: bool = True
    """Whether the formula treats all elements alike, so that it may run on several variables at once."""

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        if "fused" not in cls.__dict__ and ("update" in cls.__dict__ or "scalars" in cls.__dict__):
            cls.fused = None

    def __init__(
        self,
        learning_rate: Any,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        if kwargs:
            raise unexpected_arguments(type(self), kwargs)
        label = type(self).__name__
        if sum(x is not None for x in (clipnorm, clipvalue, global_clipnorm)) > 1:
            raise ValueError(f"{label}: only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be given.")
        for key, value in (("clipnorm", clipnorm), ("clipvalue", clipvalue), ("global_clipnorm", global_clipnorm)):
            if value is not None and value <= 0:
                raise ValueError(f"{label}: `{key}` must be positive, got {value!r}.")
        if not 0 <= ema_momentum <= 1:
            raise ValueError(f"{label}: `ema_momentum` must lie in [0, 1], got {ema_momentum!r}.")
        if ema_overwrite_frequency is not None and (not isinstance(ema_overwrite_frequency, int) or ema_overwrite_frequency < 1):
            raise ValueError(f"{label}: `ema_overwrite_frequency` must be a positive int or None, got {ema_overwrite_frequency!r}.")
        if gradient_accumulation_steps is not None and gradient_accumulation_steps < 2:
            raise ValueError(f"{label}: `gradient_accumulation_steps` must be at least 2, got {gradient_accumulation_steps!r}.")
        self.name = unique_name(to_snake_case(label)) if name is None else name
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.built = False
        self._variables: list[Variable] = []
        self._trainable_variables: list[Variable] = []
        self._slots: dict[str, list[Variable]] = {}
        self._position: dict[int, int] = {}
        self._excluded: list[Variable] = []
        self._not_decayed: set[int] = set()  # their ids
        self._not_decayed_names: list[str] = []
        with _counters():
            self._iterations = self.add_variable((), "zeros", dtype="int32", name="iteration")
            self._schedule = None
            if callable(learning_rate):
                self._schedule = learning_rate
            elif isinstance(learning_rate, dict):
                self._schedule = registry.deserialize(learning_rate)
            else:
                self._learning_rate = self.add_variable((), _number(learning_rate, label), dtype="float32", name="learning_rate")

    # ---------------------------------------------------------------------------------------------- formula

    def scalars(self, step: Any, learning_rate: Any) -> dict[str, Any]:
        """What the formula needs that is the same for all variables, computed once a step.

        Args:
            step: Number of this step, from 1, as a float: a Python number where steps run in Python, else a scalar tensor.
            Use operators on it.
            learning_rate: Learning rate of this step, likewise.
        """
        return {"learning_rate": learning_rate}

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        """The formula: new value and new slots of one variable. It is to be written with operators and ops.

        It may be run on several variables at once, unless `elementwise` is False.
        """
        raise NotImplementedError(f"{type(self).__name__} has no formula: define `update` (or `update_step`).")

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        """Update one variable in place. Optimizers written for Keras 3 override this instead of `update`."""
        scalars = _in_dtype_of(variable, self.scalars(self._step(), learning_rate))
        self._assign(variable, *self.update(gradient, variable.value, self._slot_values(variable), scalars))

    def advance(self, step: Any) -> None:
        """Carry what the optimizer keeps besides the slots on to the next step; `step` is that of `scalars`."""

    def slots_of(self, variables: Sequence[Variable]) -> list[list[Variable]]:
        """For each name of a slot the slots of these variables."""
        positions = [self._position[id(variable)] for variable in variables]
        return [[self._slots[name][i] for i in positions] for name in self.slots]

    def _slot_values(self, variable: Variable) -> tuple:
        i = self._position[id(variable)]
        slots = [self._slots[name][i] for name in self.slots]
        return tuple(None if slot is None else slot.value for slot in slots)

    def _assign(self, variable: Variable, value: Any, slots: tuple) -> None:
        variable.assign(value)
        i = self._position[id(variable)]
        for name, value in zip(self.slots, slots, strict=True):
            slot = self._slots[name][i]
            if slot is not None:
                slot.assign(value)

    # ------------------------------------------------------------------------------------------------ state

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the slots for these variables.

        Args:
            variables: The variables that will be updated, in the order in which gradients will come.
        """
        if self.built:
            return
        self._trainable_variables = list(variables)
        self._position = {id(variable): i for i, variable in enumerate(self._trainable_variables)}
        if self.use_ema:
            self._slots["average"] = [self.add_copy(v, "average") for v in self._trainable_variables]
        if self.gradient_accumulation_steps:
            name = "gradient_accumulator"
            self._slots[name] = [self.add_variable_from_reference(v, name) for v in self._trainable_variables]
        for group in self.slot_groups():
            for variable in self._trainable_variables:
                for name in group:
                    self._slots.setdefault(name, []).append(self.make_slot(variable, name))
        self.built = True

    def __setstate__(self, state: dict[str, Any]) -> None:
        """After a copy, whose variables are others with other ids."""
        self.__dict__.update(state)
        self._position = {id(variable): i for i, variable in enumerate(self._trainable_variables)}
        self._not_decayed = {id(variable) for variable in self._excluded}

    def slot_groups(self) -> tuple[tuple[str, ...], ...]:
        """The slots in the order in which they are saved: a group after the other, in each a variable's slots side by side."""
        return (self.slots,)

    def make_slot(self, variable: Variable, name: str) -> Variable | None:
        """One slot of one variable: zeros of its shape unless a subclass says otherwise; None where the variable needs none."""
        return self.add_variable_from_reference(variable, name)

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "none",
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """Make a variable of the optimizer's own.

        Args:
            shape: Shape.
            initializer: Initializer, its name, or a number.
            dtype: dtype; floatx when None.
            aggregation: How replicas are joined.
            layout: Sharding layout.
            name: Name.

        Returns:
            A Variable.
        """
        if isinstance(initializer, (int, float)):
            initializer = initializers.Constant(initializer)
        variable = Variable(
            initializers.get(initializer),
            shape=shape,
            dtype=dtype,
            trainable=False,
            aggregation=aggregation,
            layout=layout,
            name=name,
        )
        self._variables.append(variable)
        return variable

    def add_counter(self, value: float, dtype: str, name: str) -> Variable:
        """Make a scalar variable that the formulas of all variables share."""
        with _counters():
            return self.add_variable((), value, dtype=dtype, name=name)

    def read_counter(self, counter: Variable) -> Any:
        """The value of a shared scalar as `scalars` is to have it: a Python number where steps run in Python, else a tensor."""
        return counter.value.item() if backend.step.runs_each_step() else counter.value

    def add_variable_from_reference(self, reference_variable: Variable, name: str | None = None, initializer: Any = "zeros") -> Variable:
        """Make a variable of the shape and dtype of another."""
        path = reference_variable.path.replace("/", "_")
        return self.add_variable(reference_variable.shape, initializer, dtype=reference_variable._dtype, name=f"{path}_{name or 'slot'}")

    def add_copy(self, reference_variable: Variable, name: str) -> Variable:
        """Make a variable that starts from the value that another has now, also when a step is traced."""
        return self.add_variable_from_reference(reference_variable, name, lambda shape, dtype: reference_variable._value)

    def add_optimizer_variables(self, trainable_variables: Sequence[Variable], name: Any, initializer: Any = "zeros") -> Any:
        """Make a variable for each of `trainable_variables`, or one of each name for each."""
        if isinstance(name, str):
            return [self.add_variable_from_reference(v, name, initializer) for v in trainable_variables]
        return tuple([self.add_variable_from_reference(v, n, initializer) for v in trainable_variables] for n in name)

    @property
    def variables(self) -> list[Variable]:
        """All variables of the optimizer: step counter, learning rate, slots."""
        return list(self._variables)

    @property
    def iterations(self) -> Any:
        """Number of updates made: a Variable, or a tensor where gradients are accumulated over several steps for each update."""
        if self.gradient_accumulation_steps:
            return self._iterations.value // self.gradient_accumulation_steps
        return self._iterations

    @property
    def learning_rate(self) -> Any:
        """The learning rate: a Variable, or the value of the schedule at the present step."""
        return self._learning_rate if self._schedule is None else self._scheduled(self._iterations.value)

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if isinstance(value, LearningRateSchedule) or (callable(value) and not isinstance(value, Variable)):
            self._schedule = value
            return
        if self._schedule is not None:
            raise TypeError(
                f"{type(self).__name__} {self.name!r} follows a schedule, so its learning rate cannot be set to a number. "
                "Make the "
                "optimizer with a number for `learning_rate`."
            )
        self._learning_rate.assign(value)

    def _scheduled(self, iterations: Any) -> Any:
        if isinstance(self._schedule, LearningRateSchedule):
            return self._schedule(iterations)
        return self._schedule()

    def assign(self, variable: Variable, value: Any) -> None:
        """Assign a value to a variable."""
        variable.assign(value)

    def assign_add(self, variable: Variable, value: Any) -> None:
        """Add a value to a variable."""
        variable.assign(variable.value + value)

    def assign_sub(self, variable: Variable, value: Any) -> None:
        """Subtract a value from a variable."""
        variable.assign(variable.value - value)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Assign values to `variables`.

        Raises:
            ValueError: Their number differs.
        """
        if len(weights) != len(self.variables):
            raise ValueError(f"{self.name}: the optimizer has {len(self.variables)} variables, but {len(weights)} values were given.")
        for variable, value in zip(self.variables, weights, strict=True):
            variable.assign(value)

    def save_own_variables(self, store: Any) -> None:
        """Write the variables into a mapping from names to arrays."""
        for i, variable in enumerate(self.variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Read what `save_own_variables` wrote.

        Raises:
            ValueError: The number of variables differs.
        """
        if len(store.keys()) != len(self.variables):
            raise ValueError(
                f"Optimizer {self.name!r} has {len(self.variables)} variables, but {len(store.keys())} were saved. It must "
                "be built for "
                "the same weights as the one that was saved."
            )
        for i, variable in enumerate(self.variables):
            variable.assign(store[str(i)])

    # ------------------------------------------------------------------------------------------------- steps

    def apply_gradients(self, grads_and_vars: Any) -> None:
        """Take one step.

        Args:
            grads_and_vars: Pairs of a gradient and the variable that it belongs to.
        """
        gradients, variables = zip(*grads_and_vars, strict=True)
        self.apply(list(gradients), list(variables))

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        """Take one step.

        Args:
            grads: Gradients; None where a variable has none, which then stays as it is.
            trainable_variables: The variables, in the same order; those of `build` when None.

        Raises:
            ValueError: The numbers differ, all gradients are None, or a variable was not there when the optimizer was built.
        """
        variables = self._trainable_variables if trainable_variables is None else list(trainable_variables)
        if len(grads) != len(variables):
            raise ValueError(f"{self.name}: {len(grads)} gradients were given for {len(variables)} variables.")
        if not self.built:
            self.build(variables)
        pairs = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
        if not variables:
            raise ValueError(
                f"Optimizer {self.name!r} was given no variables to update: the model has no weights, or all of them are frozen. Set "
                "`trainable = True` on the layers that are to be trained."
            )
        if not pairs:
            raise ValueError(
                f"Optimizer {self.name!r}: none of the {len(variables)} variables has a gradient, so the loss does not depend on them. "
                "Between them and the loss there may be an op without gradient (`stop_gradient`, `argmax`, a comparison) or a "
                "conversion to NumPy."
            )
        for _, variable in pairs:
            if id(variable) not in self._position:
                raise ValueError(
                    f"{self.name}: variable {variable.path!r} was not there when the optimizer was built. Compile the model "
                    "again after "
                    "its trainable variables have changed."
                )
        with backend.step.no_grad():
            self._apply([g for g, _ in pairs], [v for _, v in pairs])

    def _apply(self, gradients: list[Any], variables: list[Variable]) -> None:
        if not self._takes_rows():
            gradients = backend.step.whole(gradients)
        overwriting = [(g, v) for g, v in zip(gradients, variables, strict=True) if v.overwrite_with_gradient]
        if overwriting:
            for gradient, variable in overwriting:
                variable.assign(gradient)
            kept = [(g, v) for g, v in zip(gradients, variables, strict=True) if not v.overwrite_with_gradient]
            gradients, variables = [g for g, _ in kept], [v for _, v in kept]
        if self.loss_scale_factor is not None:
            gradients = [g / self.loss_scale_factor for g in gradients]
        if self.gradient_accumulation_steps:
            means, due = self._accumulate(gradients, variables)
            run_if(due, lambda: self._update(means, variables))
        else:
            self._update(gradients, variables)
        if self.use_ema:
            self._average(self._step())
        self._iterations.assign(self._iterations.value + 1)

    def _update(self, gradients: list[Any], variables: list[Variable]) -> None:
        gradients = self._clip(gradients)
        step, learning_rate = self._step(), self._current_learning_rate()
        if type(self).update_step is not Optimizer.update_step:
            for gradient, variable in zip(gradients, variables, strict=True):
                self._decay(variable, learning_rate)
                self.update_step(gradient, variable, learning_rate)
        elif not backend.step.update_all(self, variables, gradients, step, learning_rate):
            gradients = backend.step.whole(gradients)
            scalars = self.scalars(step, learning_rate)
            for gradient, variable in zip(gradients, variables, strict=True):
                value = self._decayed(variable, variable.value, learning_rate)
                own = _in_dtype_of(variable, scalars)
                self._assign(variable, *self.update(gradient, value, self._slot_values(variable), own))
        self.advance(step)
        for variable in variables:
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable.value))

    def _takes_rows(self) -> bool:
        """Whether a step does no more than add gradients to variables, so that those of embeddings can stay lists of rows."""
        limits = (self.clipnorm, self.clipvalue, self.global_clipnorm, self.loss_scale_factor, self.gradient_accumulation_steps)
        return self.fused == "sgd" and not self.slots and all(limit is None for limit in limits)

    def _step(self) -> Any:
        """Number of this step from 1, of updates where gradients are accumulated."""
        done = self.read_counter(self._iterations)
        if self.gradient_accumulation_steps:
            done = done // self.gradient_accumulation_steps
        return done + 1.0 if backend.step.runs_each_step() else ops.cast(done + 1, "float32")

    def _current_learning_rate(self) -> Any:
        if self._schedule is None:
            return self.read_counter(self._learning_rate)
        rate = self._scheduled(self._iterations.value)
        return float(rate) if backend.step.runs_each_step() else rate

    def _clip(self, gradients: list[Any]) -> list[Any]:
        if self.clipvalue is not None:
            return [ops.clip(g, -self.clipvalue, self.clipvalue) for g in gradients]
        if self.clipnorm is not None:
            return [_scaled_to(g, ops.sqrt(ops.sum(ops.square(g))), self.clipnorm) for g in gradients]
        if self.global_clipnorm is not None:
            norm = ops.sqrt(sum(ops.sum(ops.square(ops.cast(g, "float32"))) for g in gradients))
            return [_scaled_to(g, norm, self.global_clipnorm) for g in gradients]
        return gradients

    def _accumulate(self, gradients: list[Any], variables: list[Variable]) -> tuple[list[Any], Any]:
        """Means of the gradients since the last update, and whether this step updates."""
        steps = self.gradient_accumulation_steps
        update = (self._iterations.value + 1) % steps == 0
        means = []
        for gradient, variable in zip(gradients, variables, strict=True):
            accumulator = self._slots["gradient_accumulator"][self._position[id(variable)]]
            total = accumulator.value + gradient
            means.append(total / steps)
            accumulator.assign(ops.where(update, ops.zeros_like(total), total))
        return means, update

    @property
    def has_weight_decay(self) -> bool:
        """Whether `weight_decay_of` may be other than 0."""
        return bool(self.weight_decay)

    def weight_decay_of(self, variable: Variable) -> float | None:
        """The weight decay of a variable, 0 or None if it is not to decay."""
        return None if self.spares_from_decay(variable) else self.weight_decay

    def spares_from_decay(self, variable: Variable) -> bool:
        """Whether `exclude_from_weight_decay` named a variable."""
        return id(variable) in self._not_decayed or any(name in variable.path for name in self._not_decayed_names)

    def _decayed(self, variable: Variable, value: Any, learning_rate: Any) -> Any:
        decay = self.weight_decay_of(variable) if self.has_weight_decay else None
        if not decay:
            return value
        return value - value * _in_dtype_of(variable, {"decay": decay * learning_rate})["decay"]

    def _decay(self, variable: Variable, learning_rate: Any) -> None:
        if self.has_weight_decay:
            variable.assign(self._decayed(variable, variable.value, learning_rate))

    def exclude_from_weight_decay(self, var_list: Sequence[Variable] | None = None, var_names: Sequence[str] | None = None) -> None:
        """Spare variables from weight decay. To be called before the first step.

        Args:
            var_list: Variables.
            var_names: Parts of variables' paths.

        Raises:
            ValueError: The optimizer is built already.
        """
        if self.built:
            raise ValueError(f"{self.name}: `exclude_from_weight_decay` must be called before the first step.")
        self._excluded = list(var_list or ())
        self._not_decayed = {id(variable) for variable in self._excluded}
        self._not_decayed_names = list(var_names or ())

    def _average(self, step: Any) -> None:
        momentum = ops.where(step == 1, 0.0, self.ema_momentum)  # the averages start from the weights after the first step
        frequency = self.ema_overwrite_frequency
        overwrite = None if frequency is None else step % frequency == 0
        for variable, average in self.averaged:
            share = ops.cast(momentum, average.dtype)
            new = share * average.value + (1 - share) * variable.value
            average.assign(new)
            if overwrite is not None:
                variable.assign(ops.where(overwrite, new, variable.value))

    @property
    def averaged(self) -> list[tuple[Variable, Variable]]:
        """Each weight with its moving average; empty unless `use_ema` and the optimizer is built."""
        return list(zip(self._trainable_variables, self._slots["average"], strict=True)) if self.use_ema and self.built else []

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """At the end of training, replace weights by their moving averages, if there are any."""
        if self.use_ema and self.built:
            for variable in var_list:
                if id(variable) in self._position:
                    variable.assign(self._slots["average"][self._position[id(variable)]].value)

    def scale_loss(self, loss: Any) -> Any:
        """The loss times `loss_scale_factor`, to be differentiated."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def stateless_apply(
        self, optimizer_variables: Sequence[Any], grads: Sequence[Any], trainable_variables: Sequence[Any]
    ) -> tuple[list, list]:
        """One step as a pure function.

        Args:
            optimizer_variables: Values of `variables`.
            grads: Gradients.
            trainable_variables: Values of the variables of `build`.

        Returns:
            `(trainable_variables, optimizer_variables)` after the step.

        Raises:
            ValueError: The optimizer is not built, or the numbers of values are wrong.
        """
        if not self.built:
            raise ValueError(f"{self.name}: call `build(variables)` before `stateless_apply`.")
        if len(optimizer_variables) != len(self.variables) or len(trainable_variables) != len(self._trainable_variables):
            raise ValueError(
                f"{self.name}: `stateless_apply` takes {len(self.variables)} values of the optimizer and "
                f"{len(self._trainable_variables)} of trainable variables, got {len(optimizer_variables)} and "
                f"{len(trainable_variables)}."
            )
        pairs = [
            *zip(self._trainable_variables, trainable_variables, strict=True),
            *zip(self.variables, optimizer_variables, strict=True),
        ]
        with StateScope(pairs) as scope:
            self.apply(grads)
        return scope.values(self._trainable_variables), scope.values(self.variables)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, the learning rate as it is now."""
        config = super().get_config()
        if "learning_rate" in config:
            config["learning_rate"] = (
                float(np.float32(self._learning_rate.numpy()).item()) if self._schedule is None else registry.serialize(self._schedule)
            )
        config["name"] = self.name
        return config

    _is_root = True

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> "Optimizer":
        """An optimizer made from what `get_config` gave."""
        return cls(**{name: registry.deserialize(value, custom_objects) for name, value in config.items()})


def _scaled_to(gradient: Any, norm: Any, most: float) -> Any:
    """The gradient, scaled down where its norm is over `most`."""
    scale = ops.minimum(1.0, most / ops.maximum(norm, 1e-30))
    return gradient * ops.cast(scale, gradient.dtype)


def run_if(condition: Any, step: Callable[[], None]) -> None:
    """Run `step`, which assigns to variables, if a scalar tensor is true. Where steps are traced it runs in any case, and what it
    assigned is kept or dropped."""
    if backend.step.runs_each_step():
        if condition:
            step()
        return
    with StateScope() as scope:
        step()
    for variable, value in scope.written():
        variable.assign(ops.where(condition, value, variable.value))


def _number(learning_rate: Any, label: str) -> float:
    if not isinstance(learning_rate, (bool, str)) and np.ndim(learning_rate) == 0 and hasattr(learning_rate, "__float__"):
        return float(learning_rate)
    raise ValueError(f"{label}: `learning_rate` must be a number, a LearningRateSchedule or a callable, got {learning_rate!r}.")


def _in_dtype_of(variable: Variable, scalars: dict[str, Any]) -> dict[str, Any]:
    """Scalar tensors in the dtype of a variable; Python numbers, which take any dtype, as they are."""
    if variable._dtype == "float32":
        return scalars
    return {name: value if isinstance(value, (int, float)) else ops.cast(value, variable._dtype) for name, value in scalars.items()}


def _counters() -> Any:
    """Where the step counter and the learning rate live: with the code that reads them, if that runs in Python at each step."""
    return backend.device_scope("cpu") if backend.step.runs_each_step() else backend.step.no_grad()
