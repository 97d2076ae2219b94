"""Optimizers against those of optax and PyTorch, where these have the same formula."""

import numpy as np
import pytest

from multikeras.src import backend, ops, optimizers

optax = pytest.importorskip("optax")
torch = pytest.importorskip("torch")

SHAPES = [(7, 3), (3,), (4, 4)]
STEPS = 20
RATE = 0.05


def samples():
    rng = np.random.default_rng(0)
    draw = lambda: [rng.normal(size=shape).astype("float32") for shape in SHAPES]  # noqa: E731
    return draw(), [draw() for _ in range(STEPS)]


def ours(optimizer):
    values, gradients = samples()
    variables = [backend.Variable(value, name="w") for value in values]
    for step in gradients:
        optimizer.apply([ops.convert_to_tensor(g) for g in step], variables)
    return [variable.numpy() for variable in variables]


def by_optax(transformation):
    values, gradients = samples()
    state = transformation.init(values)
    for step in gradients:
        updates, state = transformation.update(step, state, values)
        values = optax.apply_updates(values, updates)
    return values


def by_torch(make):
    values, gradients = samples()
    parameters = [torch.nn.Parameter(torch.tensor(value)) for value in values]
    optimizer = make(parameters)
    for step in gradients:
        for parameter, gradient in zip(parameters, step, strict=True):
            parameter.grad = torch.tensor(gradient)
        optimizer.step()
    return [parameter.detach().numpy() for parameter in parameters]


CASES = {
    "adadelta": (lambda: optimizers.Adadelta(1.0, epsilon=1e-6), lambda: by_optax(optax.adadelta(1.0, rho=0.95, eps=1e-6))),
    "adafactor": (
        lambda: optimizers.Adafactor(RATE),
        lambda: by_optax(optax.adafactor(RATE, min_dim_size_to_factor=1, multiply_by_parameter_scale=True)),
    ),
    "adagrad": (lambda: optimizers.Adagrad(RATE), lambda: by_optax(optax.adagrad(RATE, 0.1, 1e-7))),
    "adam": (lambda: optimizers.Adam(RATE, epsilon=1e-12), lambda: by_optax(optax.adam(RATE, eps=1e-12))),
    "adamax": (lambda: optimizers.Adamax(RATE), lambda: by_optax(optax.adamax(RATE, eps=1e-7))),
    "adamw": (
        lambda: optimizers.AdamW(RATE, weight_decay=0.1, epsilon=1e-12),
        lambda: by_torch(lambda p: torch.optim.AdamW(p, RATE, weight_decay=0.1, eps=1e-12)),
    ),
    "lamb": (lambda: optimizers.Lamb(RATE), lambda: by_optax(optax.lamb(RATE, eps=1e-7))),
    "lion": (lambda: optimizers.Lion(RATE), lambda: by_optax(optax.lion(RATE, weight_decay=0.0))),
    "nadam": (lambda: optimizers.Nadam(RATE), lambda: by_torch(lambda p: torch.optim.NAdam(p, RATE, eps=1e-7, momentum_decay=1.0))),
    "rmsprop": (
        lambda: optimizers.RMSprop(RATE, momentum=0.5, centered=True),
        lambda: by_optax(optax.rmsprop(RATE, decay=0.9, eps=1e-7, centered=True, momentum=0.5)),
    ),
    "schedule_free": (
        lambda: optimizers.ScheduleFreeAdamW(RATE),
        lambda: by_optax(optax.contrib.schedule_free_adamw(RATE, b1=0.9, b2=0.999, eps=1e-8)),
    ),
    "sgd": (
        lambda: optimizers.SGD(RATE, momentum=0.9, nesterov=True),
        lambda: by_torch(lambda p: torch.optim.SGD(p, RATE, momentum=0.9, nesterov=True)),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_steps(name):
    make, reference = CASES[name]
    for found, wanted in zip(ours(make()), reference(), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=2e-5)


def test_matrices_step_as_those_of_torch():
    found = ours(optimizers.Muon(RATE, weight_decay=0.1, exclude_layers=[]))

    def make(parameters):
        matrices = [parameter for parameter in parameters if parameter.ndim == 2]
        return torch.optim.Muon(matrices, RATE, weight_decay=0.1, momentum=0.95, adjust_lr_fn="match_rms_adamw")

    for a, b in zip(found, by_torch(make), strict=True):
        if a.ndim == 2:  # torch iterates in bfloat16
            np.testing.assert_allclose(a, b, atol=0.02)


def test_orthogonal_steps():
    x = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    steps = ops.convert_to_numpy(optimizers.Muon().zeropower_via_newtonschulz5(ops.convert_to_tensor(x), 5))
    values = np.linalg.svd(steps, compute_uv=False)
    assert values.min() > 0.6
    assert values.max() < 1.3
