"""Calls of layers whose intermediate values are computed again for the gradient."""

import math
from typing import Any

from multikeras.src import backend, ops
from multikeras.src.core import masks, tree
from multikeras.src.core.scope import context, scoped
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.variable import StateScope
from multikeras.src.ops.control import remat
from multikeras.src.random.seed_generator import global_seed_generator


def is_wanted(layer: Any, args: list, kwargs: dict[str, Any]) -> bool:
    """Whether the RematScope in which a layer was made asks for it to be computed again."""
    scope = layer._remat
    if context.recomputed or layer._runs_a_graph or any(not below.built for below in layer._flatten_layers()):
        return False  # an unbuilt layer makes variables in its first call, which must not be part of a recomputation
    if scope.mode == "larger_than":
        return _output_size(layer, args, kwargs) > scope.output_size_threshold
    return scope.mode == "full" or (scope.mode == "list_of_layers" and layer.name in scope.layer_names)


def _output_size(layer: Any, args: list, kwargs: dict[str, Any]) -> int:
    """Number of elements of the largest output, as far as sizes are known."""

    def spec(x: Any) -> Any:
        return KerasTensor(backend.static_shape(x), backend.dtype_name(x)) if backend.is_tensor(x) else x

    args, kwargs = tree.map_structure(spec, (args, kwargs))
    with StateScope():
        outputs = layer.compute_output_spec(*args, **kwargs)
    return max(math.prod(size or 1 for size in x.shape) for x in tree.flatten(outputs))


def call(layer: Any, args: list, kwargs: dict[str, Any]) -> Any:
    """`layer.call(*args, **kwargs)`, keeping only its arguments and variables for the gradient.

    The gradient runs the layer a second time, perhaps when this call is long over. So the scopes of now are opened again, the variables
    have the values of now, and all that the layer makes besides outputs is handed out: assigned values, masks, losses.
    """
    variables = [*layer.variables, global_seed_generator().state]
    with scoped(autocast=None):
        values = [v.value if v.trainable else ops.copy(v.value) for v in variables]
    around = {**vars(context), "recomputed": True}
    made: dict[str, Any] = {}

    def forward(values: list, args: list, kwargs: dict[str, Any]) -> list[Any]:
        layers = layer._flatten_layers()
        before = [(below._loss_terms, below._loss_call) for below in layers]
        with scoped(**around), StateScope(zip(variables, values, strict=True)) as scope:
            for below in layers:
                below._loss_terms, below._loss_call = [], context.call
            outputs = layer.call(*args, **kwargs)
        terms = [below._loss_terms for below in layers]
        for below, (kept, owner) in zip(layers, before, strict=True):
            below._loss_terms, below._loss_call = kept, owner
        written = scope.written()
        leaves = tree.flatten(outputs)
        carried = [masks.find(x) for x in leaves]
        made.update(
            outputs=outputs,
            written=[variable for variable, _ in written],
            masks=[x is not None and not isinstance(x, masks.Lost) for x in carried],
            lost=[x if isinstance(x, masks.Lost) else None for x in carried],
            losses=[below for below, own in zip(layers, terms, strict=True) for _ in own],
        )
        found = [x for x, is_mask in zip(carried, made["masks"], strict=True) if is_mask]
        return [*leaves, *(value for _, value in written), *found, *(term for own in terms for term in own)]

    results = iter(remat(forward)(values, args, kwargs))
    leaves = [next(results) for _ in made["masks"]]
    for variable in made["written"]:
        variable.assign(next(results))
    for x, is_masked, lost in zip(leaves, made["masks"], made["lost"], strict=True):
        if is_masked or lost is not None:
            masks.set_mask(x, next(results) if is_masked else lost)
    for below in made["losses"]:
        below.add_loss(next(results))
    return tree.pack_sequence_as(made["outputs"], leaves)
