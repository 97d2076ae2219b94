"""Learning rates that fall by a formula."""

import math
from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.schedules.base import LearningRateSchedule


@export("multikeras.optimizers.schedules.ExponentialDecay")
class ExponentialDecay(LearningRateSchedule):
    """Exponential decay: `initial_learning_rate * decay_rate ** (step / decay_steps)`.

    Args:
        initial_learning_rate: Learning rate at the first step.
        decay_steps: Number of steps after which it has fallen by `decay_rate`.
        decay_rate: The factor.
        staircase: Whether it falls all at once every `decay_steps` steps. Default False.
        name: Name.

    Raises:
        ValueError: `decay_steps` is not positive.

    Example:

    >>> schedule = multikeras.optimizers.schedules.ExponentialDecay(1.0, decay_steps=10, decay_rate=0.5)
    >>> float(schedule(20))
    0.25
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str | None = "ExponentialDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = _positive(decay_steps, "decay_steps", self)
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step: Any) -> Any:
        periods = _periods(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate * ops.power(float(self.decay_rate), periods)


@export("multikeras.optimizers.schedules.InverseTimeDecay")
class InverseTimeDecay(LearningRateSchedule):
    """Decay by the inverse of time: `initial_learning_rate / (1 + decay_rate * step / decay_steps)`.

    Args:
        initial_learning_rate: Learning rate at the first step.
        decay_steps: Number of steps that count as one unit of time.
        decay_rate: How fast it falls.
        staircase: Whether it falls all at once every `decay_steps` steps. Default False.
        name: Name.

    Raises:
        ValueError: `decay_steps` is not positive.

    Example:

    >>> schedule = multikeras.optimizers.schedules.InverseTimeDecay(1.0, decay_steps=10, decay_rate=0.5)
    >>> float(schedule(20))
    0.5
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str | None = "InverseTimeDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = _positive(decay_steps, "decay_steps", self)
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step: Any) -> Any:
        return self.initial_learning_rate / (1 + self.decay_rate * _periods(step, self.decay_steps, self.staircase))


@export("multikeras.optimizers.schedules.PolynomialDecay")
class PolynomialDecay(LearningRateSchedule):
    """Polynomial decay to a last value, which is kept then:
    `(initial_learning_rate - end_learning_rate) * (1 - step / decay_steps) ** power + end_learning_rate`.

    Args:
        initial_learning_rate: Learning rate at the first step.
        decay_steps: Number of steps after which the last value is reached.
        end_learning_rate: The last value. Default 0.0001.
        power: The power. Default 1, for a straight line.
        cycle: Whether it goes up again after `decay_steps` steps and falls over twice, three times ... that number of steps.
            Default False.
        name: Name.

    Raises:
        ValueError: `decay_steps` is not positive.

    Example:

    >>> schedule = multikeras.optimizers.schedules.PolynomialDecay(1.0, decay_steps=10, end_learning_rate=0.5)
    >>> float(schedule(5)), float(schedule(20))
    (0.75, 0.5)
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str | None = "PolynomialDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = _positive(decay_steps, "decay_steps", self)
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        if self.cycle:
            part = step / (self.decay_steps * ops.maximum(ops.ceil(step / self.decay_steps), 1.0))
        else:
            part = ops.minimum(step, float(self.decay_steps)) / self.decay_steps
        return (self.initial_learning_rate - self.end_learning_rate) * (1 - part) ** self.power + self.end_learning_rate


@export("multikeras.optimizers.schedules.CosineDecay")
class CosineDecay(LearningRateSchedule):
    """Decay along half a period of the cosine, after a linear rise if wanted.

    From the learning rate `top`, which is `warmup_target` if given and `initial_learning_rate` otherwise, it falls as
    `top * ((1 - alpha) * (1 + cos(pi * step / decay_steps)) / 2 + alpha)`, the step counted from the end of the rise, and
    stays at `alpha * top`. Loshchilov and Hutter, 2016, https://arxiv.org/abs/1608.03983

    Args:
        initial_learning_rate: Learning rate at the first step.
        decay_steps: Number of steps of the fall.
        alpha: The last value as a part of the top. Default 0.
        name: Name.
        warmup_target: Learning rate at the end of the rise. None, the default, for no rise.
        warmup_steps: Number of steps of the rise. Default 0.

    Raises:
        ValueError: `decay_steps` is not positive.

    Example:

    >>> schedule = multikeras.optimizers.schedules.CosineDecay(0.0, decay_steps=10, warmup_target=1.0, warmup_steps=4)
    >>> float(schedule(1)), float(schedule(4)), float(schedule(14))
    (0.25, 1.0, 0.0)
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        alpha: float = 0.0,
        name: str | None = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = _positive(decay_steps, "decay_steps", self)
        self.alpha = alpha
        self.name = name
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        if self.warmup_target is None:
            return self._falling(step, self.initial_learning_rate)
        falling = self._falling(ops.maximum(step - self.warmup_steps, 0.0), self.warmup_target)
        if not self.warmup_steps:
            return falling
        rise = (self.warmup_target - self.initial_learning_rate) / self.warmup_steps
        return ops.where(step < self.warmup_steps, self.initial_learning_rate + rise * step, falling)

    def _falling(self, step: Any, top: float) -> Any:
        part = ops.minimum(step, float(self.decay_steps)) / self.decay_steps
        return top * ((1 - self.alpha) * 0.5 * (1 + ops.cos(math.pi * part)) + self.alpha)


@export("multikeras.optimizers.schedules.CosineDecayRestarts")
class CosineDecayRestarts(LearningRateSchedule):
    """Decay along half a period of the cosine, over and over.

    Period `i`, from 0, has `first_decay_steps * t_mul**i` steps, in which the learning rate falls as
    `initial_learning_rate * ((1 - alpha) * m_mul**i * (1 + cos(pi * part)) / 2 + alpha)`, where `part` is how much of the period is over.
    Loshchilov and Hutter, 2016, https://arxiv.org/abs/1608.03983

    Args:
        initial_learning_rate: Learning rate at the first step.
        first_decay_steps: Number of steps of the first period.
        t_mul: Length of a period as a multiple of the one before, at least 1. Default 2.
        m_mul: Height from which a period falls as a multiple of that of the one before. Default 1.
        alpha: The lowest value as a part of `initial_learning_rate`. Default 0.
        name: Name.

    Raises:
        ValueError: `first_decay_steps` is not positive, or `t_mul` is less than 1.

    Example:

    >>> schedule = multikeras.optimizers.schedules.CosineDecayRestarts(1.0, first_decay_steps=10, m_mul=0.5)
    >>> float(schedule(0)), float(schedule(10)), float(schedule(30))
    (1.0, 0.5, 0.25)
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: int,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str | None = "SGDRDecay",
    ):
        if t_mul < 1:
            raise ValueError(f"CosineDecayRestarts: `t_mul` must be at least 1, got {t_mul!r}: periods cannot become shorter.")
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = _positive(first_decay_steps, "first_decay_steps", self)
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step: Any) -> Any:
        done = ops.cast(step, "float32") / self.first_decay_steps
        if self.t_mul == 1:
            period = ops.floor(done)
            part = done - period
        else:
            # The first i periods take (t_mul**i - 1) / (t_mul - 1) times the first. Rounding may put a step that starts a period just
            # before it, where the logarithm is a whole number but for the last digits.
            period = ops.floor(ops.log(1 + done * (self.t_mul - 1)) / math.log(self.t_mul) + 1e-6)
            length = ops.power(float(self.t_mul), period)
            part = ops.maximum((done - (length - 1) / (self.t_mul - 1)) / length, 0.0)
        height = ops.power(float(self.m_mul), period)
        return self.initial_learning_rate * ((1 - self.alpha) * height * 0.5 * (1 + ops.cos(math.pi * part)) + self.alpha)


@export("multikeras.optimizers.schedules.PiecewiseConstantDecay")
class PiecewiseConstantDecay(LearningRateSchedule):
    """Learning rates that are constant between certain steps.

    Args:
        boundaries: Steps up to which, inclusively, each value but the last holds, in increasing order.
        values: The learning rates, one more than there are boundaries.
        name: Name.

    Raises:
        ValueError: The numbers of boundaries and values do not fit.

    Example:

    >>> schedule = multikeras.optimizers.schedules.PiecewiseConstantDecay([2], [1.0, 0.5])
    >>> float(schedule(2)), float(schedule(3))
    (1.0, 0.5)
    """

    def __init__(self, boundaries: Sequence[int], values: Sequence[float], name: str | None = "PiecewiseConstant"):
        if len(values) != len(boundaries) + 1:
            raise ValueError(
                f"PiecewiseConstantDecay: `values` must have one entry more than `boundaries`, got {len(values)} and {len(boundaries)}."
            )
        self.boundaries = list(boundaries)
        self.values = list(values)
        self.name = name

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        rate = ops.cast(self.values[-1], "float32")
        for boundary, value in zip(reversed(self.boundaries), reversed(self.values[:-1]), strict=True):
            rate = ops.where(step <= boundary, value, rate)
        return rate


def _positive(value: int, name: str, owner: LearningRateSchedule) -> int:
    if value <= 0:
        raise ValueError(f"{type(owner).__name__}: `{name}` must be positive, got {value!r}.")
    return value


def _periods(step: Any, length: int, whole: bool) -> Any:
    periods = ops.cast(step, "float32") / length
    return ops.floor(periods) if whole else periods
