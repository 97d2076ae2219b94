"""The phases of a layer's call: bind, convert, build, enter, call, leave."""

import inspect
import warnings
import weakref
from typing import Any

from multikeras.src import backend
from multikeras.src.core import masks, tree
from multikeras.src.core.scope import context
from multikeras.src.core.symbolic import KerasTensor, Node, fresh, is_symbolic
from multikeras.src.layers import rematerialization

compiled_into: weakref.WeakKeyDictionary[Any, weakref.WeakSet] = weakref.WeakKeyDictionary()
"""Layers that run within compiled functions -> the models that keep these."""


def forget_compiled(layer: Any) -> None:
    """Let models that run this layer compile anew: the function that they keep holds its attributes as they were."""
    for model in compiled_into.pop(layer):
        model._call_function = None


class Signature:
    """What a class's `call` and `build` take, found out once a class."""

    def __init__(self, cls: type):
        parameters = list(inspect.signature(cls.call).parameters.values())[1:]
        self.positional = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        self.names = {p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
        self.defaults = {p.name: p.default for p in parameters if p.default is not p.empty}
        self.takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters)
        self.takes_more = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        self.takes_training = "training" in self.names
        self.first = self.positional[0] if self.positional else None
        # The mask of the first argument is `mask`, that of another one `<name>_mask`.
        self.mask_of = {name: f"{name}_mask" for name in self.positional if f"{name}_mask" in self.names}
        if "mask" in self.names and self.first is not None:
            self.mask_of.setdefault(self.first, "mask")
        built = list(inspect.signature(cls.build).parameters.values())[1:]
        self.build_names = [p.name for p in built if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]

    def bind(self, layer: Any, args: tuple, kwargs: dict) -> dict[str, Any]:
        """Arguments by name, in the order given; defaults are left out."""
        if len(args) > len(self.positional):
            if self.takes_more:
                return {**{f"*{i}": x for i, x in enumerate(args)}, **kwargs}
            raise TypeError(
                f"{layer._label} takes at most {len(self.positional)} positional arguments ({', '.join(self.positional)}), got {len(args)}."
            )
        bound = dict(zip(self.positional, args, strict=False))
        for name, value in kwargs.items():
            if name in bound:
                raise TypeError(f"{layer._label} got two values for the argument {name!r}.")
            bound[name] = value
        if not bound and self.first is not None and self.first not in self.defaults:
            raise TypeError(f"{layer._label} was called without its argument `{self.first}`.")
        return bound

    def apart(self, bound: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Arguments of a `*args` in `call`, and those with names."""
        if not self.takes_more:
            return [], bound
        more = [value for name, value in bound.items() if name.startswith("*")]
        return more, {name: value for name, value in bound.items() if not name.startswith("*")}


class CallContext:
    """What the layers within one outermost call share."""

    __slots__ = ("owner", "training")

    def __init__(self, owner: Any, training: bool | None):
        self.owner = owner
        self.training = training


def run(layer: Any, args: tuple, kwargs: dict) -> Any:
    """Call a layer, all cases."""
    signature = layer._signature
    bound = signature.bind(layer, args, kwargs)
    symbolic = is_symbolic((args, kwargs))
    if not layer.built:
        layer._settle_path()
    converted = {name: convert(layer, value) for name, value in bound.items()}
    if layer.input_spec is not None and signature.first in converted:
        layer._check_input(converted[signature.first])
    if not layer.built:
        try:
            build(layer, converted)
        except Exception as error:
            explain(layer, error, bound)
            raise
    training = resolve_training(layer, converted)
    lost = hand_over_masks(layer, signature, converted)
    outer, autocast, path = context.call, context.autocast, context.path
    if outer is None or outer.training is not training:
        context.call = CallContext(layer if outer is None else outer.owner, training)
    if outer is None:
        layer._last_call = context.call
    context.autocast = layer._autocast_dtype
    context.path = f"{layer.path}/"
    try:
        if symbolic:
            args_given, kwargs_given = signature.apart(converted)
            outputs = fresh(layer.compute_output_spec(*args_given, **kwargs_given), converted)
            leave(layer, signature, converted, outputs, lost)
            if context.recording:
                Node(layer, args, kwargs, outputs)
            return outputs
        given = signature.apart(converted)
        if layer._remat is not None and rematerialization.is_wanted(layer, *given):
            outputs = rematerialization.call(layer, *given)
        else:
            outputs = layer.call(*given[0], **given[1])
        leave(layer, signature, converted, outputs, lost)
        return outputs
    except Exception as error:
        explain(layer, error, bound)
        raise
    finally:
        context.call, context.autocast, context.path = outer, autocast, path


_AS_THEY_ARE = frozenset({bool, int, float, str, type(None)})


def convert(layer: Any, value: Any) -> Any:
    """Array-likes in an argument as tensors, floating ones in the layer's compute dtype."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    policy, autocast = layer._policy, layer._autocast
    if kind is backend.Tensor and (not autocast or value.dtype == backend.DTYPES.get(policy.compute_dtype)):
        return value
    if kind in (list, tuple, dict):
        return tree.map_structure(lambda x: policy.convert_input(x, autocast, policy.compute_dtype), value)
    return policy.convert_input(value, autocast, policy.compute_dtype)


def shape_of(x: Any) -> Any:
    """Shape of a tensor, or the nest of shapes of a nest; None for anything else."""
    if isinstance(x, KerasTensor):
        return x.shape
    if isinstance(x, dict):
        return {key: shape_of(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        found = [shape_of(value) for value in x]
        return found if any(s is not None for s in found) else None
    return backend.static_shape(x) if backend.is_tensor(x) else None


def build(layer: Any, converted: dict[str, Any]) -> None:
    """Make the weights for these arguments."""
    given = {name: shape_of(value) for name, value in converted.items() if not isinstance(value, (str, int, float, bool, type(None)))}
    given = {name: shape for name, shape in given.items() if shape is not None and not name.endswith("mask")}
    by_name = {f"{name}_shape": shape for name, shape in given.items()}
    wanted = layer._signature.build_names
    outer, context.building = context.building, layer
    try:
        _build_with(layer, wanted, given, by_name, converted)
    finally:
        context.building = outer


def _build_with(layer: Any, wanted: list[str], given: dict[str, Any], by_name: dict[str, Any], converted: dict[str, Any]) -> None:
    if not wanted:
        layer.build()
    elif all(name in by_name for name in wanted):
        layer.build(**{name: by_name[name] for name in wanted})
    elif len(wanted) > 1 and all(name.endswith("_shape") for name in wanted):
        layer.build(**{name: by_name[name] for name in wanted if name in by_name})
    elif given:
        layer.build(next(iter(given.values())))
    elif converted and all(value is None or isinstance(value, str) for value in converted.values()):
        raise TypeError(f"{layer._label} must be called with a tensor, got {describe(next(iter(converted.values())))}.")
    else:
        layer.build(None)


def resolve_training(layer: Any, converted: dict[str, Any]) -> bool | None:
    """Explicit argument, else that of the call around this one, else the default of `call`."""
    signature = layer._signature
    training = converted.get("training")
    if training is None and context.call is not None:
        training = context.call.training
    if training is None:
        training = signature.defaults.get("training")
    if signature.takes_training:
        converted["training"] = training
    elif not signature.takes_any:
        converted.pop("training", None)
    return training


def hand_over_masks(layer: Any, signature: Signature, converted: dict[str, Any]) -> str | None:
    """Give `call` the masks of its arguments. Returns who lost one on the way here, if anybody did."""
    if not masks.Flag.raised:
        return None
    lost = None
    for name in list(converted):
        value = converted[name]
        leaves = (value,) if not isinstance(value, (list, tuple, dict)) else tree.flatten(value)
        for leaf in leaves:
            lost = lost or (lost_before(leaf) if is_tensorlike(leaf) else None)
        target = signature.mask_of.get(name)
        if target is None or converted.get(target) is not None:
            continue
        mask = mask_of(value)
        if mask is not None and any(m is not None for m in tree.flatten(mask)):
            converted[target] = mask
        elif lost is not None:
            warn_lost(lost, layer)
    return lost


def lost_before(x: Any) -> str | None:
    """The layer, or the op of a graph, that did not hand on a mask which `x` would have."""
    owner = masks.lost_by(x)
    if owner is not None or not isinstance(x, KerasTensor) or x._mask is not None or x._keras_history is None:
        return owner
    operation, index, _ = x._keras_history
    if hasattr(operation, "compute_mask"):  # a layer, which has decided what becomes of the mask
        return None
    sources = operation._inbound_nodes[index].inputs
    if any(masks.get_mask(source) is not None for source in sources):
        return f"the op {operation.name!r}"
    return next(filter(None, map(lost_before, sources)), None)


_warned: set[tuple[str, str]] = set()


def warn_lost(owner: str, layer: Any) -> None:
    """Tell once that a mask did not arrive."""
    if (owner, layer.name) not in _warned:
        _warned.add((owner, layer.name))
        warnings.warn(
            f"{layer._label} can use a mask, but {owner}, which its input has passed through, did not hand one on: padded steps now "
            f"count as data. Give that layer a `compute_mask` method (or `supports_masking = True`), or pass `mask=` yourself.",
            stacklevel=5,
        )


def is_tensorlike(x: Any) -> bool:
    """Whether `x` can carry a mask."""
    return isinstance(x, KerasTensor) or backend.is_tensor(x)


def mask_of(value: Any) -> Any:
    """The mask of a tensor, or the nest of masks of a nest."""
    if isinstance(value, (list, tuple, dict)):
        return tree.map_structure(lambda x: masks.get_mask(x) if is_tensorlike(x) else None, value)
    return masks.get_mask(value) if is_tensorlike(value) else None


def leave(layer: Any, signature: Signature, converted: dict[str, Any], outputs: Any, lost: str | None) -> None:
    """After `call`: masks of the outputs, and the loss on them."""
    if masks.Flag.raised:
        set_output_masks(layer, signature, converted, outputs, lost)
    if layer.activity_regularizer is not None and not is_symbolic(outputs):
        for output in tree.flatten(outputs):
            layer.add_loss(layer._activity_loss(output))


def set_output_masks(layer: Any, signature: Signature, converted: dict[str, Any], outputs: Any, lost: str | None) -> None:
    """Attach to the outputs what `compute_mask` gives, or the note that the mask ends here."""
    first = converted.get(signature.first or "*0")
    explicit = converted.get("mask") if "mask" in signature.names else None
    previous = mask_of(first) if explicit is None else explicit
    leaves = [x for x in tree.flatten(outputs) if is_tensorlike(x)]
    if all(masks.get_mask(x) is not None for x in leaves):
        return
    if layer.supports_masking:
        mask = layer.compute_mask(first, previous)
        mask_leaves = tree.flatten(mask) if isinstance(mask, (list, tuple, dict)) else [mask]
        if len(mask_leaves) == len(leaves):
            for x, m in zip(leaves, mask_leaves, strict=True):
                if m is not None and masks.get_mask(x) is None:
                    masks.set_mask(x, m)
    elif previous is not None and any(m is not None for m in tree.flatten(previous)) and not signature.mask_of:
        lost = layer._label
    if lost is not None:
        for x in leaves:
            if masks.get_mask(x) is None:
                masks.set_mask(x, masks.Lost(lost))


def explain(layer: Any, error: Exception, bound: dict[str, Any]) -> None:
    """Say in which layer an error arose, and what the layer was given. The innermost layer speaks."""
    if getattr(error, "_explained", False):
        return
    given = ", ".join(f"{name}={describe(value)}" for name, value in bound.items())
    try:
        error._explained = True
    except AttributeError:  # some exceptions of extension modules take no attributes; then every layer on the way adds its line
        given += " "
    error.add_note(f"Raised while {layer._label} was called with {given.strip()}.")


def describe(value: Any) -> str:
    """Shape and dtype of tensors in an argument, other values as they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {describe(x)}" for key, x in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(describe(x) for x in value) + "]"
    if isinstance(value, KerasTensor):
        return f"KerasTensor{value.shape} of {value.dtype}"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        dtype = getattr(value.dtype, "name", str(value.dtype).removeprefix("torch."))
        return f"tensor of shape {tuple(value.shape)} and dtype {dtype}"
    return repr(value)
