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

MAKERS = {
    **{name: make for name, (make, _, _) in FORMULAS.items()},
    "adadelta": lambda: optimizers.Adadelta(0.1),
    "adafactor": lambda: optimizers.Adafactor(0.1),
    "adagrad": lambda: optimizers.Adagrad(0.1),
    "adamax": lambda: optimizers.Adamax(0.1),
    "ftrl": lambda: optimizers.Ftrl(0.1, l1_regularization_strength=0.1),
    "lamb": lambda: optimizers.Lamb(0.1),
    "lion": lambda: optimizers.Lion(0.1),
    "muon": lambda: optimizers.Muon(0.1),
    "nadam": lambda: optimizers.Nadam(0.1),
    "schedule_free": lambda: optimizers.ScheduleFreeAdamW(0.1, warmup_steps=4),
    "accumulated": lambda: optimizers.Nadam(0.1, gradient_accumulation_steps=2, use_ema=True, ema_overwrite_frequency=3),
    "loss_scale": lambda: optimizers.LossScaleOptimizer(optimizers.SGD(0.5), initial_scale=4.0),
    "several": lambda: optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.Adam(0.1), {"w": optimizers.SGD(0.1)})),
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


@pytest.mark.parametrize("name", MAKERS)
def test_stateless_step_is_the_same_step(name):
    make = MAKERS[name]
    variables, _, gradients = variables_and_gradients()
    wanted = run(make(), variables, gradients)
    variables, values, _ = variables_and_gradients()
    optimizer = make()
    optimizer.build(variables)
    state = [v.value for v in optimizer.variables]
    weights = [v.value for v in variables]
    step_of = backend.TRACERS["jit"](optimizer.stateless_apply) if backend.TRACES else optimizer.stateless_apply
    for step in gradients:
        weights, state = step_of(state, [ops.convert_to_tensor(g, dtype="float32") for g in step], weights)
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


def compiled_step(optimizer, variables):
    """A compiled step, for the variables that the optimizer has before it is first called."""
    known = [*variables, *optimizer.variables]
    return backend.step.compile_step(lambda gradients: optimizer.apply(gradients, variables) or {}, known, jit=backend.TRACES)


def test_averages_of_an_optimizer_that_is_built_in_a_trace():
    variable = one(10.0)
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    if backend.TRACES:
        optimizer.build([variable])  # state cannot appear in a pure function
    step = compiled_step(optimizer, [variable])
    for _ in range(3):
        step([ops.ones(1)])
    optimizer.finalize_variable_values([variable])
    np.testing.assert_allclose(variable.numpy(), 0.5 * (0.5 * 9 + 0.5 * 8) + 0.5 * 7)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("name", ["accumulated", "several", "loss_scale", "muon"])
def test_compiled_step_is_the_same_step(name):
    variables, _, gradients = variables_and_gradients()
    wanted = run(MAKERS[name](), variables, gradients)
    variables, _, _ = variables_and_gradients()
    optimizer = MAKERS[name]()
    optimizer.build(variables)
    step = compiled_step(optimizer, variables)
    for row in gradients:
        step([ops.convert_to_tensor(g, dtype="float32") for g in row])
    for a, b in zip(variables, wanted, strict=True):
        np.testing.assert_allclose(a.numpy(), b, rtol=1e-4, atol=1e-5)


def test_averages_before_the_first_step_are_the_weights():
    variable = one(10.0)
    optimizer = optimizers.SGD(1.0, use_ema=True)
    optimizer.build([variable])
    optimizer.finalize_variable_values([variable])
    assert variable.numpy().item() == 10.0


def test_an_update_step_of_ones_own_waits_for_all_gradients():
    class Plain(optimizers.Optimizer):
        def update_step(self, gradient, variable, learning_rate):
            self.assign_sub(variable, gradient * learning_rate)

    variable = one(0.0)
    optimizer = Plain(1.0, gradient_accumulation_steps=2)
    assert [run(optimizer, [variable], [[np.full(1, g)]])[0].item() for g in (1.0, 3.0)] == [0.0, -2.0]
    assert int(optimizer.iterations) == 1


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


def test_names_exclude_from_weight_decay():
    variables = [backend.Variable(np.ones(1, "float32"), name=name) for name in ("gamma", "kernel")]
    optimizer = optimizers.SGD(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["gam"])
    optimizer.apply([ops.zeros(1), ops.zeros(1)], variables)
    np.testing.assert_allclose([v.numpy().item() for v in variables], [1.0, 0.95], rtol=1e-5)
    with pytest.raises(ValueError, match="before the first step"):
        optimizer.exclude_from_weight_decay(var_names=["kernel"])


@pytest.mark.parametrize("wrap", [optimizers.LossScaleOptimizer, lambda o: optimizers.MultiOptimizer(optimizers.OptimizerMap(o))])
def test_exclusion_reaches_wrapped_optimizers(wrap):
    variable = one()
    optimizer = wrap(optimizers.SGD(0.1, weight_decay=0.5))
    optimizer.exclude_from_weight_decay([variable])
    optimizer.apply([ops.zeros(1)], [variable])
    assert variable.numpy().item() == 1.0


@pytest.mark.parametrize(
    "rate",
    [0.5, np.float32(0.5), np.array(0.5), lambda: 0.5, lambda: ops.convert_to_tensor(0.5), backend.Variable(np.float32(0.5), name="rate")],
    ids=["float", "scalar", "array", "callable", "callable of tensor", "variable"],
)
def test_kinds_of_learning_rates(rate):
    variable = one()
    optimizer = optimizers.SGD(rate)
    run(optimizer, [variable], [[np.ones(1)]])
    assert variable.numpy().item() == 0.5
    assert float(optimizer.learning_rate) == 0.5


@pytest.mark.parametrize("rate", ["0.1", None, True, [0.1], np.ones(2)])
def test_wrong_learning_rates(rate):
    with pytest.raises(ValueError, match="`learning_rate` must be a number, a LearningRateSchedule or a callable"):
        optimizers.SGD(rate)


def test_learning_rate_changes_between_compiled_steps():
    variable = one(0.0)
    optimizer = optimizers.SGD(1.0)
    optimizer.build([variable])
    step = compiled_step(optimizer, [variable])
    for rate in (1.0, 0.25):
        optimizer.learning_rate = rate
        step([ops.ones(1)])
    assert variable.numpy().item() == -1.25


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: optimizers.SGD(clipnorm=1.0, clipvalue=1.0), "only one of"),
        (lambda: optimizers.Adagrad(initial_accumulator_value=-1.0), "must not be negative, got -1.0"),
        (lambda: optimizers.Lion(beta_1=0.0), "`beta_1` must lie in"),
        (lambda: optimizers.Ftrl(learning_rate_power=0.5), "must not be positive, got 0.5"),
        (lambda: optimizers.Ftrl(l1_regularization_strength=-0.5), "`l1_regularization_strength` must not be negative"),
        (lambda: optimizers.ScheduleFreeAdamW(warmup_steps=-1), "`warmup_steps` must not be negative"),
        (lambda: optimizers.SGD().apply([None], [one()]), "none of the 1 variables has a gradient"),
    ],
)
def test_wrong_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_adafactor_keeps_no_square_for_each_element_of_a_matrix():
    optimizer = optimizers.Adafactor()
    optimizer.build([backend.Variable(np.ones((40, 30), "float32"), name="w")])
    assert [v.shape for v in optimizer.variables[2:]] == [(40,), (30,), (40, 30)]
    assert sum(int(np.prod(v.value.shape)) for v in optimizer.variables) < 100


# ------------------------------------------------------------------------------------------------------ several optimizers


def test_each_optimizer_updates_its_own():
    variables = [backend.Variable(np.ones(1, "float32"), name=name) for name in ("kernel", "bias", "gamma")]
    head = optimizers.SGD(0.5)
    optimizer = optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.SGD(0.125), {"ker.*": head, "bias": optimizers.SGD(0.25)}))
    optimizer.apply([ops.ones(1), None, ops.ones(1)], variables)
    assert [v.numpy().item() for v in variables] == [0.5, 1.0, 0.875]
    assert [int(o.iterations.numpy()) for o in optimizer.optimizers] == [1, 0, 1]
    assert int(optimizer.iterations.numpy()) == 1
    with pytest.raises(AttributeError, match="the single ones in `optimizers`"):
        optimizer.learning_rate = 0.1
    assert not hasattr(optimizer, "learning_rate")


def test_one_scale_of_the_loss_for_several_optimizers():
    scaled = optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.SGD(1.0), {"a": optimizers.SGD(1.0)}), loss_scale_factor=4.0)
    variables = [backend.Variable(np.zeros(1, "float32"), name=name) for name in "ab"]
    assert scaled.scale_loss(2.0) == 8.0
    scaled.apply([ops.convert_to_tensor([4.0]), ops.convert_to_tensor([8.0])], variables)
    assert [v.numpy().item() for v in variables] == [-1.0, -2.0]
    with pytest.raises(ValueError, match="there is one loss"):
        optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.SGD(loss_scale_factor=2.0), {"a": optimizers.SGD()}))


def test_map_of_optimizers_is_checked():
    choice = optimizers.OptimizerMap(optimizers.SGD(), {".*kernel": optimizers.Adam()})
    assert list(choice) == [".*kernel"]
    assert "m/kernel" not in choice
    assert choice["m/bias"] is choice.default_optimizer
    choice["m/.*"] = optimizers.SGD()
    with pytest.raises(ValueError, match="several expressions match the path 'm/kernel'"):
        choice["m/kernel"]
    del choice["m/.*"]
    with pytest.raises(ValueError, match="is no regular expression"):
        choice["("] = optimizers.SGD()
    with pytest.raises(ValueError, match="Delete it first"):
        choice[".*kernel"] = optimizers.SGD()
    with pytest.raises(TypeError, match="must be an Optimizer"):
        choice["a"] = "sgd"
    with pytest.raises(TypeError, match="must be an OptimizerMap"):
        optimizers.MultiOptimizer({"a": optimizers.SGD()})


def test_changed_formula_is_not_replaced_by_a_kernel():
    class Frozen(optimizers.Adam):
        def update(self, gradient, value, slots, scalars):
            return value * 1.0, slots

    variable = one()
    Frozen(0.1).apply([ops.ones(1)], [variable])
    assert variable.numpy().item() == 1.0


@pytest.mark.parametrize("name", MAKERS)
def test_dtypes_of_variables_are_kept(name):
    variables, _, gradients = variables_and_gradients()
    narrow = [
        backend.Variable(v.numpy(), dtype=dtype, name="w") for v, dtype in zip(variables, ("bfloat16", "float32", "float64"), strict=True)
    ]
    optimizer = MAKERS[name]()
    for step in gradients[:2]:
        optimizer.apply([ops.convert_to_tensor(g, dtype=v.dtype) for g, v in zip(step, narrow, strict=True)], narrow)
    run(MAKERS[name](), variables, gradients[:2])
    assert [v.dtype for v in narrow] == ["bfloat16", "float32", "float64"]
    for a, b in zip(narrow, variables, strict=True):
        np.testing.assert_allclose(a.numpy().astype("float64"), b.numpy(), rtol=0.1, atol=0.1)


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


@pytest.mark.parametrize("name", MAKERS)
def test_config(name):
    optimizer = MAKERS[name]()
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
