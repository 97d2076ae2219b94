"""Optimizers step as those of Keras 3 do, and their states go both ways."""

import numpy as np
import pytest

import multikeras

keras = pytest.importorskip("keras")

from multikeras.src.core import config  # noqa: E402

if keras.config.backend() != config.backend():
    pytest.skip("Keras runs on another backend", allow_module_level=True)

pytestmark = pytest.mark.requires_trainable_backend

SHAPES = {"table_embeddings": (5, 4), "wide": (3, 6), "tall": (6, 3), "bias": (4,), "stack": (2, 3, 4), "gain": ()}
STEPS = 10

OPTIMIZERS = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {}),
    "centered": ("RMSprop", {"momentum": 0.5, "centered": True}),
    "adam": ("Adam", {}),
    "amsgrad": ("Adam", {"amsgrad": True}),
    "adamw": ("AdamW", {"weight_decay": 0.1}),
    "adadelta": ("Adadelta", {}),
    "adafactor": ("Adafactor", {}),
    "adafactor_absolute": ("Adafactor", {"relative_step": False, "clip_threshold": 0.5, "epsilon_2": 0.7}),
    "adagrad": ("Adagrad", {"initial_accumulator_value": 0.3}),
    "adamax": ("Adamax", {}),
    "ftrl": ("Ftrl", {}),
    "ftrl_penalties": (
        "Ftrl",
        {
            "learning_rate_power": -0.4,
            "l1_regularization_strength": 0.3,
            "l2_regularization_strength": 0.2,
            "l2_shrinkage_regularization_strength": 0.1,
            "beta": 0.5,
        },
    ),
    "lamb": ("Lamb", {}),
    "lion": ("Lion", {}),
    "muon": ("Muon", {}),
    "muon_choices": (
        "Muon",
        {"exclude_layers": ["^wi"], "exclude_embeddings": False, "nesterov": False, "adam_lr_ratio": 0.5, "rms_rate": None, "ns_steps": 3},
    ),
    "muon_decay": ("Muon", {"weight_decay": 0.3, "adam_weight_decay": 0.2}),
    "nadam": ("Nadam", {}),
    "schedule_free": ("ScheduleFreeAdamW", {}),
    "schedule_free_warmup": ("ScheduleFreeAdamW", {"warmup_steps": 4, "beta_1": 0.8}),
}
SURROUNDINGS = {
    "plain": {},
    "weight_decay": {"weight_decay": 0.2},
    "clipnorm": {"clipnorm": 0.5},
    "clipvalue": {"clipvalue": 0.2},
    "global_clipnorm": {"global_clipnorm": 1.5},
    "averages": {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 3},
    "accumulation": {"gradient_accumulation_steps": 2},
    "accumulation_averages": {"gradient_accumulation_steps": 2, "use_ema": True, "weight_decay": 0.1},
}


def comparable(name):
    kind, arguments = OPTIMIZERS[name]
    if kind == "ScheduleFreeAdamW" and config.backend() != "jax":
        pytest.skip("Keras 3.15 takes the steps of the paper on JAX, and others where variables change in place")
    return kind, arguments


def samples():
    rng = np.random.default_rng(0)
    values = {name: rng.normal(size=shape).astype("float32") for name, shape in SHAPES.items()}
    return values, [[rng.normal(size=shape).astype("float32") for shape in SHAPES.values()] for _ in range(2 * STEPS)]


def variables_of(k, values):
    return [k.Variable(value, name=name) for name, value in values.items()]


def run(k, optimizer, variables, gradients):
    for step in gradients:
        optimizer.apply([k.ops.convert_to_tensor(g) for g in step], variables)


def numbers(k, variables):
    return [variable.numpy() if k is multikeras else k.ops.convert_to_numpy(variable.value) for variable in variables]


def assert_equal(found, wanted, names):
    for a, b, name in zip(found, wanted, names, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5, err_msg=name)


@pytest.mark.parametrize(
    ("name", "surroundings"),
    [
        *[(name, "plain") for name in OPTIMIZERS],
        *[
            (name, surroundings)
            for name in ("momentum", "adafactor", "muon", "nadam")
            for surroundings in SURROUNDINGS
            if surroundings != "plain"
        ],
    ],
)
def test_same_steps_and_same_state(name, surroundings):
    kind, arguments = comparable(name)
    arguments = {"learning_rate": 0.05, **SURROUNDINGS[surroundings], **arguments}
    values, gradients = samples()
    results = []
    for k in (keras, multikeras):
        optimizer, variables = getattr(k.optimizers, kind)(**arguments), variables_of(k, values)
        run(k, optimizer, variables, gradients[:STEPS])
        results.append((numbers(k, variables), numbers(k, optimizer.variables), [v.name for v in optimizer.variables]))
        optimizer.finalize_variable_values(variables)
        results[-1] += (numbers(k, variables),)
    (theirs, their_state, names, their_last), (ours, our_state, our_names, our_last) = results
    assert_equal(ours, theirs, SHAPES)
    assert_equal(our_last, their_last, SHAPES)
    unnamed = [i for i, other in enumerate(names) if other.startswith("variable")]
    assert [other for i, other in enumerate(our_names) if i not in unnamed] == [n for i, n in enumerate(names) if i not in unnamed]
    for a, b, state in zip(our_state, their_state, names, strict=True):
        assert tuple(a.shape) == tuple(b.shape), state
        if kind == "Adafactor" and b.ndim > 1 and state.endswith("_velocity"):
            continue  # nobody reads the velocities of matrices
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5, err_msg=state)


@pytest.mark.parametrize("direction", ["theirs to ours", "ours to theirs"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on_with_the_state_of_the_other(name, direction):
    kind, arguments = comparable(name)
    values, gradients = samples()
    first, second = (keras, multikeras) if direction == "theirs to ours" else (multikeras, keras)
    optimizer, variables = getattr(first.optimizers, kind)(0.05, **arguments), variables_of(first, values)
    run(first, optimizer, variables, gradients[:STEPS])
    store = {}
    optimizer.save_own_variables(store)
    other = variables_of(second, dict(zip(SHAPES, numbers(first, variables), strict=True)))
    again = getattr(second.optimizers, kind)(0.3, **arguments)
    again.build(other)
    again.load_own_variables({key: np.asarray(value) for key, value in store.items()})
    run(first, optimizer, variables, gradients[STEPS:])
    run(second, again, other, gradients[STEPS:])
    assert_equal(numbers(second, other), numbers(first, variables), SHAPES)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_configs_go_both_ways(name):
    kind, arguments = OPTIMIZERS[name]
    theirs, ours = getattr(keras.optimizers, kind)(0.05, **arguments), getattr(multikeras.optimizers, kind)(0.05, **arguments)
    from_theirs = multikeras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(theirs)).get_config()
    from_ours = keras.saving.deserialize_keras_object(multikeras.saving.serialize_keras_object(ours)).get_config()
    for config_of, original in ((from_theirs, ours.get_config()), (from_ours, theirs.get_config())):
        assert set(config_of) == set(original)
        for key in set(config_of) - {"name", "exclude_layers"}:
            assert config_of[key] == original[key], key


def several(k):
    own = {".*head.*": k.optimizers.Adam(0.01), ".*body/bias": k.optimizers.Lion()}
    return k.optimizers.MultiOptimizer(k.optimizers.OptimizerMap(k.optimizers.SGD(0.1, momentum=0.9), own))


@pytest.mark.parametrize("make", [several, lambda k: k.optimizers.Adafactor(0.01), lambda k: k.optimizers.Nadam(0.01)])
@pytest.mark.parametrize("direction", ["theirs to ours", "ours to theirs"])
def test_files_keep_the_state(tmp_path, make, direction):
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(64, 6)).astype("float32"), rng.normal(size=(64, 1)).astype("float32")
    writer, reader = (keras, multikeras) if direction == "theirs to ours" else (multikeras, keras)
    layers = [writer.Input((6,)), writer.layers.Dense(4, activation="relu", name="body"), writer.layers.Dense(1, name="head")]
    model = writer.Sequential(layers)
    model.compile(optimizer=make(writer), loss="mse")
    model.fit(x, y, epochs=2, verbose=0, shuffle=False)
    path = str(tmp_path / "model.keras")
    model.save(path)
    loaded = reader.saving.load_model(path)
    for m in (model, loaded):
        m.fit(x, y, epochs=2, verbose=0, shuffle=False)
    for a, b in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "arguments",
    [
        {"first_decay_steps": 5, "m_mul": 0.8, "alpha": 0.1},
        {"first_decay_steps": 5, "t_mul": 1.0, "m_mul": 0.8},
        {"first_decay_steps": 7, "t_mul": 1.5, "alpha": 0.2},
    ],
)
def test_restarts(arguments):
    theirs, ours = (k.optimizers.schedules.CosineDecayRestarts(0.1, **arguments) for k in (keras, multikeras))
    steps = range(60)
    np.testing.assert_allclose([float(ours(t)) for t in steps], [float(theirs(t)) for t in steps], rtol=1e-4, atol=1e-6)
