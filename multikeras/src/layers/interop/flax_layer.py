"""A module of Flax as a layer."""

import inspect
from typing import Any

from multikeras.src.core import lazy
from multikeras.src.core.export import export
from multikeras.src.layers.interop.jax_layer import JaxLayer, jax

core = lazy.module("flax.core", extra="flax", feature="FlaxLayer")
nnx = lazy.module("flax.nnx", extra="flax", feature="FlaxLayer")


@export("multikeras.layers.FlaxLayer")
class FlaxLayer(JaxLayer):
    """A module of Flax as a layer; on the JAX backend, and on TensorFlow by way of `jax2tf`.

    Takes modules of `flax.linen` and of `flax.nnx`. Parameters become trainable weights, other collections (such as the statistics of
    batch normalization) non-trainable ones; random draws, as those of dropout, come from the layer's own seed. The layer keeps the weights
    itself: the module stays as it was.

    If the module's method has an argument `training` or `train`, it is told whether this is a training call, and of an argument
    `deterministic` the contrary. Modules of nnx are switched by their `train()` and `eval()` besides.

    To save a model with the layer, give the module's class `get_config` and `from_config`, and decorate it with
    `multikeras.saving.register_keras_serializable`.

    Args:
        module: A `flax.linen.Module` or `flax.nnx.Module`.
        method: The method to call, or its name; `__call__` when None.
        variables: For linen, the variables that `module.init` gave; made when the layer is built when None.
        **kwargs: `seed`, `name`, `dtype` and the other arguments of `JaxLayer` and `Layer`.

    Input: what the method takes as its first argument.

    Output: what it gives.

    Raises:
        NotImplementedError: The backend runs no functions of JAX.
        TypeError: `module` is not a module of Flax.
        ValueError: `variables` was given for a module of nnx, which has its own.

    Example:

    >>> from importlib.util import find_spec
    >>> if multikeras.config.backend() in ("jax", "tensorflow") and find_spec("flax"):
    ...     import flax.linen
    ...     layer = multikeras.layers.FlaxLayer(flax.linen.Dense(2))
    ...     assert layer(np.ones((4, 3), "float32")).shape == (4, 2)
    """

    def __init__(self, module: Any, method: Any = None, variables: Any = None, **kwargs: Any):
        self.module = module
        self.method = getattr(method, "__name__", method)
        params, state = None, None
        if lazy.is_instance_of(module, "flax.nnx", "Module"):
            if variables is not None:
                raise ValueError("FlaxLayer: a module of flax.nnx has its own variables; leave `variables` out.")
            call_fn, init_fn = self._call_nnx, None
            params, state = self._nnx_weights(module)
        elif lazy.is_instance_of(module, "flax.linen", "Module"):
            call_fn, init_fn = self._call_linen, self._init_linen
            if variables is not None:
                params, state = _parted(variables)
        else:
            raise TypeError(f"FlaxLayer: `module` must be a module of flax.linen or flax.nnx, got {module!r}.")
        self._takes = frozenset(inspect.signature(getattr(type(module), self.method or "__call__")).parameters)
        super().__init__(call_fn, init_fn, params, state, **kwargs)

    def _mode(self, training: bool) -> dict[str, bool]:
        """How the module's method is told whether this is a training call."""
        mode = {"training": training, "train": training, "deterministic": not training}
        return {name: value for name, value in mode.items() if name in self._takes}

    # Linen.

    def _init_linen(self, rng: Any, inputs: Any) -> tuple[Any, Any]:
        return _parted(self.module.init(rng, inputs, method=self.method, **self._mode(True)))

    def _call_linen(self, params: Any, state: Any, rng: Any, inputs: Any, training: bool) -> tuple[Any, Any]:
        variables = {"params": params, **state}
        outputs, changed = self.module.apply(variables, inputs, rngs=rng, method=self.method, mutable=list(state), **self._mode(training))
        return outputs, {**state, **core.unfreeze(changed)}

    # NNX.

    @staticmethod
    def _nnx_weights(module: Any) -> tuple[Any, Any]:
        """Nests of the parameters, and of all else but the state of random streams."""
        params, _, state = nnx.state(module, nnx.Param, nnx.RngState, ...)
        return nnx.to_pure_dict(params), nnx.to_pure_dict(state)

    def _call_nnx(self, params: Any, state: Any, rng: Any, inputs: Any, training: bool) -> tuple[Any, Any]:
        module = nnx.clone(self.module)
        keys = nnx.state(module, nnx.RngKey)
        leaves, structure = jax.tree.flatten(keys)
        streams = jax.random.split(jax.random.wrap_key_data(rng), len(leaves)) if leaves else []
        nnx.update(module, jax.tree.unflatten(structure, list(streams)))
        for kind, values in ((nnx.Param, params), (nnx.Not(nnx.Any(nnx.Param, nnx.RngState)), state)):
            held = nnx.state(module, kind)
            nnx.replace_by_pure_dict(held, values)
            nnx.update(module, held)
        module.train() if training else module.eval()
        outputs = getattr(module, self.method or "__call__")(inputs, **self._mode(training))
        return outputs, self._nnx_weights(module)[1]

    def _constructor_arguments(self) -> dict[str, Any]:
        """The weights are no part of the config: the module makes them."""
        arguments = super()._constructor_arguments() | {"method": self.method}
        return {name: value for name, value in arguments.items() if name not in ("params", "state", "variables")}


def _parted(variables: Any) -> tuple[Any, Any]:
    """The parameters in a dict of collections, and the other collections."""
    collections = dict(core.unfreeze(variables))
    return collections.pop("params", {}), collections
