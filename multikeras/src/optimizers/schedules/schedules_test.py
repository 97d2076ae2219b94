"""Schedules against their formulas, and in an optimizer."""

import numpy as np
import pytest

from multikeras.src import backend, ops, optimizers
from multikeras.src.core import registry
from multikeras.src.optimizers import schedules


def cosine(step, top=0.1, length=10, alpha=0.0):
    part = min(step, length) / length
    return top * ((1 - alpha) * (1 + np.cos(np.pi * part)) / 2 + alpha)


FORMULAS = [
    (schedules.ExponentialDecay(0.1, 3, 0.5), lambda t: 0.1 * 0.5 ** (t / 3)),
    (schedules.ExponentialDecay(0.1, 3, 0.5, staircase=True), lambda t: 0.1 * 0.5 ** (t // 3)),
    (schedules.InverseTimeDecay(0.1, 3, 0.5), lambda t: 0.1 / (1 + 0.5 * t / 3)),
    (schedules.InverseTimeDecay(0.1, 3, 0.5, staircase=True), lambda t: 0.1 / (1 + 0.5 * (t // 3))),
    (schedules.PolynomialDecay(0.1, 5, 0.01, 2.0), lambda t: 0.09 * (1 - min(t, 5) / 5) ** 2 + 0.01),
    (
        schedules.PolynomialDecay(0.1, 5, 0.01, 2.0, cycle=True),
        lambda t: 0.09 * (1 - t / (5 * max(np.ceil(t / 5), 1))) ** 2 + 0.01,
    ),
    (schedules.CosineDecay(0.1, 10), cosine),
    (
        schedules.CosineDecay(0.1, 10, 0.2, warmup_target=0.5, warmup_steps=4),
        lambda t: 0.1 + 0.1 * t if t < 4 else cosine(t - 4, 0.5, alpha=0.2),
    ),
    (
        schedules.CosineDecayRestarts(0.1, 4, t_mul=2.0, m_mul=0.5),
        lambda t: cosine(t, 0.1, 4) if t < 4 else cosine(t - 4, 0.05, 8) if t < 12 else cosine(t - 12, 0.025, 16),
    ),
    (schedules.CosineDecayRestarts(0.1, 4, t_mul=1.0, alpha=0.2), lambda t: cosine(t % 4, 0.1, 4, alpha=0.2)),
    (schedules.PiecewiseConstantDecay([2, 5], [1.0, 0.5, 0.1]), lambda t: 1.0 if t <= 2 else 0.5 if t <= 5 else 0.1),
]
NAMES = [f"{type(schedule).__name__}{i}" for i, (schedule, _) in enumerate(FORMULAS)]


@pytest.mark.parametrize(("schedule", "formula"), FORMULAS, ids=NAMES)
def test_formula(schedule, formula):
    steps = range(17)
    np.testing.assert_allclose([float(schedule(t)) for t in steps], [formula(t) for t in steps], rtol=1e-5, atol=1e-7)
    assert float(schedule(ops.convert_to_tensor(3))) == pytest.approx(formula(3), rel=1e-5)


@pytest.mark.parametrize(("schedule", "formula"), FORMULAS, ids=NAMES)
def test_config(schedule, formula):
    again = schedules.deserialize(schedules.serialize(schedule))
    assert again.get_config() == schedule.get_config()
    assert float(again(4)) == pytest.approx(formula(4), rel=1e-5)


def test_optimizer_follows_its_schedule():
    optimizer = optimizers.SGD(schedules.PiecewiseConstantDecay([0], [1.0, 0.5]))
    variable = backend.Variable(np.zeros(1, "float32"), name="w")
    for _ in range(3):
        optimizer.apply([ops.ones(1)], [variable])
    assert variable.numpy().item() == -2.0
    assert len(optimizer.variables) == 1
    again = registry.deserialize(registry.serialize(optimizer))
    assert again.get_config()["learning_rate"] == optimizer.get_config()["learning_rate"]
    with pytest.raises(TypeError, match="follows a schedule"):
        optimizer.learning_rate = 0.1


def test_arguments_are_checked():
    with pytest.raises(ValueError, match="`decay_steps` must be positive, got 0"):
        schedules.CosineDecay(0.1, 0)
    with pytest.raises(ValueError, match="`t_mul` must be at least 1, got 0.5"):
        schedules.CosineDecayRestarts(0.1, 10, t_mul=0.5)
    with pytest.raises(ValueError, match="one entry more"):
        schedules.PiecewiseConstantDecay([1], [0.1])
