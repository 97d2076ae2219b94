"""What every layer must do, as checks of sample uses."""

import copy
import json
import pathlib
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, masks, tree
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.dtype_policies import policy as dtype_policies
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.input_layer import Input
from multikeras.src.models.functional import Functional
from multikeras.src.optimizers.sgd import SGD
from multikeras.src.saving.model_file import load_model
from multikeras.src.testing.alternatives import alternatives, constructor_arguments
from multikeras.src.testing.check import Check, run_checks
from multikeras.src.testing.comparison import assert_equal, assert_same_spec, leaves, to_numpy
from multikeras.src.testing.gradient import assert_gradient, weighted_sum
from multikeras.src.testing.layer_sample import LayerSample
from multikeras.src.testing.layer_samples import SAMPLES
from multikeras.src.testing.random_samples import RANDOM_SAMPLES
from multikeras.src.testing.repetition import RUNS, assert_same_recorded

POLICIES = ("float32", "mixed_bfloat16", "mixed_float16", "bfloat16", "float64")


@export("multikeras.testing.check_layer")
def check_layer(layer_class: type[Layer], arguments: dict[str, Any] | None = None, inputs: Any = (2, 3), **call_arguments: Any) -> None:
    """Check that a layer does what every layer must do, on the active backend.

    Its config must hold every argument of the constructor. A model with the layer must come back from a file, from pickle and from a
    copy, and give the same compiled as eagerly. Symbolic results must have the shape and dtype of eager ones. Dtype policies,
    gradients, masks, weights and the `trainable` switch must work, and a training step must lower the loss.

    Args:
        layer_class: A subclass of Layer.
        arguments: Arguments of the constructor, none by default.
        inputs: Shape, with the batch size, of the float32 input; a list or dict of shapes for several.
        **call_arguments: Further arguments of the call.

    Raises:
        AssertionError: Checks failed. The message names them.

    Example:

    >>> class Double(multikeras.layers.Layer):
    ...     def call(self, inputs):
    ...         return inputs + inputs
    >>> multikeras.testing.check_layer(Double, inputs=(2, 3))
    """
    run_checks(layer_checks(layer_class, [LayerSample(inputs, arguments or {}, call_arguments)]))


def layer_checks(cls: type[Layer], samples: list[LayerSample] | None = None) -> Iterator[Check]:
    """The checks of a layer, for its sample uses in `layer_samples` unless others are given."""
    random = [RANDOM_SAMPLES[cls.__name__]] if samples is None and cls.__name__ in RANDOM_SAMPLES else []
    samples = SAMPLES.get(cls.__name__, [LayerSample((2, 3))]) if samples is None else samples

    def check(function: Callable, sample: LayerSample, variant: Any) -> Check:
        return Check(cls.__name__, function.__name__, partial(function, cls, sample), str(variant))

    for name in constructor_arguments(cls):
        yield Check(cls.__name__, "config_of", partial(config_of, cls, samples, name), name)
    for i, sample in enumerate(samples):
        for function in ALWAYS:
            yield check(function, sample, i)
        if backend.CAN_TRAIN:
            yield check(gradient, sample, i)
            yield check(training_step, sample, i)
        if "data_format" in constructor_arguments(cls) and len(sample.draws[0].shape) > 2:
            yield check(data_formats, sample, i)
        if backend.step.RECORDS:
            yield check(recorded, sample, i)
        for name in backend.TRACERS:
            yield Check(cls.__name__, f"traced_{name}", partial(traced, cls, sample, name), str(i))
    for sample in random:
        yield check(training_shapes, sample, "random")
        yield check(seeding, sample, "random")
        if backend.step.RECORDS:
            yield check(recorded, sample, "random")
        for name in backend.TRACERS:
            yield Check(cls.__name__, f"traced_training_{name}", partial(traced_training, cls, sample, name), "random")
    for name in POLICIES:
        yield Check(cls.__name__, "policy", partial(policy, cls, samples[0], name), name)


# ----------------------------------------------------------------------------------------------------------------- config


def config_of(cls: type[Layer], samples: list[LayerSample], name: str) -> None:
    """The config holds the argument when it is away from its default."""
    sample = next((s for s in samples if name in s.alternatives), samples[0])
    default = sample.arguments.get(name, constructor_arguments(cls)[name].default)
    given = [sample.alternatives[name]] if name in sample.alternatives else list(alternatives(name, default))
    refusals = []
    for value in given:
        try:
            layer = sample.layer(cls, **{name: value.make() if hasattr(value, "make") else value})
        except NotImplementedError:
            return  # an argument that is not available yet
        except (TypeError, ValueError) as error:
            refusals.append(f"{value!r}: {error}")
            continue
        config = layer.get_config()
        assert name in config, f"the config of {cls.__name__} lacks `{name}`: {sorted(config)}"
        assert_restored(cls, config)
        usual = sample.layer(cls, **({} if name == "name" else {"name": layer.name})).get_config()
        assert config[name] != usual.get(name), f"the config of {cls.__name__} is the same for `{name}={value!r}` as without it"
        return
    raise AssertionError(f"{cls.__name__} took none of the values tried for `{name}`; name one in `alternatives`. {refusals}")


def assert_restored(cls: type[Layer], config: dict[str, Any]) -> None:
    """The config can be written as JSON, and makes a layer with the same config."""
    again = cls.from_config(json.loads(json.dumps(config))).get_config()
    assert json.dumps(again) == json.dumps(config), f"the config of {cls.__name__} comes back as\n{again}\ninstead of\n{config}"


def construction(cls: type[Layer], sample: LayerSample) -> None:
    """The constructor gives a name, describes the layer, and refuses arguments that it does not know."""
    layer = sample.layer(cls)
    assert layer.name in repr(layer)
    assert sample.layer(cls, name="given").name == "given"
    try:
        sample.layer(cls, no_such_argument=1)
    except TypeError as error:
        assert cls.__name__ in str(error) and "no_such_argument" in str(error), f"unclear error: {error}"
    else:
        raise AssertionError(f"{cls.__name__} took an argument `no_such_argument`")


# -------------------------------------------------------------------------------------------------------------- calling


def built(cls: type[Layer], sample: LayerSample, **others: Any) -> tuple[Layer, list[Any], Any]:
    """A layer that was called once: itself, the tensors, and what it gave."""
    layer = sample.layer(cls, **others)
    values = [backend.convert(array) for array in sample.arrays()]
    return layer, values, sample.apply(layer, values)


def symbolic(cls: type[Layer], sample: LayerSample) -> None:
    """Shape and dtype from symbols are those of the eager outputs, of a new layer and of a built one."""
    layer, _, outputs = built(cls, sample)
    assert_same_spec(sample.apply(sample.layer(cls), sample.symbols()), outputs, "new layer")
    assert_same_spec(sample.apply(layer, sample.symbols()), outputs, "built layer")


def unknown_dimensions(cls: type[Layer], sample: LayerSample) -> None:
    """With any one dimension unknown, the sizes that are inferred are right."""
    layer, _, outputs = built(cls, sample)
    for i, draw in enumerate(sample.draws):
        for axis in range(len(draw.shape)):
            try:
                inferred = sample.apply(layer, sample.symbols((i, axis)))
            except ValueError as error:  # a layer may need to know a size, if it says so
                assert axis > 0 and "known" in str(error), f"axis {axis} of tensor {i} unknown: {error}"
                continue
            assert_same_spec(inferred, outputs, f"axis {axis} of tensor {i} unknown", exact=False)


def unknown_batch_and_steps(cls: type[Layer], sample: LayerSample) -> None:
    """With the first two sizes of every tensor unknown, the sizes that are inferred are right."""
    layer, _, outputs = built(cls, sample)
    symbols = [KerasTensor((None, None)[: len(x.shape) - 1] + x.shape[min(2, len(x.shape) - 1) :], x.dtype) for x in sample.symbols()]
    try:
        inferred = sample.apply(layer, symbols)
    except ValueError as error:
        assert "known" in str(error), str(error)
        return
    assert_same_spec(inferred, outputs, "batch and steps unknown", exact=False)


def other_rank(cls: type[Layer], sample: LayerSample) -> None:
    """An input with an axis less or more works, or the error is one of ours that names the layer."""
    arrays = sample.arrays()
    for changed in (arrays[0][:, 0] if arrays[0].ndim > 1 else arrays[0], arrays[0][:, None]):
        layer = sample.layer(cls)
        try:
            sample.apply(layer, [backend.convert(array) for array in (changed, *arrays[1:])])
        except (ValueError, TypeError, IndexError) as error:
            told = " ".join([str(error), *getattr(error, "__notes__", ())])
            assert layer.name in told, f"input of shape {changed.shape}: the error does not name the layer: {told}"


def sharing(cls: type[Layer], sample: LayerSample) -> None:
    """A layer that a model uses twice has one set of weights, and gives the same twice."""
    layer = sample.layer(cls)
    inputs = [Input(shape=draw.shape[1:], dtype=draw.dtype or "float32") for draw in sample.draws]
    model = Functional(inputs, [*leaves(sample.apply(layer, inputs)), *leaves(sample.apply(layer, inputs))])
    assert [w.path for w in model.weights] == [w.path for w in layer.weights]
    outputs = leaves(model(sample.arrays()))
    half = len(outputs) // 2
    assert_equal(outputs[:half], outputs[half:], 1e-6, "second use")


class Around(Layer):
    """A layer that calls another within its own call."""

    def __init__(self, inside: Layer, sample: LayerSample):
        super().__init__(name="around", autocast=False)
        self.inside = inside
        self.sample = sample

    def call(self, inputs: Any) -> Any:
        return self.sample.apply(self.inside, inputs)


def nesting(cls: type[Layer], sample: LayerSample) -> None:
    """Within the call of another layer a layer gives the same, and its weights belong to the other."""
    layer = sample.layer(cls)
    outer = Around(layer, sample)
    values = [backend.convert(array) for array in sample.arrays()]
    given = outer(values)
    assert_equal(given, sample.apply(layer, values), 1e-6)
    assert [id(w) for w in outer.weights] == [id(w) for w in layer.weights]
    assert all(w.path.startswith("around/") for w in layer.weights), [w.path for w in layer.weights]


def batch_sizes(cls: type[Layer], sample: LayerSample) -> None:
    """A batch of one gives the first row, an empty batch gives no rows."""
    layer, values, outputs = built(cls, sample)
    sizes = {draw.shape[0] for draw in sample.draws}
    for size in (1, 0):
        part = sample.apply(layer, [x[:size] for x in values])
        assert len(sizes) == 1
        assert_equal(part, [to_numpy(x)[:size] for x in leaves(outputs)], 1e-4, f"batch of {size}")


@contextmanager
def global_policy(name: str) -> Iterator[None]:
    """A dtype policy for all layers that are made meanwhile, those within layers too."""
    usual = dtype_policies.dtype_policy()
    dtype_policies.set_dtype_policy(name)
    try:
        yield
    finally:
        dtype_policies.set_dtype_policy(usual)


def policy(cls: type[Layer], sample: LayerSample, name: str) -> None:
    """Outputs are of the policy's compute dtype, weights of its variable dtype."""
    with global_policy(name):
        layer, _, outputs = built(cls, sample)
    wanted = dtype_policies.get(name)
    for output in leaves(outputs):
        given = backend.dtype_name(output)
        assert not dtypes.is_float(given) or given == wanted.compute_dtype, (
            f"output of {given}, the policy computes in {wanted.compute_dtype}"
        )
    for weight in layer.weights:
        fits = not dtypes.is_float(weight.dtype) or weight.dtype == wanted.variable_dtype
        assert fits, f"{weight.path} is of {weight.dtype}, the policy keeps weights in {wanted.variable_dtype}"
    assert_same_spec(sample.apply(layer, sample.symbols()), outputs, f"symbolic under {name}")


def mask(cls: type[Layer], sample: LayerSample) -> None:
    """A layer that supports masks gives the one that `compute_mask` tells; another says that it was lost."""
    layer, values, _ = built(cls, sample)
    first = values[0]
    steps = backend.static_shape(first)[:2]
    if len(sample.draws) > 1 or len(steps) < 2 or type(layer).call is Layer.call:
        return
    given = backend.convert(np.arange(steps[0] * steps[1]).reshape(steps) % steps[1] < max(steps[1] - 1, 1))
    masks.set_mask(first, given)
    outputs = leaves(sample.apply(layer, values))
    if layer.supports_masking:
        expected = tree.flatten(layer.compute_mask(first, given))
        if len(expected) == len(outputs):
            for output, one in zip(outputs, expected, strict=True):
                kept = masks.get_mask(output)
                assert (kept is None) == (one is None), f"mask {kept}, `compute_mask` gives {one}"
                if one is not None:
                    assert_equal(kept, one, what="mask")
    elif "mask" not in layer._signature.names:
        known = [masks.lost_by(output) is not None or masks.get_mask(output) is not None for output in outputs]
        assert all(known), "the mask vanished without a note"


def data_formats(cls: type[Layer], sample: LayerSample) -> None:
    """Channels first give what channels last give, transposed."""
    rank = len(sample.draws[0].shape)
    last, values, outputs = built(cls, sample, data_format="channels_last")
    first = sample.layer(cls, data_format="channels_first")
    moved = [backend.convert(np.moveaxis(to_numpy(values[0]), -1, sample.channel_axis)), *values[1:]]
    sample.apply(first, moved)
    first.set_weights(last.get_weights())
    results = [to_numpy(x) for x in leaves(sample.apply(first, moved))]
    # Axes that an output lost stood before the channels, or else its channels are the last axis in both.
    axes = [sample.channel_axis + min(x.ndim - rank, 0) for x in results]
    assert_equal([np.moveaxis(x, axis, -1) if axis > 0 else x for x, axis in zip(results, axes, strict=True)], outputs, 1e-4)


def traced(cls: type[Layer], sample: LayerSample, name: str) -> None:
    """The layer gives the same while a framework traces it."""
    layer, values, outputs = built(cls, sample)
    assert_equal(backend.TRACERS[name](lambda *tensors: sample.apply(layer, tensors))(*values), outputs, 1e-4)


def recorded(cls: type[Layer], sample: LayerSample) -> None:
    """A step that is recorded gives, bit by bit, what it gives as Python code, and leaves the same state."""
    layers = [built(cls, sample)[0] for _ in range(2)]
    for x, y in zip(layers[0].variables, layers[1].variables, strict=True):
        y.assign(x)
    step, twin = (partial(_step_through, layer, sample, backend.Variable(1.0)) for layer in layers)
    arrays = sample.arrays()
    assert_same_recorded(step, twin, [tuple([np.roll(x, turn, 0) for x in arrays]) for turn in range(RUNS)])
    for x, y in zip(layers[0].variables, layers[1].variables, strict=True):
        assert_equal(x, y, 0, x.path)


def _step_through(layer: Layer, sample: LayerSample, factor: Any, batch: tuple) -> tuple:
    """Outputs of a layer, and the gradients of its weights and of a factor by which its inputs are multiplied."""

    def loss() -> tuple[Any, Any]:
        outputs = sample.apply(layer, [x * factor.value if dtypes.is_float(backend.dtype_name(x)) else x for x in batch])
        floating = [x for x in leaves(outputs) if dtypes.is_float(backend.dtype_name(x))]
        return (weighted_sum(floating) if floating else 0 * factor.value), outputs

    (_, outputs), gradients = backend.step.value_and_grad(loss, [*layer.trainable_variables, factor])
    return tuple(leaves(outputs)), [x for x in gradients if x is not None]


# ----------------------------------------------------------------------------------------------------------- randomness

TRIES = 8
"""How often a layer is called to see that it does not always do the same: what is drawn from few choices may come again."""


def training_shapes(cls: type[Layer], sample: LayerSample) -> None:
    """In training too, shape and dtype from symbols, also with an unknown batch, are those of the eager outputs."""
    layer, _, outputs = built(cls, sample)
    assert_same_spec(sample.apply(layer, sample.symbols()), outputs, "training")
    symbols = [KerasTensor((None, *x.shape[1:]), x.dtype) for x in sample.symbols()]
    assert_same_spec(sample.apply(layer, symbols), outputs, "training with an unknown batch", exact=False)


def seeding(cls: type[Layer], sample: LayerSample) -> None:
    """The same seed gives the same, the next call another thing."""
    layer, values, outputs = built(cls, sample, seed=1)
    twin = sample.layer(cls, seed=1)
    sample.apply(twin, sample.symbols())
    twin.set_weights(layer.get_weights())
    assert_equal(sample.apply(twin, values), outputs, 1e-6, "the same seed")
    first = [to_numpy(x) for x in leaves(outputs)]
    calls = (leaves(sample.apply(layer, values)) for _ in range(TRIES))
    assert any(not np.array_equal(to_numpy(x), y) for call in calls for x, y in zip(call, first, strict=True)), "each call gives the same"


def traced_training(cls: type[Layer], sample: LayerSample, name: str) -> None:
    """In training too, the layer gives the same from the same state while a framework traces it."""
    layer, values, _ = built(cls, sample)
    trained, other = layer.trainable_variables, layer.non_trainable_variables
    state = [v.numpy() for v in other]
    outputs = sample.apply(layer, values)

    def pure(*tensors: Any) -> Any:
        weights, seeds = tensors[: len(trained)], tensors[len(trained) : len(trained) + len(other)]

        def call(inputs: Any, **arguments: Any) -> Any:
            return layer.stateless_call(weights, seeds, inputs, **arguments)[0]

        return sample.apply(call, tensors[len(trained) + len(other) :])

    given = [*(v.value for v in trained), *(backend.convert(x) for x in state), *values]
    assert_equal(backend.TRACERS[name](pure)(*given), outputs, 1e-4)


# --------------------------------------------------------------------------------------------------------------- models


def model_of(layer: Layer, sample: LayerSample) -> Functional:
    """A model that holds the layer, with an input for each tensor of the call."""
    inputs = [Input(shape=draw.shape[1:], dtype=draw.dtype or "float32") for draw in sample.draws]
    return Functional(inputs, sample.apply(layer, inputs))


def saving(cls: type[Layer], sample: LayerSample) -> None:
    """A model with the layer comes back from a file and gives the same."""
    model = model_of(sample.layer(cls), sample)
    expected = model(sample.arrays())
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        model.save(path)
        restored = load_model(path, custom_objects={cls.__name__: cls})
    assert_equal(restored(sample.arrays()), expected, 1e-6)


def compiled(cls: type[Layer], sample: LayerSample) -> None:
    """`predict`, compiled and eager, gives what the call gives."""
    model = model_of(sample.layer(cls), sample)
    arrays = sample.arrays()
    expected = model(arrays)
    for run_eagerly in (False, True):
        model.compile(run_eagerly=run_eagerly)
        assert_equal(model.predict(arrays, verbose=0), expected, 1e-4, f"predict with run_eagerly={run_eagerly}")


def training_step(cls: type[Layer], sample: LayerSample) -> None:
    """A step of gradient descent lowers the loss."""
    layer, _, outputs = built(cls, sample)
    if not layer.trainable_variables or not all(dtypes.is_float(backend.dtype_name(x)) for x in leaves(outputs)):
        return
    targets = [np.random.default_rng(1).standard_normal(backend.static_shape(x)).astype("float32") for x in leaves(outputs)]
    model = model_of(layer, sample)
    model.compile(SGD(1e-3), loss=["mean_squared_error"] * len(targets) if len(targets) > 1 else "mean_squared_error")
    arrays = sample.arrays()
    before, after = (float(np.ravel(model.train_on_batch(arrays, targets if len(targets) > 1 else targets[0]))[0]) for _ in range(2))
    assert after < before, f"loss {before} before the step, {after} after it"


def gradient(cls: type[Layer], sample: LayerSample) -> None:
    """The gradients of weights and inputs are those of finite differences."""
    with global_policy("float64"):
        layer = sample.layer(cls)
    values = [backend.convert(array) for array in sample.arrays("float64")]
    outputs = sample.apply(layer, values)
    if not all(backend.dtype_name(x) == "float64" for x in leaves(outputs)):
        return
    inputs = [backend.Variable(x) if backend.dtype_name(x) == "float64" else None for x in values]
    variables = [*layer.trainable_variables, *(x for x in inputs if x is not None)]

    def loss() -> Any:
        return weighted_sum(sample.apply(layer, [x if v is None else v.value for x, v in zip(values, inputs, strict=True)]))

    if variables:
        assert_gradient(loss, variables, cls.__name__)


# --------------------------------------------------------------------------------------------------------------- state


def copying(cls: type[Layer], sample: LayerSample) -> None:
    """Copies and pickles give the same, with weights of their own."""
    layer, values, outputs = built(cls, sample)
    twins = {"deepcopy": copy.deepcopy(layer)}
    if getattr(sys.modules.get(cls.__module__), cls.__qualname__, None) is cls:  # pickle finds classes by name only
        twins["pickle"] = pickle.loads(pickle.dumps(layer))
    for how, twin in twins.items():
        assert_equal(sample.apply(twin, values), outputs, 1e-6, how)
        twin.set_weights([np.zeros_like(w) for w in twin.get_weights()])
        assert_equal(sample.apply(layer, values), outputs, 1e-6, f"original after its {how} was changed")


def weights(cls: type[Layer], sample: LayerSample) -> None:
    """Weights can be read and set; a wrong number of them is refused."""
    layer, _, _ = built(cls, sample)
    given = [np.asarray(w * 2 + 1).astype(w.dtype) if w.dtype.kind == "f" else w for w in layer.get_weights()]
    layer.set_weights(given)
    assert_equal(layer.get_weights(), given, what="weights")
    assert layer.count_params() == sum(w.size for w in given)
    try:
        layer.set_weights([*given, np.zeros(1)])
    except ValueError as error:
        assert layer.name in str(error), f"the error does not name the layer: {error}"
    else:
        raise AssertionError("took more weights than it has")


def trainable(cls: type[Layer], sample: LayerSample) -> None:
    """`trainable` switches all weights off and on again."""
    layer, _, _ = built(cls, sample)
    trained = [w.path for w in layer.trainable_weights]
    total = len(layer.weights)
    layer.trainable = False
    assert not layer.trainable_weights and len(layer.non_trainable_weights) == total
    layer.trainable = True
    assert [w.path for w in layer.trainable_weights] == trained and len(layer.weights) == total


ALWAYS = (
    construction,
    symbolic,
    unknown_dimensions,
    unknown_batch_and_steps,
    other_rank,
    sharing,
    nesting,
    batch_sizes,
    mask,
    saving,
    compiled,
    copying,
    weights,
    trainable,
)
"""Checks of every sample on every backend."""
