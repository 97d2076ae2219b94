"""Optimizers against their published formulas in NumPy over 20 steps, and what goes on around the formula."""

import numpy as np
import pytest

from multikeras.src import backend, ops, optimizers
from multikeras.src.core import registry
from multikeras.src.core.variable import StateScope

SHAPES = [(7, 3), (3,), ()]
STEPS = 20


def sgd(value, gradient, state, t, momentum=0.0, nesterov=False):
    state["m"] = momentum * state.get("m", 0) - 0.1 * gradient
    return value + (momentum * state["m"] - 0.1 * gradient if nesterov else state["m"])


def adam(value, gradient, state, t, amsgrad=False, decay=0.0):
    value = value - 0.1 * decay * value
    state["m"] = 0.9 * state.get("m", 0) + 0.1 * gradient
    state["v"] = 0.999 * state.get("v", 0) + 0.001 * gradient**2
    state["largest"] = np.maximum(state.get("largest", 0), state["v"])
    rate = 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return value - rate * state["m"] / (np.sqrt(state["largest"] if amsgrad else state["v"]) + 1e-7)


def rmsprop(value, gradient, state, t, momentum=0.0, centered=False):
    state["v"] = 0.9 * state.get("v", 0) + 0.1 * gradient**2
    state["mean"] = 0.9 * state.get("mean", 0) + 0.1 * gradient
    variance = state["v"] - state["mean"] ** 2 if centered else state["v"]
    state["m"] = momentum * state.get("m", 0) + 0.1 * gradient / np.sqrt(variance + 1e-7)
    return value - state["m"]


FORMULAS = {
    "sgd": (lambda: optimizers.SGD(0.1), sgd, {}),
    "momentum": (lambda: optimizers.SGD(0.1, momentum=0.9), sgd, {"momentum": 0.9}),
    "nesterov": (lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True), sgd, {"momentum": 0.9, "nesterov": True}),
    "adam": (lambda: optimizers.Adam(0.1), adam, {}),
    "amsgrad": (lambda: optimizers.Adam(0.1, amsgrad=True), adam, {"amsgrad": True}),
    "adamw": (lambda: optimizers.AdamW(0.1, weight_decay=0.3), adam, {"decay": 0.3}),
    "rmsprop": (lambda: optimizers.RMSprop(0.1), rmsprop, {}),
    "rmsprop_momentum": (lambda: optimizers.RMSprop(0.1, momentum=0.5), rmsprop, {"momentum": 0.5}),
    "centered": (
        lambda: optimizers.RMSprop(0.1, momentum=0.5, centered=True),
        rmsprop,
        {"momentum": 0.5, "centered": True},
    ),
}


def variables_and_gradients(dtype="float32"):
    rng = np.random.default_rng(0)
    values = [rng.normal(size=shape) for shape in SHAPES]
    gradients = [[rng.normal(size=shape) for shape in SHAPES] for _ in range(STEPS)]
    return [backend.Variable(value.astype("float32"), dtype=dtype, name="w") for value in values], values, gradients


def run(optimizer, variables, gradients):
    for step in gradients:
        optimizer.apply([ops.convert_to_tensor(g, dtype="float32") for g in step], variables)
    return [variable.numpy() for variable in variables]


def one(value=1.0):
    return backend.Variable(np.full(1, value, "float32"), name="w")


@pytest.mark.parametrize("name", FORMULAS)
def test_formula(name):
    make, formula, arguments = FORMULAS[name]
    variables, values, gradients = variables_and_gradients()
    found = run(make(), variables, gradients)
    for i, value in enumerate(values):
        state = {}
        for t, step in enumerate(gradients, start=1):
            value = formula(value, step[i], state, t, **arguments)
        np.testing.assert_allclose(found[i], value, rtol=1e-4, atol=2e-5)


@pytest.mark.parametrize("name", FORMULAS)
def test_stateless_step_is_the_same_step(name):
    make = FORMULAS[name][0]
    variables, _, gradients = variables_and_gradients()
    wanted = run(make(), variables, gradients)
    variables, values, _ = variables_and_gradients()
    optimizer = make()
    optimizer.build(variables)
    state = [v.value for v in optimizer.variables]
    weights = [v.value for v in variables]
    for step in gradients:
        weights, state = optimizer.stateless_apply(state, [ops.convert_to_tensor(g, dtype="float32") for g in step], weights)
    for found, value, variable, start in zip(weights, wanted, variables, values, strict=True):
        np.testing.assert_allclose(ops.convert_to_numpy(found), value, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(variable.numpy(), start.astype("float32"))


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (lambda: optimizers.SGD(), []),
        (lambda: optimizers.SGD(momentum=0.9), ["a_momentum", "b_momentum"]),
        (lambda: optimizers.Adam(), ["a_momentum", "a_velocity", "b_momentum", "b_velocity"]),
        (
            lambda: optimizers.Adam(amsgrad=True),
            ["a_momentum", "a_velocity", "b_momentum", "b_velocity", "a_velocity_hat", "b_velocity_hat"],
        ),
        (
            lambda: optimizers.RMSprop(momentum=0.5, centered=True),
            ["a_velocity", "b_velocity", "a_momentum", "b_momentum", "a_average_gradient", "b_average_gradient"],
        ),
        (
            lambda: optimizers.SGD(use_ema=True, gradient_accumulation_steps=2, momentum=0.5),
            ["a_average", "b_average", "a_gradient_accumulator", "b_gradient_accumulator", "a_momentum", "b_momentum"],
        ),
    ],
)
def test_order_of_variables_in_files(make, names):
    optimizer = make()
    optimizer.build([backend.Variable(np.zeros(2, "float32"), name="a"), backend.Variable(np.zeros(3, "float32"), name="b")])
    assert [variable.name for variable in optimizer.variables] == ["iteration", "learning_rate", *names]


def test_saved_state_is_restored():
    variables, _, gradients = variables_and_gradients()
    optimizer = optimizers.Adam(0.1)
    run(optimizer, variables, gradients[:10])
    store = {}
    optimizer.save_own_variables(store)
    copies = [backend.Variable(variable.numpy(), name="w") for variable in variables]
    again = optimizers.Adam(0.5)
    again.build(copies)
    again.load_own_variables(store)
    for a, b in zip(run(optimizer, variables, gradients[10:]), run(again, copies, gradients[10:]), strict=True):
        np.testing.assert_allclose(a, b)


@pytest.mark.parametrize(
    ("arguments", "gradients", "wanted"),
    [
        ({"clipvalue": 0.5}, ([3.0, -0.1], [-2.0]), ([-0.5, 0.1], [0.5])),
        ({"clipnorm": 1.0}, ([3.0, 4.0], [0.5]), ([-0.6, -0.8], [-0.5])),
        ({"global_clipnorm": 1.3}, ([3.0, 4.0], [12.0]), ([-0.3, -0.4], [-1.2])),
        ({"loss_scale_factor": 4.0}, ([4.0, 8.0], [2.0]), ([-1.0, -2.0], [-0.5])),
    ],
)
def test_gradients_are_prepared(arguments, gradients, wanted):
    variables = [backend.Variable(np.zeros(len(g), "float32"), name="w") for g in gradients]
    optimizers.SGD(1.0, **arguments).apply([ops.convert_to_tensor(g) for g in gradients], variables)
    for variable, value in zip(variables, wanted, strict=True):
        np.testing.assert_allclose(variable.numpy(), value, rtol=1e-5)


def test_gradients_are_averaged_over_steps():
    variable = one(0.0)
    optimizer = optimizers.SGD(1.0, gradient_accumulation_steps=2)
    seen = [run(optimizer, [variable], [[np.full(1, g)]])[0].item() for g in (1.0, 3.0, 5.0, 7.0)]
    assert seen == [0.0, -2.0, -2.0, -8.0]


def test_moving_averages():
    variable = one(10.0)
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    run(optimizer, [variable], [[np.ones(1)]] * 3)
    optimizer.finalize_variable_values([variable])
    np.testing.assert_allclose(variable.numpy(), 0.5 * (0.5 * 9 + 0.5 * 8) + 0.5 * 7)


def test_variables_without_gradient_stay():
    variables = [one(), one()]
    optimizers.Adam(0.1).apply([None, ops.ones(1)], variables)
    np.testing.assert_allclose([v.numpy().item() for v in variables], [1.0, 0.9], rtol=1e-5)


def test_excluded_variables_do_not_decay():
    variables = [one(), one()]
    optimizer = optimizers.AdamW(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_list=variables[:1])
    optimizer.apply([ops.zeros(1), ops.zeros(1)], variables)
    np.testing.assert_allclose([v.numpy().item() for v in variables], [1.0, 0.95], rtol=1e-5)


def test_changed_formula_is_not_replaced_by_a_kernel():
    class Frozen(optimizers.Adam):
        def update(self, gradient, value, slots, scalars):
            return value * 1.0, slots

    variable = one()
    Frozen(0.1).apply([ops.ones(1)], [variable])
    assert variable.numpy().item() == 1.0


@pytest.mark.parametrize("dtype", ["bfloat16", "float64"])
def test_other_dtypes(dtype):
    variable = backend.Variable(np.ones(1, "float32"), dtype=dtype, name="w")
    optimizers.Adam(0.5).apply([ops.ones(1, dtype=dtype)], [variable])
    assert variable.dtype == dtype
    np.testing.assert_allclose(variable.numpy().astype("float64"), 0.5, rtol=1e-2)


# ------------------------------------------------------------------------------------------------------------ loss scaling


def scaled(optimizer, variable, gradient):
    optimizer.apply([ops.convert_to_tensor(np.full(1, gradient, "float32"))], [variable])
    return variable.numpy().item(), float(optimizer.dynamic_scale.numpy())


def test_scale_follows_the_gradients():
    variable = one(0.0)
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(1.0), initial_scale=8.0, dynamic_growth_steps=2)
    assert float(optimizer.scale_loss(ops.convert_to_tensor(2.0))) == 16.0
    assert scaled(optimizer, variable, 8.0) == (-1.0, 8.0)
    assert scaled(optimizer, variable, 8.0) == (-2.0, 16.0)
    assert scaled(optimizer, variable, np.inf) == (-2.0, 8.0)
    assert scaled(optimizer, variable, np.nan) == (-2.0, 4.0)
    assert scaled(optimizer, variable, 4.0) == (-3.0, 4.0)
    assert int(optimizer.iterations.numpy()) == 3


def test_step_left_out_in_a_trace():
    variable = one(0.0)
    optimizer = optimizers.LossScaleOptimizer(optimizers.Adam(1.0), initial_scale=8.0)
    optimizer.build([variable])
    step = backend.step.compile_step(
        lambda gradient: optimizer.apply([gradient], [variable]) or {}, [variable, *optimizer.variables], jit=backend.TRACES
    )
    for gradient in (np.inf, 8.0):
        step(backend.step.place(np.full(1, gradient, "float32")))
    np.testing.assert_allclose(variable.numpy(), -1.0, rtol=1e-5)
    assert float(optimizer.dynamic_scale.numpy()) == 4.0


def test_scaling_is_not_laid_around_twice():
    optimizer = optimizers.scaling_loss(optimizers.SGD())
    assert optimizers.scaling_loss(optimizer) is optimizer


def test_state_of_the_inner_optimizer_comes_last():
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(momentum=0.9))
    optimizer.build([one()])
    names = ["iteration", "learning_rate", "step_counter", "dynamic_scale", "iteration", "learning_rate", "w_momentum"]
    assert [variable.name for variable in optimizer.variables] == names


# ------------------------------------------------------------------------------------------------------------- description


@pytest.mark.parametrize("name", [*FORMULAS, "loss_scale"])
def test_config(name):
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.5)) if name == "loss_scale" else FORMULAS[name][0]()
    again = registry.deserialize(registry.serialize(optimizer))
    assert type(again) is type(optimizer)
    assert again.get_config() == optimizer.get_config()


def test_config_has_the_learning_rate_of_now():
    optimizer = optimizers.Adam(0.5)
    optimizer.learning_rate = 0.25
    assert optimizer.get_config()["learning_rate"] == 0.25


def test_get():
    assert isinstance(optimizers.get("rmsprop"), optimizers.RMSprop)
    assert isinstance(optimizers.get("AdamW"), optimizers.AdamW)
    optimizer = optimizers.SGD()
    assert optimizers.get(optimizer) is optimizer
    with pytest.raises(ValueError, match="Did you mean 'Adam'"):
        optimizers.get("adaam")
    with pytest.raises(ValueError, match="is no optimizer"):
        optimizers.get(len)


def test_state_scope_is_left_alone():
    variable = one()
    optimizer = optimizers.Adam(0.1)
    optimizer.build([variable])
    with StateScope() as scope:
        optimizer.apply([ops.ones(1)], [variable])
    assert variable.numpy().item() == 1.0
    np.testing.assert_allclose(ops.convert_to_numpy(scope.read(variable)), 0.9, rtol=1e-5)
