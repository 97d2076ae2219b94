"""The base class of layers."""

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

import numpy as np

from multikeras.src import backend, constraints, dtype_policies, initializers, regularizers
from multikeras.src.core import dtypes, registry, tree
from multikeras.src.core.configured import unexpected_arguments
from multikeras.src.core.export import export
from multikeras.src.core.naming import numbered
from multikeras.src.core.scope import context
from multikeras.src.core.structure import Findings, changed, configured, remembered
from multikeras.src.core.symbolic import KerasTensor, Operation
from multikeras.src.core.variable import Stateful, StateScope
from multikeras.src.layers import call as phases
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.random.seed_generator import SeedGenerator

Variable = backend.Variable

BOOKKEEPING = frozenset(
    {
        "_attributes_at_start",
        "_build_shapes",
        "_constructor_calls",
        "_inbound_nodes",
        "_last_call",
        "_loss_call",
        "_loss_terms",
        "_own_weights",
        "history",
        "stop_training",
        *vars(backend.BackendLayer()),  # those of the framework's own base class
    }
)
"""Attributes of a layer that hold no state of it, or state that is listed elsewhere."""


@export(["multikeras.Layer", "multikeras.layers.Layer"])
class Layer(backend.BackendLayer, Operation):
    """A function of tensors together with the weights that it uses.

    A subclass writes `__init__` (keep the arguments), `build` (make the weights, once the input's shape is known) and `call` (compute the
    outputs). Weights come from `add_weight`; layers kept in attributes, also in lists and dicts, belong to the layer.

    Args:
        activity_regularizer: Regularizer of the outputs; its loss is added to the model's.
        trainable: Whether the weights take part in training.
        dtype: dtype of computation and weights, or a DTypePolicy or its name, e.g. `"mixed_bfloat16"`; the global policy when None.
        autocast: Whether floating inputs are cast to the compute dtype.
        name: Name, without "/"; made from the class's name when None.

    Example:

    >>> class Scale(multikeras.layers.Layer):
    ...     def build(self, input_shape):
    ...         self.factor = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="factor")
    ...     def call(self, inputs):
    ...         return inputs * self.factor
    >>> layer = Scale()
    >>> layer(np.ones((2, 3))).shape == (2, 3), layer.count_params()
    (True, 3)
    """

    _class_signature: phases.Signature | None = None  # each subclass has its own
    _is_root = True  # its `get_config` overrides none of a user's
    _runs_a_graph = False  # a model: what it computes is up to its layers
    _guests: ClassVar[type | tuple] = ()  # what becomes a layer by `_host` when it is kept in an attribute
    _host: ClassVar[Callable[[Any], "Layer"]]
    _hooked = False  # whether tools of the framework want to see every call, by `_call_with_hooks` of such a backend

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        dtype: Any = None,
        autocast: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        backend.BackendLayer.__init__(self)
        Operation.__init__(self, name=name)
        input_shape = kwargs.pop("input_shape", None)
        if "input_dim" in kwargs:
            input_shape = (kwargs.pop("input_dim"),)
        if kwargs:
            raise unexpected_arguments(type(self), kwargs)
        self._input_shape_given = None if input_shape is None else (None, *input_shape)
        self._straight = False
        self._own_weights: list[tuple[Variable, bool]] = []
        self._loss_terms: list[Any] = []
        self._loss_call: Any = None
        self._last_call: Any = None
        self._trainable = bool(trainable)
        self._autocast = bool(autocast)
        self._activity_regularizer = regularizers.get(activity_regularizer)
        self._build_shapes: dict[str, Any] | None = None
        self._input_spec: Any = None
        self._parent_path = context.path
        self._remat = context.remat
        self.built = False
        self.supports_masking = getattr(self, "supports_masking", type(self).compute_mask is not Layer.compute_mask)
        self.dtype_policy = dtype
        self._signature  # noqa: B018 - found out now: no tracer can follow how

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _building(cls.__dict__["build"])
        cls._class_signature = None

    @property
    def _signature(self) -> phases.Signature:
        cls = type(self)
        if cls._class_signature is None:
            cls._class_signature = phases.Signature(cls)
        return cls._class_signature

    @property
    def _label(self) -> str:
        """How errors and warnings speak of the layer."""
        name = self.__dict__.get("_name")
        if name is None:
            return f"{type(self).__name__} (before `super().__init__()`)"
        return f"{type(self).__name__} layer {self.path!r}"

    # ------------------------------------------------------------------------------------------------ calling

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        straight = self.__dict__.get("_straight")
        if straight and not kwargs and len(args) == 1 and context.autocast is None:
            x = args[0]
            if (
                x.dtype in straight
                and (not phases.masks.Flag.raised or phases.masks.find(x) is None)
                and (self._input_spec is None or self._input_spec.admits(x.shape))
                if type(x) is backend.Tensor
                else type(x) is list and self._input_spec is None and all(map(self._is_plain, x))
            ):
                try:
                    return self.call(x)
                except Exception as error:
                    phases.explain(self, error, {self._signature.first: x})
                    raise
        if straight is None:
            raise RuntimeError(f"{type(self).__name__}: call `super().__init__()` first thing in `__init__`, before anything else.")
        if self._hooked:
            return self._call_with_hooks(*args, **kwargs)
        return self._run(args, kwargs)

    def _is_plain(self, x: Any) -> bool:
        """Whether `x` is a tensor with which the phases of a call have nothing to do."""
        return type(x) is backend.Tensor and x.dtype in self._straight and (not phases.masks.Flag.raised or phases.masks.find(x) is None)

    def _run(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        """The call with all its phases."""
        return phases.run(self, args, kwargs)

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Layer._guests) and not isinstance(value, Layer):
            value = Layer._host(value)
        if name not in BOOKKEEPING and (isinstance(value, _HOLDERS) or isinstance(self.__dict__.get(name), _HOLDERS)):
            changed()
        if name[0] != "_" and name not in BOOKKEEPING and self.__dict__.get(name, self) is not value:
            configured()
        object.__setattr__(self, name, value)
        if name[0] != "_" and self in phases.compiled_into:
            phases.forget_compiled(self)

    def __delattr__(self, name: str) -> None:
        changed()
        object.__delattr__(self, name)

    def __getattr__(self, name: str) -> Any:
        if "_straight" not in self.__dict__ and not name.startswith("__"):
            raise AttributeError(
                f"{type(self).__name__} has no attribute {name!r} yet: call `super().__init__()` first thing in `__init__`."
            )
        if hasattr(type(self), name):  # a property has failed; looked up once more, it says why itself
            return object.__getattribute__(self, name)
        inherited = getattr(super(), "__getattr__", None)
        if inherited is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return inherited(name)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the outputs from tensors. Written by subclasses."""
        raise NotImplementedError(f"{self._label} has no `call` method. Define `def call(self, inputs): ...` that computes the outputs.")

    def _settle(self) -> None:
        """Decide once whether calls with one plain tensor may skip the phases."""
        policy = self._policy
        may = (
            self.built
            and self._activity_regularizer is None
            and self._remat is None
            and policy.compute_dtype == policy.variable_dtype
            and not self._signature.takes_training
            and not self._signature.takes_any
            and (self._input_spec is None or type(self._input_spec) is InputSpec)
            and type(self).__call__ is Layer.__call__
            and not self._hooked
            and next(self._sublayers(), None) is None
        )
        if may:
            floats = set(backend.FLOAT_DTYPES) - {backend.native_dtype(policy.compute_dtype)} if self._autocast else set()
            self._straight = frozenset(set(backend.DTYPES.values()) - floats)
        else:
            self._straight = False

    def build(self, input_shape: Any = None) -> None:
        """Make the weights. Written by subclasses; called once, before the first call.

        Args:
            input_shape: Shape of the first argument of `call`, None for unknown dimensions; a nest of shapes for a nest of tensors. A
                layer whose `call` takes several tensors may take `<argument>_shape` for each instead.
        """
        if context.building is not self and any(not layer.built for layer in self._sublayers()):
            self.compute_output_shape(input_shape)

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Build again from what `get_build_config` gave."""
        if not config or self.built:
            return
        shapes = {key: _as_shape(value) for key, value in config.items()}
        if "shapes_dict" in shapes:
            shapes = shapes["shapes_dict"]
        if list(shapes) == ["input_shape"]:
            self.build(shapes["input_shape"])
        else:
            self.build(**shapes)

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes with which the layer was built, or None before it is."""
        if self._build_shapes is None:
            return None
        if len(self._build_shapes) == 1:
            return {"input_shape": next(iter(self._build_shapes.values()))}
        return {"shapes_dict": dict(self._build_shapes)}

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Outputs as KerasTensors for KerasTensor arguments, found by running `call` on them.

        A `call` that uses functions of the framework instead of `multikeras.ops` is traced by the framework.
        """
        recording, context.recording = context.recording, False
        try:
            return self.call(*args, **kwargs)
        except (TypeError, AttributeError, KeyError, ValueError, RuntimeError, NotImplementedError) as error:
            if getattr(error, "_explained", False) or isinstance(error, NotImplementedError):
                raise
            try:
                return self._traced_spec(*args, **kwargs)
            except Exception:  # noqa: BLE001 -- whatever tracing runs into, the error of `call` itself is the one to show
                raise error from None
        finally:
            context.recording = recording

    def _traced_spec(self, *args: Any, **kwargs: Any) -> Any:
        with StateScope():  # what a trace assigns is no value
            return _as_tensors(backend.infer_spec(self.call, *args, **kwargs))

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """Shape of the outputs for the shape of the inputs.

        Args:
            *args: Shapes of the tensor arguments of `call`, None for unknown dimensions.
            **kwargs: The same by name, `input_shape` or `<argument>_shape`.

        Returns:
            A shape, or a nest of shapes.
        """
        shapes = list(args) + list(kwargs.values())
        specs = [tree.map_shape_structure(lambda s: KerasTensor(s, dtype=self.compute_dtype), shape) for shape in shapes]
        if not self.built:
            phases.build(self, dict(zip(self._signature.positional, specs, strict=False)))
        outputs = self.compute_output_spec(*specs)
        return tree.map_structure(lambda x: x.shape, outputs)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """Mask of the outputs: that of the inputs, for layers that keep positions. Subclasses that change them override it."""
        return previous_mask

    def stateless_call(
        self,
        trainable_variables: Sequence[Any],
        non_trainable_variables: Sequence[Any],
        *args: Any,
        return_losses: bool = False,
        **kwargs: Any,
    ) -> tuple:
        """Call the layer as a pure function of its variables.

        Args:
            trainable_variables: Values for `self.trainable_variables`, in their order.
            non_trainable_variables: Values for `self.non_trainable_variables`, in their order.
            *args: Arguments of the call.
            return_losses: Whether to give the losses too.
            **kwargs: Arguments of the call.

        Returns:
            `(outputs, non_trainable_variables)`, the latter after the call; with `return_losses` also the list of losses.

        Raises:
            ValueError: The layer is not built, or the numbers of values are wrong.
        """
        if not self.built:
            raise ValueError(f"{self._label} is not built. Call it on data once, or `build` it, before `stateless_call`.")
        trainable, other = self.trainable_variables, self.non_trainable_variables
        for name, values, variables in (
            ("trainable_variables", trainable_variables, trainable),
            ("non_trainable_variables", non_trainable_variables, other),
        ):
            if len(values) != len(variables):
                raise ValueError(f"{self._label}: `{name}` must hold {len(variables)} values, one a variable, got {len(values)}.")
        pairs = [*zip(trainable, trainable_variables, strict=True), *zip(other, non_trainable_variables, strict=True)]
        with StateScope(pairs) as scope:
            outputs = self(*args, **kwargs)
            losses = self.losses if return_losses else None
        values = scope.values(other)
        return (outputs, values, losses) if return_losses else (outputs, values)

    # ------------------------------------------------------------------------------------------------- state

    def add_weight(
        self,
        shape: Sequence[int] | int | None = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        aggregation: str = "none",
        overwrite_with_gradient: bool = False,
        name: str | None = None,
    ) -> Variable:
        """Make a weight of this layer.

        Args:
            shape: Shape; `()` when None.
            initializer: Initializer, its name, or a callable `(shape, dtype)`; Glorot uniform for floats, zeros otherwise, when None.
            dtype: dtype; that of the policy's variables when None.
            trainable: Whether optimizers update it.
            autocast: Whether it is read in the compute dtype.
            regularizer: Regularizer, whose loss is added to the model's.
            constraint: Projection applied after each update.
            aggregation: How replicas of it are joined: "none", "mean", "sum" or "only_first_replica".
            overwrite_with_gradient: Whether the optimizer stores the gradient as the new value (scales of float8 training).
            name: Name; made up when None.

        Returns:
            A Variable.
        """
        shape = () if shape is None else (shape,) if isinstance(shape, int) else tuple(shape)
        dtype = self.variable_dtype if dtype is None else dtypes.standardize(dtype)
        if initializer is None:
            initializer = "glorot_uniform" if dtypes.is_float(dtype) else "zeros"
        path = context.path
        if context.call is not None or not path.startswith(self.path):
            context.path = f"{self.path}/"
        try:
            variable = Variable(
                initializers.get(initializer),
                shape=shape,
                dtype=dtype,
                trainable=trainable,
                autocast=autocast,
                aggregation=aggregation,
                name=name,
            )
        finally:
            context.path = path
        variable.regularizer = regularizers.get(regularizer)
        variable.constraint = constraints.get(constraint)
        variable.overwrite_with_gradient = overwrite_with_gradient
        if not self._trainable:
            variable.trainable = False
        self._own_weights.append((variable, trainable))
        changed()
        return variable

    def add_variable(self, shape: Sequence[int], initializer: Any, **kwargs: Any) -> Variable:
        """Make a weight; see `add_weight`."""
        return self.add_weight(shape=shape, initializer=initializer, **kwargs)

    def add_metric(self, *args: Any, **kwargs: Any) -> None:
        """Not offered: keep a Metric in an attribute and update it in `call`."""
        raise NotImplementedError(
            f"{self._label}: layers have no `add_metric`. Keep a metric in an attribute, `self.metric = multikeras.metrics.Mean()`, and "
            "call `self.metric.update_state(values)` in `call`."
        )

    def _state(self) -> Iterator[tuple[str, Any]]:
        """The variables, layers, seed generators and metrics that attributes hold, also in lists, tuples and dicts."""
        for name, value in self.__dict__.items():
            if name not in BOOKKEEPING and type(value) not in _PLAIN:
                yield from _held(name, value)

    def _sublayers(self) -> Iterator["Layer"]:
        seen = set()
        for _, value in self._state():
            if isinstance(value, Layer) and id(value) not in seen:
                seen.add(id(value))
                yield value

    def _named_sublayers(self) -> dict[str, "Layer"]:
        """The layers right below by names that are the same wherever such a layer is made: of the attributes that hold them."""
        held = {id(value): (name, value) for name, value in reversed(list(self._state())) if isinstance(value, Layer)}
        return numbered(reversed(held.values()))

    def _flatten_layers(self, include_self: bool = True, recursive: bool = True) -> list["Layer"]:
        """The layer and all below it, each once, parents before children."""
        below = remembered(self, "layers" if recursive else "sublayers", lambda: self._layers_below(recursive))
        return [self, *below] if include_self else below

    def _layers_below(self, recursive: bool) -> list["Layer"]:
        found: dict[int, Layer] = {}

        def visit(layer: Layer) -> None:
            for below in layer._sublayers():
                if id(below) not in found:
                    found[id(below)] = below
                    if recursive:
                        visit(below)

        visit(self)
        found.pop(id(self), None)
        return list(found.values())

    def _own_variables(self) -> Iterator[tuple[Variable, bool]]:
        """Weights of this layer alone, each with whether it was made trainable: trainable ones first."""
        listed = {id(variable) for variable, _ in self._own_weights}
        listed.update(id(variable) for variable in self._transient_variables())
        attributes = [(v, v.trainable) for _, v in self._state() if isinstance(v, Variable) and id(v) not in listed]
        return iter(sorted([*self._own_weights, *attributes], key=lambda pair: not pair[1]))

    def _transient_variables(self) -> Iterator[Variable]:
        """State that is no weight, and not saved: that of seed generators, and what subclasses add."""
        for _, value in self._state():
            if isinstance(value, SeedGenerator):
                yield value.state

    def _collect(self, *, seeds: bool) -> list[tuple[Variable, bool]]:
        """All variables below, each with whether it trains now."""
        return remembered(self, "variables" if seeds else "weights", lambda: self._variables_below(seeds))

    def _variables_below(self, seeds: bool) -> list[tuple[Variable, bool]]:
        found: dict[int, tuple[Variable, bool]] = {}
        visited: set[int] = set()

        def visit(layer: Layer, trainable: bool) -> None:
            if id(layer) in visited:
                return
            visited.add(id(layer))
            trainable = trainable and layer._trainable
            for variable, _ in layer._own_variables():
                found.setdefault(id(variable), (variable, trainable and variable.trainable))
            for below in layer._sublayers():
                visit(below, trainable)
            if seeds:
                for variable in layer._transient_variables():
                    found.setdefault(id(variable), (variable, False))

        visit(self, True)
        return list(found.values())

    @property
    def variables(self) -> list[Variable]:
        """All state: weights, and the states of seed generators."""
        return [variable for variable, _ in self._collect(seeds=True)]

    @property
    def trainable_variables(self) -> list[Variable]:
        """Variables that training updates; none while `trainable` is False."""
        return [variable for variable, trains in self._collect(seeds=True) if trains]

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """The other variables, states of seed generators included."""
        return [variable for variable, trains in self._collect(seeds=True) if not trains]

    @property
    def weights(self) -> list[Variable]:
        """All weights of the layer and those below it: `variables` without the states of seed generators."""
        return [variable for variable, _ in self._collect(seeds=False)]

    @property
    def trainable_weights(self) -> list[Variable]:
        """Weights that training updates."""
        return [variable for variable, trains in self._collect(seeds=False) if trains]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The other weights."""
        return [variable for variable, trains in self._collect(seeds=False) if not trains]

    @property
    def metrics(self) -> list[Any]:
        """Metrics kept in attributes of this layer and of those below."""
        return remembered(self, "metrics", self._metrics_below)

    def _metrics_below(self) -> list[Any]:
        states = (value for layer in self._flatten_layers() for _, value in layer._state())
        return list({id(value): value for value in states if isinstance(value, Stateful)}.values())

    @property
    def metrics_variables(self) -> list[Variable]:
        """Variables of `metrics`."""
        return [variable for metric in self.metrics for variable in metric.variables]

    @property
    def trainable(self) -> bool:
        """Whether the weights take part in training. Setting it sets that of all layers below."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        value = bool(value)
        self._trainable = value
        changed()
        for variable, made_trainable in self._own_variables():
            variable.trainable = value and made_trainable
        for layer in self._sublayers():
            layer.trainable = value

    def get_weights(self) -> list[np.ndarray]:
        """Values of `weights` as NumPy arrays."""
        return [variable.numpy() for variable in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Assign values to `weights`.

        Args:
            weights: Arrays, in the order of `get_weights`.

        Raises:
            ValueError: Their number or a shape differs; then nothing is assigned.
        """
        variables = self.weights
        if len(weights) != len(variables):
            raise ValueError(
                f"{self._label} has {len(variables)} weights, but {len(weights)} values were given. It must be built before."
                if not self.built
                else f"{self._label} has {len(variables)} weights, but {len(weights)} values were given."
            )
        for variable, value in zip(variables, weights, strict=True):
            if tuple(variable.shape) != tuple(np.shape(value)):
                raise ValueError(f"Weight {variable.path!r} has shape {variable.shape}, but the value has shape {np.shape(value)}.")
        for variable, value in zip(variables, weights, strict=True):
            variable.assign(value)

    def count_params(self) -> int:
        """Number of scalars in `weights`.

        Raises:
            ValueError: The layer is not built.
        """
        if not self.built:
            raise ValueError(f"{self._label} is not built, so its weights cannot be counted. Call it on data, or `build` it.")
        return sum(int(np.prod(variable.shape)) for variable in self.weights)

    def save_own_variables(self, store: Any) -> None:
        """Write the weights of this layer alone into a mapping from names to arrays."""
        for i, (variable, _) in enumerate(self._own_variables()):
            store[f"{i}"] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Read what `save_own_variables` wrote.

        Raises:
            ValueError: The number of weights differs.
        """
        own = [variable for variable, _ in self._own_variables()]
        if len(store.keys()) != len(own):
            hint = "" if self.built else " The layer is not built yet: build the model before its weights are loaded."
            raise ValueError(f"{self._label} has {len(own)} weights of its own, but {len(store.keys())} were saved.{hint}")
        for i, variable in enumerate(own):
            variable.assign(store[f"{i}"])

    # ------------------------------------------------------------------------------------------------- losses

    def add_loss(self, loss: Any) -> None:
        """Add a term to the loss of the model, from within `call`.

        Args:
            loss: A scalar tensor, or a list of them.
        """
        if self._loss_call is not context.call or context.call is None:
            self._loss_terms, self._loss_call = [], context.call
        self._straight = False
        terms = loss if isinstance(loss, (list, tuple)) else [loss]
        self._loss_terms.extend(terms)
        if context.state is not None:
            for term in terms:
                context.state.add_loss(term)

    def _activity_loss(self, output: Any) -> Any:
        batch_size = backend.shape(output)[0]
        loss = self._activity_regularizer(output)
        return loss / backend.cast(backend.convert(batch_size), loss.dtype)

    @property
    def losses(self) -> list[Any]:
        """Terms that the last call added, in this layer and below, and those of the weights' regularizers."""
        terms = []
        layers = self._flatten_layers()
        for layer in layers:
            call = layer._loss_call
            if call is not None and (self._last_call is None or call is self._last_call or call.owner is not self):
                terms.extend(layer._loss_terms)
        for variable in self.trainable_weights:
            if variable.regularizer is not None:
                terms.append(variable.regularizer(variable))
        return terms

    def _clear_losses(self) -> None:
        """Forget the terms of the last call."""
        for layer in self._flatten_layers():
            layer._loss_terms, layer._loss_call = [], None

    # ------------------------------------------------------------------------------------------------- description

    @property
    def path(self) -> str:
        """Names of the layers around this one and its own, joined by "/"."""
        return self._parent_path + self._name

    @property
    def dtype_policy(self) -> dtype_policies.DTypePolicy:
        """The dtype policy."""
        return self._dtype_policy

    @dtype_policy.setter
    def dtype_policy(self, value: Any) -> None:
        self._dtype_policy = dtype_policies.get(value)
        self._find_policy()

    def _find_policy(self) -> None:
        """Decide in which dtypes this layer works: those of its policy, or of the entry for its path in a map."""
        policy = self._dtype_policy
        self._policy = policy[self.path] if isinstance(policy, dtype_policies.DTypePolicyMap) else policy
        mixed = self._policy.compute_dtype != self._policy.variable_dtype
        self._autocast_dtype = self._policy.compute_dtype if self._autocast and mixed else None
        self._straight = False

    def _settle_path(self) -> None:
        """Take a place below the layer that is being called or built, unless there is one already."""
        if context.path and not self._parent_path:
            self._parent_path = context.path
            self._find_policy()

    @property
    def dtype(self) -> str:
        """dtype in which weights are kept."""
        return self._policy.variable_dtype

    @property
    def variable_dtype(self) -> str:
        """dtype in which weights are kept."""
        return self._policy.variable_dtype

    @property
    def compute_dtype(self) -> str:
        """dtype in which `call` computes."""
        return self._policy.compute_dtype

    @property
    def input_dtype(self) -> str:
        """dtype to which floating inputs are cast."""
        return self._policy.compute_dtype

    @property
    def autocast(self) -> bool:
        """Whether floating inputs are cast to the compute dtype."""
        return self._autocast

    @property
    def activity_regularizer(self) -> Any:
        """Regularizer of the outputs, or None."""
        return self._activity_regularizer

    @activity_regularizer.setter
    def activity_regularizer(self, value: Any) -> None:
        self._activity_regularizer = regularizers.get(value)
        self._straight = False

    @property
    def input_spec(self) -> Any:
        """What inputs must look like: an InputSpec, a nest of them, or None."""
        return self._input_spec

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        for leaf in tree.flatten(value):
            if leaf is not None and not isinstance(leaf, InputSpec):
                raise TypeError(f"{self._label}: `input_spec` must hold InputSpecs, got {leaf!r}.")
        self._input_spec = value
        self._straight = False

    @property
    def quantization_mode(self) -> str | None:
        """Name of the quantization scheme, None without one."""
        return self._policy.quantization_mode

    def _check_input(self, inputs: Any) -> None:
        """Raise a ValueError if the inputs do not fit `input_spec`."""
        if self._input_spec is None:
            return
        specs, values = tree.flatten(self._input_spec), tree.flatten(inputs)
        if len(specs) != len(values):
            raise ValueError(f"{self._label} takes {len(specs)} inputs, got {len(values)}: {phases.describe(inputs)}.")
        for spec, value in zip(specs, values, strict=True):
            if spec is not None and value is None and not spec.optional and inputs is not None:
                raise ValueError(f"{self._label}: an input is None, but its InputSpec is not `optional`.")
            shape = phases.shape_of(value)
            if spec is not None and shape is not None:
                spec.check(self._label, shape, value)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as values that can be written as JSON."""
        arguments = super().get_config()
        live = {
            "name": self._name,
            "trainable": self._trainable,
            "dtype": registry.serialize(self._dtype_policy),
        }
        config = {key: value for key, value in live.items() if self._accepts(key)}
        return config | {key: value for key, value in arguments.items() if key not in live}

    def _accepts(self, name: str) -> bool:
        """Whether the constructor takes an argument of this name."""
        parameters = inspect.signature(type(self).__init__).parameters
        return name in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())

    def __repr__(self) -> str:
        if "_name" not in self.__dict__:
            return f"<{type(self).__name__}>"
        return f"<{type(self).__name__} name={self._name}, built={self.built}>"

    def __str__(self) -> str:
        return self.__repr__()


_HOLDERS = (Variable, Layer, SeedGenerator, Stateful, list, tuple, dict, set)
_PLAIN = frozenset({bool, int, float, str, type(None), np.ndarray, backend.Tensor})


def _held(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """State in an attribute or in the containers that it holds."""
    if isinstance(value, (Variable, Layer, SeedGenerator, Stateful)):
        yield name, value
    elif isinstance(value, dict):
        _note(value)
        for inner in value.values():
            yield from _held(name, inner)
    elif isinstance(value, (list, tuple, set)):
        _note(value)
        for inner in value:
            if type(inner) not in _PLAIN:
                yield from _held(name, inner)


def _note(container: Any) -> None:
    if Findings.current is not None:
        Findings.current.looked_into(container)


def _as_tensors(specs: Any) -> Any:
    """A nest of `(shape, dtype)` pairs as KerasTensors."""
    if isinstance(specs, tuple) and len(specs) == 2 and isinstance(specs[1], str):
        return KerasTensor(*specs)
    if isinstance(specs, dict):
        return {key: _as_tensors(value) for key, value in specs.items()}
    return type(specs)(_as_tensors(value) for value in specs)


def _as_shape(value: Any) -> Any:
    """A shape as JSON gives it back, lists of ints and None as tuples, in nests too."""
    if isinstance(value, dict):
        return {key: _as_shape(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        if all(n is None or isinstance(n, int) for n in value):
            return tuple(value)
        return [_as_shape(inner) for inner in value]
    return value


def _building(build: Callable) -> Callable:
    """`build` in the layer's own name scope, remembering its arguments."""
    names = list(inspect.signature(build).parameters)[1:]

    @functools.wraps(build)
    def build_once(self: Layer, *args: Any, **kwargs: Any) -> None:
        if self.__dict__.get("_is_building"):  # `super().build(...)`
            build(self, *args, **kwargs)
            return
        self._settle_path()
        path, context.path = context.path, f"{self.path}/"
        self._is_building = True
        try:
            build(self, *args, **kwargs)
        finally:
            self._is_building = False
            context.path = path
        shapes = dict(zip(names, args, strict=False)) | kwargs
        self._build_shapes = shapes if shapes and None not in shapes.values() else None
        self.built = True
        self._settle()

    return build_once


Layer.build = _building(Layer.build)
