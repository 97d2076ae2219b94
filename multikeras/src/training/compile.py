"""What `compile` makes: losses and metrics laid over the outputs of a model."""

from collections.abc import Callable, Sequence
from typing import Any

from multikeras.src import backend, ops
from multikeras.src import losses as losses_module
from multikeras.src import metrics as metrics_module
from multikeras.src.core import tree
from multikeras.src.core.symbolic import KerasTensor


def lay_out(given: Any, names: list[str], what: str, *, leaf: Callable[[Any], bool]) -> list[Any]:
    """Something given for each output - a single one, a list, or a dict by name - as a list in the order of the outputs.

    Raises:
        ValueError: The number or a name does not fit the outputs.
    """
    if isinstance(given, dict):
        unknown = sorted(set(given) - set(names))
        if unknown:
            raise ValueError(f"`{what}` names the outputs {unknown}, but the model's outputs are {names}.")
        return [given.get(name) for name in names]
    if leaf(given):
        return [given] * len(names) if len(names) == 1 or what == "loss" else [given] + [None] * (len(names) - 1)
    given = list(given)
    if len(given) != len(names):
        raise ValueError(f"`{what}` has {len(given)} entries, but the model has {len(names)} outputs: {names}.")
    return given


class Outputs:
    """The outputs of a model by name, and the targets that belong to them."""

    def __init__(self, names: list[str] | None, y_pred: Any):
        self.leaves = tree.flatten(y_pred)
        if isinstance(y_pred, dict):
            names = [str(key) for key in sorted(y_pred)] if not any(isinstance(v, (dict, list, tuple)) for v in y_pred.values()) else None
        if names is None or len(names) != len(self.leaves):
            names = [f"output_{i}" for i in range(len(self.leaves))]
        self.names = names

    def match(self, y: Any, what: str) -> list[Any]:
        """Targets or weights in the order of the outputs; None where an output has none.

        Raises:
            ValueError: They do not fit the outputs.
        """
        if y is None:
            return [None] * len(self.names)
        if isinstance(y, dict):
            unknown = sorted(set(y) - set(self.names))
            if unknown:
                raise ValueError(f"`{what}` names the outputs {unknown}, but the model's outputs are {self.names}.")
            return [y.get(name) for name in self.names]
        if len(self.names) == 1:
            leaves = tree.flatten(y)
            if len(leaves) == 1:
                return leaves
        elif isinstance(y, (list, tuple)) and len(y) == len(self.names):
            return list(y)
        elif what == "sample_weight" and not isinstance(y, (list, tuple)):
            return [y] * len(self.names)
        count = len(tree.flatten(y))
        raise ValueError(
            f"The model has {len(self.names)} output(s) {self.names}, but `{what}` has {count}. Give one for each output, in a list in "
            "their order or in a dict by name."
        )


def is_plain(y: Any, y_pred: Any, sample_weight: Any) -> bool:
    """Whether targets, outputs and weights are single tensors, which need not be laid out."""
    return backend.is_tensor(y_pred) and backend.is_tensor(y) and (sample_weight is None or backend.is_tensor(sample_weight))


class CompiledLoss:
    """The loss of `compile`: one for each output, weighted and summed.

    Args:
        loss: Loss, its name or a function; or a list or dict of them.
        loss_weights: Numbers likewise.
        output_names: Names of the outputs, None while unknown.
    """

    def __init__(self, loss: Any, loss_weights: Any, output_names: list[str] | None):
        self.loss = loss
        self.loss_weights = loss_weights
        self.output_names = output_names
        self._losses: list[Any] | None = None
        self.trackers: list[Any] = []

    def build(self, y: Any, y_pred: Any) -> None:
        """Find the loss of each output, from tensors or specs."""
        if self._losses is not None:
            return
        outputs = Outputs(self.output_names, y_pred)
        given = lay_out(self.loss, outputs.names, "loss", leaf=lambda x: isinstance(x, str) or callable(x) or x is None)
        targets = outputs.match(y, "y") if any(map(_fits_itself, given)) else [None] * len(given)
        self._losses = [_make_loss(*parts) for parts in zip(given, targets, outputs.leaves, strict=True)]
        self._weights = lay_out(self.loss_weights, outputs.names, "loss_weights", leaf=lambda x: x is None or isinstance(x, (int, float)))
        self._name = outputs.names[0]
        self._is_plain = len(outputs.names) == 1 and self._losses[0] is not None
        if len(outputs.names) > 1:
            self.trackers = [
                metrics_module.Mean(name=f"{name}_loss") if loss is not None else None
                for name, loss in zip(outputs.names, self._losses, strict=True)
            ]

    def __call__(self, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The total as a scalar tensor, or None when no output has a loss."""
        self.build(y, y_pred)
        if self._is_plain and is_plain(y, y_pred, sample_weight):
            value = _value_of(self._losses[0], y, y_pred, sample_weight, self._name)
            return value if self._weights[0] is None else value * self._weights[0]
        outputs = Outputs(self.output_names, y_pred)
        targets = outputs.match(y, "y")
        weights = outputs.match(sample_weight, "sample_weight")
        total = None
        for i, (loss, prediction) in enumerate(zip(self._losses, outputs.leaves, strict=True)):
            if loss is None:
                continue
            if targets[i] is None:
                raise ValueError(
                    f"Output {outputs.names[i]!r} has a loss but no target. Give targets to `fit`, as `y` or as the second part of each "
                    "batch."
                )
            value = _value_of(loss, targets[i], prediction, weights[i], outputs.names[i])
            if self.trackers and self.trackers[i] is not None:
                self.trackers[i].update_state(ops.stop_gradient(value), sample_weight=_batch_size(prediction))
            if self._weights[i] is not None:
                value = value * self._weights[i]
            total = value if total is None else total + value
        return total


def _fits_itself(identifier: Any) -> bool:
    """Whether a name means the cross-entropy that fits targets and outputs."""
    return isinstance(identifier, str) and identifier.lower() in ("crossentropy", "ce")


def _make_loss(identifier: Any, y: Any, y_pred: Any) -> Any:
    """A loss; a plain function gets what all losses do around it: weights, masks, the mean."""
    if _fits_itself(identifier) and y is not None:
        identifier = type(metrics_module.crossentropy_for(y, y_pred)).__name__  # the name of a loss as well
    loss = losses_module.get(identifier)
    return loss if loss is None or isinstance(loss, losses_module.Loss) else losses_module.LossFunctionWrapper(loss)


def _batch_size(x: Any) -> Any:
    return ops.cast(ops.shape(x)[0], "float32") if len(x.shape) else None


def _value_of(loss: Callable, y: Any, y_pred: Any, sample_weight: Any, output: str) -> Any:
    try:
        return loss(y, y_pred, sample_weight=sample_weight)
    except (ValueError, TypeError) as error:
        error.add_note(
            f"The loss of output {output!r} was given targets of shape {tuple(y.shape)} and predictions of shape {tuple(y_pred.shape)}."
        )
        raise


class CompiledMetrics:
    """The metrics of `compile`, by output.

    Args:
        metrics: Metric, name or function; a list of them; or a list or dict of such by output.
        weighted_metrics: Likewise, for metrics that take sample weights into account.
        output_names: Names of the outputs, None while unknown.
    """

    def __init__(self, metrics: Any, weighted_metrics: Any, output_names: list[str] | None):
        self.given = metrics
        self.weighted_given = weighted_metrics
        self.output_names = output_names
        self._by_output: list[list[tuple[str, Any, bool]]] | None = None

    @property
    def metrics(self) -> list[Any]:
        """All Metric objects; none before `build`."""
        return [metric for group in self._by_output or [] for _, metric, _ in group]

    def build(self, y: Any, y_pred: Any) -> None:
        """Make the metrics, from tensors or specs: what "accuracy" means depends on the shapes."""
        if self._by_output is not None:
            return
        outputs = Outputs(self.output_names, y_pred)
        targets = outputs.match(y, "y") if y is not None else [None] * len(outputs.names)
        self._by_output = [[] for _ in outputs.names]
        for given, what, weighted in ((self.given, "metrics", False), (self.weighted_given, "weighted_metrics", True)):
            for i, group in enumerate(_by_output(given, outputs.names, what)):
                for identifier in group:
                    metric = _make_metric(identifier, targets[i], outputs.leaves[i])
                    if isinstance(identifier, str):
                        metric.name = identifier
                    name = f"{outputs.names[i]}_{metric.name}" if len(outputs.names) > 1 else metric.name
                    self._by_output[i].append((name, metric, weighted))

    def update_state(self, y: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account."""
        self.build(y, y_pred)
        if not any(self._by_output):
            return
        if len(self._by_output) == 1 and is_plain(y, y_pred, sample_weight):
            targets, predictions, weights = [y], [y_pred], [sample_weight]
        else:
            outputs = Outputs(self.output_names, y_pred)
            targets, predictions = outputs.match(y, "y"), outputs.leaves
            weights = outputs.match(sample_weight, "sample_weight")
        for group, target, prediction, weight in zip(self._by_output, targets, predictions, weights, strict=True):
            for _, metric, weighted in group:
                if weighted:
                    metric.update_state(target, prediction, sample_weight=weight)
                else:
                    metric.update_state(target, prediction)

    def result(self) -> dict[str, Any]:
        """Results by name."""
        found: dict[str, Any] = {}
        for group in self._by_output or []:
            for name, metric, _ in group:
                value = metric.result()
                key, count = name, 0
                while key in found:
                    count += 1
                    key = f"{name}_{count}"
                if isinstance(value, dict):
                    found.update(value)
                else:
                    found[key] = value
        return found


def _by_output(given: Any, names: list[str], what: str) -> list[Sequence[Any]]:
    """Metrics as a list for each output."""
    if given is None:
        return [()] * len(names)
    if isinstance(given, dict):
        laid = lay_out(given, names, what, leaf=lambda x: False)
    elif isinstance(given, (list, tuple)):
        nested = any(isinstance(x, (list, tuple)) for x in given)
        if len(names) == 1:
            laid = [given[0]] if nested else [given]
        elif nested or len(given) == len(names):
            laid = lay_out(given, names, what, leaf=lambda x: False)
        else:
            raise ValueError(f"`{what}` has {len(given)} entries for {len(names)} outputs {names}. Give a list or a dict by output.")
    else:
        laid = [given] * len(names)
    return [() if x is None else x if isinstance(x, (list, tuple)) else (x,) for x in laid]


def _make_metric(identifier: Any, y: Any, y_pred: Any) -> Any:
    if isinstance(identifier, metrics_module.Metric):
        return identifier
    if isinstance(identifier, str) and identifier.lower() in ("accuracy", "acc"):
        return metrics_module.accuracy_for(y, y_pred)
    if _fits_itself(identifier):
        return metrics_module.crossentropy_for(y, y_pred)
    metric = metrics_module.get(identifier)
    if isinstance(metric, metrics_module.Metric):
        return metric
    return metrics_module.MeanMetricWrapper(metric, name=_name_of(identifier, metric))


def _name_of(identifier: Any, function: Callable) -> str:
    return identifier if isinstance(identifier, str) else getattr(function, "__name__", type(function).__name__)


def specs_of(structure: Any) -> Any:
    """Arrays of a batch as KerasTensors with an unknown first dimension."""

    def spec(x: Any) -> Any:
        if x is None or not hasattr(x, "shape") or not hasattr(x, "dtype"):
            return x
        shape = tuple(int(n) if n is not None else None for n in x.shape)
        return KerasTensor((None, *shape[1:]) if shape else (), x.dtype)

    return tree.map_structure(spec, structure)
