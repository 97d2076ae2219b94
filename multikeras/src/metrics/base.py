"""The base class of metrics."""

from collections.abc import Iterator, Sequence
from typing import Any

from multikeras.src import backend, initializers, ops
from multikeras.src.core import config, dtypes
from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export
from multikeras.src.core.naming import to_snake_case, unique_name
from multikeras.src.core.scope import context, scoped
from multikeras.src.core.variable import Stateful, StateScope

Variable = backend.Variable


@export(["multikeras.metrics.Metric", "multikeras.Metric"])
class Metric(Stateful, Configured):
    """Base of metrics: numbers that are gathered over batches.

    A subclass makes variables with `add_variable`, takes batches into account in `update_state`, and gives the number in
    `result`. Metrics that it holds in attributes belong to it.

    Args:
        dtype: Dtype, or dtype policy, in which is gathered; when None floatx, float32 at least.
        name: Name.

    Example:

    >>> class Largest(multikeras.metrics.Metric):
    ...     def __init__(self, name="largest", dtype=None):
    ...         super().__init__(name=name, dtype=dtype)
    ...         self.value = self.add_variable((), "zeros", name="value")
    ...     def update_state(self, values):
    ...         self.value.assign(multikeras.ops.maximum(self.value, multikeras.ops.max(values)))
    ...     def result(self):
    ...         return self.value.value
    >>> metric = Largest()
    >>> metric.update_state(np.array([1.0, 5.0], "float32"))
    >>> float(metric.result())
    5.0
    """

    _direction: str | None = None
    """Whether "up" or "down" is better; None where nothing is known."""

    def __init__(self, dtype: Any = None, name: str | None = None):
        self.name = unique_name(to_snake_case(type(self).__name__)) if name is None else name
        if dtype is None:
            self._dtype = dtypes.result_type("float32", config.floatx())
        else:
            self._dtype = dtypes.standardize(getattr(dtype, "variable_dtype", dtype))
        self._variables: list[Variable] = []

    @property
    def dtype(self) -> str:
        """Name of the dtype in which is gathered."""
        return self._dtype

    @property
    def variables(self) -> list[Variable]:
        """The variables of the metric and of the metrics in its attributes."""
        return [*self._variables, *(variable for metric in self._held() for variable in metric.variables)]

    def _held(self) -> Iterator["Metric"]:
        for value in vars(self).values():
            for item in value if isinstance(value, (list, tuple)) else (value,):
                if isinstance(item, Metric):
                    yield item

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any,
        dtype: Any = None,
        aggregation: str = "sum",
        name: str | None = None,
    ) -> Variable:
        """Make a variable of the metric.

        Args:
            shape: Shape.
            initializer: Initializer or its name.
            dtype: dtype; that of the metric when None.
            aggregation: How replicas are joined.
            name: Name.

        Returns:
            A Variable.
        """
        with scoped(path=f"{context.path}{self.name}/"):
            variable = Variable(
                initializers.get(initializer),
                shape=shape,
                dtype=self._dtype if dtype is None else dtype,
                trainable=False,
                autocast=False,
                aggregation=aggregation,
                name=name,
            )
        self._variables.append(variable)
        return variable

    def add_weight(self, shape: Sequence[int] = (), initializer: Any = None, dtype: Any = None, name: str | None = None) -> Variable:
        """Make a variable of the metric; see `add_variable`. Zeros when `initializer` is None."""
        return self.add_variable(shape, "zeros" if initializer is None else initializer, dtype=dtype, name=name)

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Take a batch into account; to be defined by subclasses."""
        raise NotImplementedError(f"{type(self).__name__} must define `update_state`.")

    def result(self) -> Any:
        """The number, a scalar tensor, or several in a dict; to be defined by subclasses."""
        raise NotImplementedError(f"{type(self).__name__} must define `result()`.")

    def save_own_variables(self, store: Any) -> None:
        """Write the state into `store`, a mapping from names to arrays."""
        for i, variable in enumerate(self.variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Read what `save_own_variables` wrote."""
        for i, variable in enumerate(self.variables):
            variable.assign(store[str(i)])

    def reset_state(self) -> None:
        """Start anew: set all variables to 0."""
        for variable in self.variables:
            variable.assign(ops.zeros(variable.shape, dtype=variable.dtype))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take a batch into account, and give the number for all batches so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def stateless_update_state(self, metric_variables: Sequence[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """`update_state` as a pure function.

        Args:
            metric_variables: Values of `variables`.
            *args, **kwargs: What `update_state` takes.

        Returns:
            Values of `variables` after it.

        Raises:
            ValueError: The number of values is wrong.
        """
        with self._state(metric_variables) as scope:
            self.update_state(*args, **kwargs)
        return scope.values(self.variables)

    def stateless_result(self, metric_variables: Sequence[Any]) -> Any:
        """`result` as a pure function.

        Args:
            metric_variables: Values of `variables`.

        Returns:
            The number.

        Raises:
            ValueError: The number of values is wrong.
        """
        with self._state(metric_variables):
            return self.result()

    def stateless_reset_state(self) -> list[Any]:
        """Values of `variables` after `reset_state`, which itself changes nothing."""
        with StateScope() as scope:
            self.reset_state()
        return scope.values(self.variables)

    def _state(self, values: Sequence[Any]) -> StateScope:
        variables = self.variables
        if len(values) != len(variables):
            raise ValueError(f"Metric {self.name!r} has {len(variables)} variables, but {len(values)} values were given.")
        return StateScope(zip(variables, values, strict=True))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


def number_of_samples(values: Any) -> Any:
    """Size of the first axis, 1 for a scalar: a number, or a tensor where it is not known yet."""
    return ops.shape(values)[0] if len(values.shape) else 1


def over_samples(values: Any) -> Any:
    """The mean of the values of each sample."""
    rank = len(values.shape)
    return ops.mean(values, axis=tuple(range(1, rank))) if rank > 1 else values
