"""Several optimizers for one model."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

from multikeras.src.core import registry
from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer, Variable


@export("multikeras.optimizers.OptimizerMap")
class OptimizerMap(Configured, MutableMapping):
    """Which optimizer updates which variables: a mapping from regular expressions to optimizers.

    Each expression must match the whole path of a variable, such as `"model/dense/kernel"`.

    Args:
        default_optimizer: The optimizer of the variables that no expression matches.
        optimizer_map: A dict from expressions to optimizers. More can be added by assigning to items.

    Raises:
        TypeError: Something given is no optimizer, or `optimizer_map` is no dict.
        ValueError: A key is no regular expression or there already, or (when a variable is looked up) several expressions match.

    Example:

    >>> optimizers = multikeras.optimizers
    >>> choice = optimizers.OptimizerMap(optimizers.Adam(), {".*/head/.*": optimizers.SGD()})
    >>> choice["model/head/kernel"].name[:3], choice["model/body/kernel"].name[:4]
    ('sgd', 'adam')
    """

    def __init__(self, default_optimizer: Optimizer, optimizer_map: dict[str, Optimizer] | None = None):
        if not isinstance(default_optimizer, Optimizer):
            raise TypeError(f"OptimizerMap: `default_optimizer` must be an Optimizer, got {default_optimizer!r}.")
        if not isinstance(optimizer_map, (dict, type(None))):
            raise TypeError(f"OptimizerMap: `optimizer_map` must be a dict, got {optimizer_map!r}.")
        self._default_optimizer = default_optimizer
        self._optimizers: dict[str, Optimizer] = {}
        for pattern, optimizer in (optimizer_map or {}).items():
            self[pattern] = optimizer

    @property
    def default_optimizer(self) -> Optimizer:
        """The optimizer of the variables that no expression matches."""
        return self._default_optimizer

    def __getitem__(self, path: str) -> Optimizer:
        if path in self._optimizers:
            return self._optimizers[path]
        matching = [pattern for pattern in self._optimizers if re.fullmatch(pattern, path)]
        if len(matching) > 1:
            raise ValueError(f"OptimizerMap: several expressions match the path {path!r}: {matching}. Narrow them so that one does.")
        return self._optimizers[matching[0]] if matching else self._default_optimizer

    def __setitem__(self, pattern: str, optimizer: Optimizer) -> None:
        if not isinstance(pattern, str):
            raise ValueError(f"OptimizerMap: keys must be regular expressions as strings, got {pattern!r}.")
        if pattern in self._optimizers:
            raise ValueError(f"OptimizerMap: there is an optimizer for {pattern!r} already. Delete it first to replace it.")
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"OptimizerMap: the value for {pattern!r} must be an Optimizer, got {optimizer!r}.")
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"OptimizerMap: {pattern!r} is no regular expression: {error}.") from None
        self._optimizers[pattern] = optimizer

    def __delitem__(self, pattern: str) -> None:
        del self._optimizers[pattern]

    def __contains__(self, pattern: object) -> bool:
        return pattern in self._optimizers

    def __len__(self) -> int:
        return len(self._optimizers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._optimizers)

    def __call__(self, variable: Variable) -> Optimizer:
        """The optimizer of a variable."""
        return self[variable.path]

    def get_config(self) -> dict[str, Any]:
        """The optimizers as they are now."""
        return {"default_optimizer": registry.serialize(self._default_optimizer), "optimizer_map": registry.serialize(self._optimizers)}

    _is_root = True

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> "OptimizerMap":
        """A map made from what `get_config` gave."""
        return cls(**{name: registry.deserialize(value, custom_objects) for name, value in config.items()})


@export("multikeras.optimizers.MultiOptimizer")
class MultiOptimizer(Optimizer):
    """Several optimizers that update one model together, each its own variables.

    The learning rate, clipping and all else belong to the single optimizers. The scale of the loss, which is one, belongs to all.

    Args:
        optimizer_map: An OptimizerMap. It may be changed until the optimizer is built.
        loss_scale_factor: Factor on the loss, taken out of the gradients again by the optimizers. None for that of the optimizers.
        name: Name.

    Raises:
        TypeError: `optimizer_map` is no OptimizerMap.
        ValueError: The optimizers have different `loss_scale_factor`s.

    Example:

    >>> optimizers = multikeras.optimizers
    >>> choice = optimizers.OptimizerMap(optimizers.SGD(0.5), {".*bias": optimizers.SGD(0.25)})
    >>> optimizer = optimizers.MultiOptimizer(choice)
    >>> variables = [multikeras.Variable(np.ones(1, "float32"), name=name) for name in ("kernel", "bias")]
    >>> optimizer.apply([multikeras.ops.ones(1)] * 2, variables)
    >>> [variable.numpy().tolist() for variable in variables]
    [[0.5], [0.75]]
    """

    def __init__(self, optimizer_map: OptimizerMap, loss_scale_factor: float | None = None, name: str | None = None):
        if not isinstance(optimizer_map, OptimizerMap):
            raise TypeError(f"MultiOptimizer: `optimizer_map` must be an OptimizerMap, got {optimizer_map!r}.")
        self.optimizer_map = optimizer_map
        factors = {optimizer.loss_scale_factor for optimizer in self.optimizers} if loss_scale_factor is None else {loss_scale_factor}
        if len(factors) > 1:
            raise ValueError(
                "MultiOptimizer: there is one loss, so that all optimizers must have the same `loss_scale_factor`, got "
                f"{[optimizer.loss_scale_factor for optimizer in self.optimizers]}. Give it to MultiOptimizer instead."
            )
        super().__init__(learning_rate=0.0, loss_scale_factor=factors.pop(), name=name)

    @property
    def optimizers(self) -> list[Optimizer]:
        """The optimizers, each once: those of the map, then the default."""
        found = (*self.optimizer_map._optimizers.values(), self.optimizer_map.default_optimizer)
        return list({id(optimizer): optimizer for optimizer in found}.values())

    def build(self, var_list: Sequence[Variable]) -> None:
        """Make the state of all optimizers for these variables."""
        if self.built:
            return
        self._trainable_variables = list(var_list)
        self._position = {id(variable): i for i, variable in enumerate(self._trainable_variables)}
        chosen = [self.optimizer_map(variable) for variable in self._trainable_variables]
        for optimizer in self.optimizers:
            optimizer.build([v for v, own in zip(self._trainable_variables, chosen, strict=True) if own is optimizer])
        self.built = True

    @property
    def variables(self) -> list[Variable]:
        """Its own step counter and learning rate, which is not used, then the variables of the optimizers."""
        return [*self._variables, *(variable for optimizer in self.optimizers for variable in optimizer.variables)]

    @property
    def iterations(self) -> Variable:
        """Number of steps taken."""
        return self._iterations

    @property
    def learning_rate(self) -> Any:
        """There is none.

        Raises:
            AttributeError: Always.
        """
        raise AttributeError(f"{self.name} has no learning rate of its own. Use those of the single ones in `optimizers`.")

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        raise AttributeError(f"{self.name} has no learning rate of its own. Set those of the single ones in `optimizers`.")

    @property
    def loss_scale_factor(self) -> float | None:
        """Factor on the loss, that of all optimizers."""
        return self.optimizer_map.default_optimizer.loss_scale_factor

    @loss_scale_factor.setter
    def loss_scale_factor(self, value: float | None) -> None:
        for optimizer in self.optimizers:
            optimizer.loss_scale_factor = value

    def exclude_from_weight_decay(self, var_list: Sequence[Variable] | None = None, var_names: Sequence[str] | None = None) -> None:
        """Spare variables from the weight decay of all optimizers."""
        for optimizer in self.optimizers:
            optimizer.exclude_from_weight_decay(var_list, var_names)

    def _apply(self, gradients: list[Any], variables: list[Variable]) -> None:
        for optimizer in self.optimizers:
            own = [(g, v) for g, v in zip(gradients, variables, strict=True) if id(v) in optimizer._position]
            if own:
                optimizer._apply([g for g, _ in own], [v for _, v in own])
        self._iterations.assign(self._iterations.value + 1)

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """At the end of training, let the optimizers replace weights by their moving averages, if there are any."""
        for optimizer in self.optimizers:
            optimizer.finalize_variable_values(var_list)
