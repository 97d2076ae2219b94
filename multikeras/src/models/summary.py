"""The table of a model's layers."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from multikeras.src.core import dtypes, lazy, tree
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.training.progress import message

console = lazy.module("rich.console")
table_module = lazy.module("rich.table")


def print_summary(
    model: Any,
    line_length: int | None = None,
    positions: list[float] | None = None,
    print_fn: Callable[[str], Any] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: tuple[str, str] | None = None,
) -> None:
    """Print the layers of a model, the shapes of their outputs and their numbers of weights; see `Model.summary`."""
    connected = _is_branched(model)
    headers = ["Layer (type)", "Output Shape", "Param #"]
    if connected:
        headers.append("Connected to")
    if show_trainable:
        headers.append("Trainable")
    ratios = _ratios(positions, headers)
    width = line_length or (100 if connected else 80)
    table = table_module.Table(width=width, show_lines=False, header_style="bold")
    for header, ratio in zip(headers, ratios, strict=True):
        table.add_column(header, ratio=ratio, justify="right" if header == "Param #" else "left", overflow="fold")
    for depth, owner, layer in _rows(model, layer_range, expand_nested):
        cells = [
            f"{'  ' * depth}{layer.name} ({_class_name(layer)})",
            output_shape(layer, owner),
            f"{layer.count_params():,}" if layer.built else "0 (unbuilt)",
        ]
        if connected:
            cells.append(", ".join(_sources(layer, owner)) or "-")
        if show_trainable:
            cells.append(("Y" if layer.trainable else "N") if layer.weights else "-")
        table.add_row(*cells)
    text = _render(
        [f'Model: "{model.name}"', table, *_totals(model)],
        width=width,
        styled=print_fn is None,
    )
    (print_fn or message)(text)


def _render(parts: list[Any], width: int, styled: bool) -> str:
    target = console.Console(width=width, highlight=False, markup=False, force_terminal=None if styled else False)
    with target.capture() as capture:
        for part in parts:
            target.print(part)
    return capture.get().rstrip("\n")


def _ratios(positions: list[float] | None, headers: list[str]) -> list[int]:
    """Widths of the columns in hundredths; `positions` are where each one ends, as parts of the line."""
    if positions is None:
        known = {"Layer (type)": 40, "Output Shape": 30, "Param #": 15, "Connected to": 30, "Trainable": 11}
        return [known[header] for header in headers]
    if len(positions) != len(headers):
        raise ValueError(f"summary: `positions` must have {len(headers)} entries, one a column ({', '.join(headers)}); got {positions!r}.")
    ends = [round(100 * p) if p <= 1 else round(p) for p in positions]
    return [max(1, end - start) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _class_name(layer: Any) -> str:
    return getattr(layer, "_declared_class", type(layer)).__name__


def _is_branched(model: Any) -> bool:
    """Whether the layers are more than a chain."""
    nodes = getattr(model, "_graph_nodes", None)
    if nodes is None:
        return False
    return any(len(node.inputs) > 1 for node in nodes) or len(model.inputs) > 1 or len(model.outputs) > 1


def _rows(model: Any, layer_range: tuple[str, str] | None, expand: bool, depth: int = 0) -> Iterator[tuple[int, Any, Any]]:
    layers = model.layers
    if layer_range is not None:
        names = [layer.name for layer in layers]
        for name in layer_range:
            if name not in names:
                raise ValueError(f"summary: `layer_range` names {name!r}, but the layers are {names}.")
        layers = layers[names.index(layer_range[0]) : names.index(layer_range[1]) + 1]
    for layer in layers:
        yield depth, model, layer
        if expand and getattr(layer, "layers", None):
            yield from _rows(layer, None, expand, depth + 1)


def output_shape(layer: Any, owner: Any) -> str:
    """Shape of a layer's output within a model, as text; "?" where it is not known."""
    nodes = _nodes_in(layer, owner)
    if nodes:
        return ", ".join(str(x.shape) for x in nodes[0].outputs if isinstance(x, KerasTensor))
    if getattr(layer, "_functional", None) is not None or hasattr(layer, "_outputs_struct"):
        return ", ".join(str(x.shape) for x in layer.outputs)
    if layer._inbound_nodes:
        return ", ".join(str(x.shape) for x in layer._inbound_nodes[-1].outputs)
    if layer.built and layer._build_shapes:
        try:
            shapes = layer.compute_output_shape(**layer._build_shapes)
        except Exception:  # noqa: BLE001 -- a table must not fail because one layer cannot tell its shape
            return "?"
        return ", ".join(str(s) for s in tree.flatten(tree.map_shape_structure(_Shown, shapes)))
    return "?"


class _Shown:
    """A shape as one leaf of a nest."""

    def __init__(self, shape: tuple):
        self.shape = shape

    def __str__(self) -> str:
        return str(tuple(self.shape))


def _nodes_in(layer: Any, owner: Any) -> list[Any]:
    graph = getattr(owner, "_functional", None) or owner
    kept = {id(node) for node in getattr(graph, "_graph_nodes", ())}
    return [node for node in layer._inbound_nodes if id(node) in kept]


def _sources(layer: Any, owner: Any) -> list[str]:
    """Where a layer's inputs come from, as "layer[call][output]"."""
    return [
        f"{x._keras_history[0].name}[{x._keras_history[1]}][{x._keras_history[2]}]"
        for node in _nodes_in(layer, owner)
        for x in node.inputs
        if x._keras_history is not None
    ]


def _totals(model: Any) -> list[str]:
    trainable, frozen = _counted(model.trainable_weights), _counted(model.non_trainable_weights)
    optimizer = getattr(model, "optimizer", None)
    slots = _counted(optimizer.variables) if optimizer is not None and optimizer.built else (0, 0.0)
    total = tuple(sum(pair) for pair in zip(trainable, frozen, slots, strict=True))
    lines = [
        f" Total params: {_size(*total)}",
        f" Trainable params: {_size(*trainable)}",
        f" Non-trainable params: {_size(*frozen)}",
    ]
    if slots[0]:
        lines.append(f" Optimizer params: {_size(*slots)}")
    return lines


def _counted(variables: list[Any]) -> tuple[int, float]:
    """Number of scalars, and their size in bytes."""
    counts = [(math.prod(v.shape), dtypes.numpy_dtype(v._dtype).itemsize) for v in variables]
    return sum(n for n, _ in counts), float(sum(n * size for n, size in counts))


def _size(count: int, size: float) -> str:
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size < 1024 or unit == "TB":
            break
        size /= 1024
    return f"{count:,} ({size:.2f} {unit})"
