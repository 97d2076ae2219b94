"""A function of JAX as a layer."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, lazy, registry, tree
from multikeras.src.core.export import export
from multikeras.src.core.variable import StateScope
from multikeras.src.layers.base import Layer
from multikeras.src.random.seed_generator import SeedGenerator, draw_seed_number

jax = lazy.module("jax", extra="jax", feature="JaxLayer")

CALL_ARGUMENTS = ("params", "state", "rng", "inputs", "training")
INIT_ARGUMENTS = ("rng", "inputs", "training")


@export("multikeras.layers.JaxLayer")
class JaxLayer(Layer):
    """A pure function of JAX as a layer; on the JAX backend, and on TensorFlow by way of `jax2tf`.

    `call_fn` is called by the names of its arguments, in any order: `inputs`, and whichever it takes of

    - `params`: nest of trainable weights,
    - `state`: nest of other values, such as moving statistics. A function with this argument gives `(outputs, state)`.
    - `rng`: key for random numbers, another one at each call,
    - `training`: bool.

    `init_fn` makes the weights when the layer is built, from those it takes of `rng`, `inputs` (ones in the shape of the inputs) and
    `training`. It gives `params`, or `(params, state)` if `call_fn` takes `state`. Without it, `params` and `state` are given.

    Weights are saved in the order of `jax.tree.leaves`, those of `params` first. To load the model again the functions must be registered
    by `multikeras.saving.register_keras_serializable`.

    Args:
        call_fn: The function.
        init_fn: Function that makes the initial weights; called for what `params` and `state` leave out.
        params: Nest of initial arrays. Floating ones are kept in the dtype of the policy.
        state: Nest of initial arrays.
        seed: Seed of the keys; drawn when None.
        native_serialization_platforms: On TensorFlow, the platforms (`"cpu"`, `"cuda"`, `"tpu"`) for which JAX compiles the function;
            that of this process when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: what the function takes as `inputs`.

    Output: what it gives.

    Raises:
        NotImplementedError: The backend runs no functions of JAX.
        ValueError: A function takes other arguments than these, or nothing tells the weights that `call_fn` needs.

    Example:

    >>> def dense(params, inputs):
    ...     return inputs @ params["kernel"]
    >>> if multikeras.config.backend() in ("jax", "tensorflow"):
    ...     layer = multikeras.layers.JaxLayer(dense, params={"kernel": np.ones((3, 2), "float32")})
    ...     assert layer(np.ones((4, 3), "float32")).shape == (4, 2)
    """

    def __init__(
        self,
        call_fn: Callable[..., Any],
        init_fn: Callable[..., Any] | None = None,
        params: Any = None,
        state: Any = None,
        seed: int | None = None,
        native_serialization_platforms: Sequence[str] | None = None,
        **kwargs: Any,
    ):
        if backend.guest("jax_function") is None:
            raise NotImplementedError(
                f"{type(self).__name__} runs functions of JAX on the JAX and TensorFlow backends; this is the {backend.NAME} backend."
            )
        super().__init__(**kwargs)
        self.call_fn = call_fn
        self.init_fn = init_fn
        self.native_serialization_platforms = native_serialization_platforms
        self._call_names = self._argument_names("call_fn", call_fn, CALL_ARGUMENTS)
        self._init_names = [] if init_fn is None else self._argument_names("init_fn", init_fn, INIT_ARGUMENTS)
        self._seed = draw_seed_number() if seed is None else seed
        self.seed_generator = SeedGenerator(self._seed) if "rng" in self._call_names else None
        self._wanted = [name for name in ("params", "state") if name in self._call_names]
        self._held: dict[str, Any] = {}
        given = {"params": params, "state": state}
        for name in self._wanted:
            if given[name] is not None:
                self._hold(name, given[name])
            elif init_fn is None:
                raise ValueError(f"{self._label}: `call_fn` takes `{name}`; give its first values as `{name}=`, or an `init_fn`.")
        self.built = list(self._held) == self._wanted

    def _argument_names(self, argument: str, function: Callable, known: tuple[str, ...]) -> list[str]:
        """The names of a function's arguments, checked."""
        parameters = inspect.signature(function).parameters.values()
        names = [p.name for p in parameters if p.name in known]
        foreign = [p.name for p in parameters if p.name not in known and p.default is p.empty and p.kind is not p.VAR_KEYWORD]
        if foreign or (known is CALL_ARGUMENTS and "inputs" not in names):
            raise ValueError(
                f"{type(self).__name__}: `{argument}` must take {'`inputs` and ' if known is CALL_ARGUMENTS else ''}any of "
                f"{', '.join(known)}, by these names; its signature is {inspect.signature(function)}."
            )
        return names

    def _hold(self, name: str, values: Any) -> None:
        """Make variables of a nest of arrays."""

        def make(path: Any, value: Any) -> Any:
            array = np.asarray(value)
            dtype = self.variable_dtype if dtypes.is_float(array.dtype) else dtypes.standardize(array.dtype)
            return self.add_weight(
                shape=array.shape,
                initializer=lambda shape, dtype: array,
                dtype=dtype,
                trainable=name == "params" and dtypes.is_float(dtype),
                autocast=name == "params",
                name="_".join([name, *[jax.tree_util.keystr((key,), simple=True) for key in path]]).replace("/", "_"),
            )

        self._held[name] = jax.tree_util.tree_map_with_path(make, values)

    def build(self, input_shape: Any) -> None:
        missing = [name for name in self._wanted if name not in self._held]
        if not missing:
            return
        with backend.Variable._outside_trace(), StateScope():
            ones = tree.map_shape_structure(
                lambda shape: jax.numpy.ones([1 if size is None else size for size in shape], self.compute_dtype), input_shape
            )
            available = {"rng": jax.random.PRNGKey(self._seed), "inputs": ones, "training": True}
            values = self.init_fn(**{name: available[name] for name in self._init_names})
            if "state" in self._wanted:
                if not (isinstance(values, (tuple, list)) and len(values) == 2):
                    raise ValueError(f"{self._label}: `init_fn` must give `(params, state)`, as `call_fn` takes `state`; got {values!r}.")
                made = dict(zip(("params", "state"), values, strict=True))
            else:
                made = {"params": values}
            for name in missing:
                self._hold(name, made[name])

    def call(self, inputs: Any, training: bool = False) -> Any:
        run = backend.guest("jax_function").native(self._program(bool(training)), self.native_serialization_platforms)
        values = {name: [variable.value for variable in jax.tree.leaves(held)] for name, held in self._held.items()}
        if self.seed_generator is not None:
            values["rng"] = self.seed_generator.next()
        outputs = run({**values, "inputs": inputs})
        if "state" not in self._wanted:
            return outputs
        outputs, state = outputs
        for variable, value in zip(jax.tree.leaves(self._held["state"]), state, strict=True):
            variable.assign(value)
        return outputs

    def _program(self, training: bool) -> Callable[[dict[str, Any]], Any]:
        """`call_fn` as a function of one dict, with the leaves of weights in lists."""

        def run(values: dict[str, Any]) -> Any:
            given = {"training": training, **values}
            for name, held in self._held.items():
                given[name] = jax.tree.unflatten(jax.tree.structure(held), values[name])
            outputs = self.call_fn(**{name: given[name] for name in self._call_names})
            if "state" not in self._wanted:
                return outputs
            if not (isinstance(outputs, (tuple, list)) and len(outputs) == 2):
                raise ValueError(f"{self._label}: `call_fn` must give `(outputs, state)`, since it takes `state`; got {outputs!r}.")
            expected, got = jax.tree.structure(self._held["state"]), jax.tree.structure(outputs[1])
            if got != expected:
                raise ValueError(f"{self._label}: `call_fn` was given a state of structure {expected}, and gave one of structure {got}.")
            return outputs[0], jax.tree.leaves(outputs[1])

        return run

    def compute_output_spec(self, inputs: Any, training: bool = False) -> Any:
        return self._traced_spec(inputs, training=training)

    def _constructor_arguments(self) -> dict[str, Any]:
        """The values of weights are no part of a config. Where no function makes them, their shapes are."""
        arguments = {name: value for name, value in super()._constructor_arguments().items() if name not in ("params", "state")}
        if self.init_fn is None:
            arguments |= {name: _describe(held) for name, held in self._held.items()}
        return arguments

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """A layer made from what `get_config` gave; zeros stand for weights of which it has the shapes alone."""
        config = {name: _zeros(value) if name in ("params", "state") else value for name, value in config.items()}
        return super().from_config(config)


def _describe(held: Any) -> Any:
    """A nest of variables as one of their shapes and dtypes."""
    if isinstance(held, backend.Variable):
        return {"shape": list(held.shape), "dtype": dtypes.standardize(held._dtype)}
    if type(held) is dict:
        return {key: _describe(value) for key, value in held.items()}
    if type(held) in (list, tuple):
        items = [_describe(value) for value in held]
        return items if type(held) is list else {"class_name": "__tuple__", "config": {"value": items}}
    raise TypeError(
        f"weights in a {type(held).__name__} cannot be told in a config, only those in dicts, lists and tuples. Give the layer an "
        "`init_fn`, which makes them anew."
    )


def _zeros(description: Any) -> Any:
    """Zeros for what `_describe` tells."""
    if registry.is_description(description):
        return tuple(_zeros(description["config"]["value"]))
    if isinstance(description, list):
        return [_zeros(value) for value in description]
    if isinstance(description.get("dtype"), str):
        return np.zeros(description["shape"], dtypes.numpy_dtype(description["dtype"]))
    return {key: _zeros(value) for key, value in description.items()}
