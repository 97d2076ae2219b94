"""Variables, and the scopes that redirect their state."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from multikeras.src.core import dtypes, lazy, naming, shapes
from multikeras.src.core.export import export
from multikeras.src.core.scope import context
from multikeras.src.core.structure import changed
from multikeras.src.core.symbolic import KerasTensor

initializers = lazy.module("multikeras.src.initializers")
"""Initializers stand above variables, so they are looked up when one is first named."""

AGGREGATIONS = ("none", "mean", "sum", "only_first_replica")
SYNCHRONIZATIONS = ("auto", "none", "on_write", "on_read")


class Stateful:
    """Base of what keeps `variables` and is no layer: metrics."""


class StateScope:
    """Where variables are read from and written to while the scope is open, instead of their own storage.

    It makes stateful code pure: give it the values to read, run the code, and take the values that were written. Scopes nest: what
    an inner one does not hold comes from the outer one.
    """

    def __init__(self, pairs: Iterable[tuple["Variable", Any]] = ()):
        self._values = {id(variable): value for variable, value in pairs}
        self._written: dict[int, Variable] = {}
        self._outer: StateScope | None = None

    def __enter__(self) -> "StateScope":
        self._outer, context.state = context.state, self
        return self

    def __exit__(self, *error: object) -> None:
        context.state = self._outer

    def read(self, variable: "Variable") -> Any:
        """The value of a variable in this scope."""
        scope = self
        while (value := scope._values.get(id(variable))) is None:
            if scope._outer is None:
                return scope.find(variable)
            scope = scope._outer
        return value

    def find(self, variable: "Variable") -> Any:
        """The value of a variable that no open scope holds; asked of the outermost."""
        return variable._value

    def write(self, variable: "Variable", value: Any) -> None:
        """Give a variable another value in this scope."""
        self._values[id(variable)] = value
        self._written[id(variable)] = variable

    def written(self, excluding: Iterable["Variable"] = ()) -> list[tuple["Variable", Any]]:
        """The variables that were assigned in this scope, with their last values."""
        excluded = {id(variable) for variable in excluding}
        return [(variable, self._values[key]) for key, variable in self._written.items() if key not in excluded]

    def values(self, variables: Sequence["Variable"]) -> list[Any]:
        """The values of `variables` as the scope sees them."""
        return [self.read(variable) for variable in variables]

    def add_loss(self, loss: Any) -> None:
        """Hear of a loss that a layer adds; a `StatelessScope` may collect them."""


@export("multikeras.StatelessScope")
class StatelessScope(StateScope):
    """A `with` block in which variables are neither read nor changed: it holds values of its own for them.

    Code that uses variables becomes a pure function of the values given. Afterwards `get_current_value` tells what was assigned.

    Args:
        state_mapping: Pairs `(variable, value)` with which the block starts; other variables start with their own values.
        collect_losses: Whether `losses` lists what layers add by `add_loss` in the block.
        initialize_variables: Kept for code written for Keras 3; variables made in the block have their values at once.

    Raises:
        ValueError: A pair does not begin with a Variable, or a value has another shape than its variable.

    Example:

    >>> counter = multikeras.Variable(np.zeros(()), name="counter")
    >>> with multikeras.StatelessScope([(counter, 5.0)]) as scope:
    ...     _ = counter.assign(counter + 1)
    >>> float(scope.get_current_value(counter)), float(counter)
    (6.0, 0.0)
    """

    def __init__(
        self,
        state_mapping: Iterable[tuple["Variable", Any]] | None = None,
        collect_losses: bool = False,
        initialize_variables: bool = True,
    ):
        super().__init__((variable, _fitting(variable, value)) for variable, value in state_mapping or ())
        self.state_mapping = self._values
        self.collect_losses = collect_losses
        self.initialize_variables = initialize_variables
        self.losses: list[Any] = []

    def add_loss(self, loss: Any) -> None:
        """Keep a loss, with `collect_losses=True`."""
        if self.collect_losses:
            self.losses.append(loss)

    def add_update(self, update: tuple["Variable", Any]) -> None:
        """Give a variable another value in this scope, from a pair `(variable, value)`."""
        variable, value = update
        self.write(variable, _fitting(variable, value))

    def get_current_value(self, variable: "Variable") -> Any:
        """The value of a variable in this scope; None if none was given or assigned."""
        return self._values.get(id(variable))


def _fitting(variable: Any, value: Any) -> Any:
    """`value` as a tensor that `variable` can take."""
    if not isinstance(variable, Variable):
        raise ValueError(f"StatelessScope: expected pairs (variable, value), got {variable!r} in the place of the variable.")
    return variable._fitting(value)


class Variable:
    """A tensor that is kept and updated: a weight, a counter, a moving average.

    It can be used wherever a tensor can. Inside a `StatelessScope` reading and assigning go to the scope's values.

    Args:
        initializer: The initial value (anything array-like), or a callable `(shape, dtype) -> value` or the name of an initializer,
            either together with `shape`.
        shape: Shape, needed with a callable; of known dimensions.
        dtype: dtype name; that of the value, or floatx with a callable, when None.
        trainable: Whether optimizers update it.
        autocast: Whether layers that compute in another float dtype read it in that.
        aggregation: How replicas of a distributed variable are joined: "none", "mean", "sum" or "only_first_replica".
        synchronization: When replicas are joined: "auto", "none", "on_write" or "on_read".
        name: Name, without "/".
        layout: Sharding layout, for distributed training.

    Raises:
        ValueError: A callable was given without a shape, a shape does not fit the value, or a name is wrong.

    Example:

    >>> counter = multikeras.Variable(np.zeros((2,), "float32"), name="counter")
    >>> _ = counter.assign_add([1.0, 2.0])
    >>> counter.numpy().tolist()
    [1.0, 2.0]
    """

    def __init__(
        self,
        initializer: Any,
        shape: Sequence[int] | None = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        aggregation: str = "none",
        synchronization: str = "auto",
        name: str | None = None,
        layout: Any = None,
        **kwargs: Any,
    ):
        if kwargs:
            raise TypeError(f"Variable got unexpected arguments {sorted(kwargs)}.")
        if aggregation not in AGGREGATIONS:
            raise ValueError(f"Variable: `aggregation` must be one of {AGGREGATIONS}, got {aggregation!r}.")
        if synchronization not in SYNCHRONIZATIONS:
            raise ValueError(f"Variable: `synchronization` must be one of {SYNCHRONIZATIONS}, got {synchronization!r}.")
        self.name = naming.check_name(naming.unique_name("variable") if name is None else name, "Variable")
        self.path = context.path + self.name
        self._trainable = bool(trainable)
        self._autocast = bool(autocast)
        self.aggregation = aggregation
        self.synchronization = synchronization
        self.regularizer: Any = None
        self.constraint: Any = None
        self.overwrite_with_gradient = False
        self._layout = layout
        with self._outside_trace():
            value = self._initial_value(initializer, shape, dtype)
        self._shape = tuple(int(n) for n in value.shape)
        self._dtype = dtypes.standardize(value.dtype)
        self._autocasts = self._autocast and dtypes.is_float(self._dtype)
        self._store(value)

    def _initial_value(self, initializer: Any, shape: Sequence[int] | None, dtype: Any) -> Any:
        if isinstance(initializer, str):
            initializer = initializers.get(initializer)
        if callable(initializer):
            if shape is None:
                raise ValueError(f"Variable {self.path!r}: `shape` is needed when `initializer` is a callable.")
            shape = shapes.standardize_shape(shape)
            if None in shape:
                raise ValueError(
                    f"Variable {self.path!r}: every dimension of a weight must be known, but its shape is {shape}. Give the "
                    "layer an input whose matching dimension is not None."
                )
            return self._as_tensor(initializer(shape, dtype=dtypes.standardize(dtype)), dtypes.standardize(dtype))
        value = self._as_tensor(initializer, None if dtype is None else dtypes.standardize(dtype))
        if shape is not None and tuple(value.shape) != shapes.standardize_shape(shape):
            raise ValueError(f"Variable {self.path!r}: `shape` is {tuple(shape)}, but the value has shape {tuple(value.shape)}.")
        return value

    # What a backend defines.

    @staticmethod
    def _outside_trace() -> AbstractContextManager:
        """A scope in which computations give concrete values even while a function is being traced."""
        return nullcontext()

    def _as_tensor(self, value: Any, dtype: str | None) -> Any:
        raise NotImplementedError

    def _store(self, value: Any) -> None:
        self._value = value

    def _overwrite(self, value: Any) -> None:
        self._value = value

    @staticmethod
    def _cast(value: Any, dtype: str) -> Any:
        raise NotImplementedError

    @staticmethod
    def _to_numpy(value: Any) -> np.ndarray:
        raise NotImplementedError

    # State.

    @property
    def value(self) -> Any:
        """The current value as a tensor: of the open state scope, and in the dtype of the open autocast scope."""
        value = self._value if context.state is None else context.state.read(self)
        if context.autocast is not None and self._autocasts and context.autocast != self._dtype:
            return self._cast(value, context.autocast)
        return value

    def assign(self, value: Any) -> Any:
        """Replace the value.

        Args:
            value: Anything array-like of the variable's shape; it is cast to the variable's dtype.

        Returns:
            The new value as a tensor.

        Raises:
            ValueError: The shape differs.
        """
        if isinstance(value, KerasTensor) and not context.recording:
            return value  # a call that only finds out shapes
        value = self._fitting(value)
        if context.state is not None:
            context.state.write(self, value)
        else:
            self._overwrite(value)
        return value

    def _fitting(self, value: Any) -> Any:
        """`value` as a tensor of this variable's dtype, once its shape is checked."""
        if isinstance(value, Variable):
            value = value.value
        value = self._as_tensor(value, self._dtype)
        if tuple(value.shape) != self._shape:
            raise ValueError(
                f"Variable {self.path!r} has shape {self._shape} and cannot be assigned a value of shape {tuple(value.shape)}."
            )
        return value

    def assign_add(self, value: Any) -> Any:
        """Add to the value; see `assign`."""
        return self.assign(self + value)

    def assign_sub(self, value: Any) -> Any:
        """Subtract from the value; see `assign`."""
        return self.assign(self - value)

    def numpy(self) -> np.ndarray:
        """The value as a NumPy array."""
        return self._to_numpy(self.value)

    # Description.

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape as a tuple of ints."""
        return self._shape

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self._shape)

    @property
    def dtype(self) -> str:
        """Name of the dtype in which the value is read: that of the open autocast scope, if any, else that of the storage."""
        if self._autocasts and context.autocast is not None:
            return context.autocast
        return self._dtype

    @property
    def trainable(self) -> bool:
        """Whether optimizers update it."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        changed()

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self._shape}, dtype={self._dtype}>"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        return array if dtype is None else array.astype(dtype)

    def __bool__(self) -> bool:
        return bool(self.numpy())

    def __float__(self) -> float:
        return float(self.numpy())

    def __int__(self) -> int:
        return int(self.numpy())

    def __len__(self) -> int:
        if not self._shape:
            raise TypeError(f"Variable {self.path!r} is a scalar and has no length.")
        return self._shape[0]

    def __deepcopy__(self, memo: dict) -> "Variable":
        copied = type(self)(
            self.numpy(),
            trainable=self._trainable,
            autocast=self._autocast,
            aggregation=self.aggregation,
            synchronization=self.synchronization,
            name=self.name,
        )
        copied.path = self.path
        copied.regularizer, copied.constraint = self.regularizer, self.constraint
        copied.overwrite_with_gradient = self.overwrite_with_gradient
        memo[id(self)] = copied
        return copied

    def __reduce__(self) -> tuple:
        state = {key: value for key, value in self.__dict__.items() if key not in ("_value", "_handle")}
        return _restore, (type(self), self.numpy(), state)


def _restore(cls: type, value: np.ndarray, state: dict) -> Variable:
    variable = cls.__new__(cls)
    variable.__dict__.update(state)
    variable._store(variable._as_tensor(value, variable._dtype))
    return variable
