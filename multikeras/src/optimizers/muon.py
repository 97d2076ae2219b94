"""Muon."""

import re
from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.optimizers.base import Optimizer, Variable


@export("multikeras.optimizers.Muon")
class Muon(Optimizer):
    """Muon: steps of matrices along their momentum made orthogonal, and Adam for all other variables.

    For a matrix `momentum = m * momentum + gradient`, with `nesterov` taken one step ahead; a Newton-Schulz iteration brings all of
    its singular values near to 1, and the step is scaled by `rms_rate * sqrt(max(rows, columns))` so that its elements are about as
    large as those of Adam. Variables that are no matrices, embeddings and what `exclude_layers` names are updated by Adam.
    Jordan et al., 2024, https://kellerjordan.github.io/posts/muon/ and Liu et al., 2025, https://arxiv.org/abs/2502.16982

    Args:
        learning_rate: Number, schedule, or callable. Default 0.001.
        adam_beta_1, adam_beta_2, epsilon: See `Adam`. Defaults 0.9, 0.999 and 1e-7.
        adam_weight_decay: Weight decay of the variables that Adam updates. Default 0.004.
        weight_decay: Weight decay of the matrices. Default 0.004.
        clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
            gradient_accumulation_steps, name: See `Optimizer`.
        exclude_layers: Regular expressions; a matrix in whose path one of them is found is left to Adam.
        exclude_embeddings: Whether matrices with "embedding" in their path are left to Adam. Default True.
        muon_a, muon_b, muon_c: Coefficients of the iteration `x = a x + (b x x^T + c (x x^T)^2) x`.
        adam_lr_ratio: The learning rate of Adam as a multiple of `learning_rate`. Default 1.
        momentum: How much of the momentum is kept. Default 0.95.
        ns_steps: Number of iterations. Default 5.
        nesterov: Whether the momentum is taken one step ahead. Default True.
        rms_rate: Scale of the step; None for a step that is not scaled. Default 0.2.

    Example:

    >>> optimizer = multikeras.optimizers.Muon(learning_rate=0.1, weight_decay=0)
    >>> variable = multikeras.Variable(np.eye(3, dtype="float32"))
    >>> optimizer.apply([multikeras.ops.eye(3)], [variable])
    >>> bool(variable.numpy()[0, 0] < 1)
    True
    """

    fused = "muon"
    slots = ("momentum", "velocity")
    elementwise = False

    def __init__(
        self,
        learning_rate: Any = 0.001,
        adam_beta_1: float = 0.9,
        adam_beta_2: float = 0.999,
        adam_weight_decay: float | None = 0.004,
        epsilon: float = 1e-7,
        weight_decay: float | None = 0.004,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        exclude_layers: Sequence[str] | None = None,
        exclude_embeddings: bool = True,
        muon_a: float = 3.4445,
        muon_b: float = -4.775,
        muon_c: float = 2.0315,
        adam_lr_ratio: float = 1,
        momentum: float = 0.95,
        ns_steps: int = 5,
        nesterov: bool = True,
        rms_rate: float | None = 0.2,
        **kwargs: Any,
    ):
        super().__init__(
            learning_rate=learning_rate,
            weight_decay=weight_decay,
            clipnorm=clipnorm,
            clipvalue=clipvalue,
            global_clipnorm=global_clipnorm,
            use_ema=use_ema,
            ema_momentum=ema_momentum,
            ema_overwrite_frequency=ema_overwrite_frequency,
            loss_scale_factor=loss_scale_factor,
            gradient_accumulation_steps=gradient_accumulation_steps,
            name=name,
            **kwargs,
        )
        self.adam_beta_1 = adam_beta_1
        self.adam_beta_2 = adam_beta_2
        self.adam_weight_decay = adam_weight_decay
        self.epsilon = epsilon
        self.exclude_embeddings = exclude_embeddings
        self.muon_a = muon_a
        self.muon_b = muon_b
        self.muon_c = muon_c
        self.adam_lr_ratio = adam_lr_ratio
        self.momentum = momentum
        self.ns_steps = ns_steps
        self.nesterov = nesterov
        self.rms_rate = rms_rate
        self.exclude_layers = list(exclude_layers or ())

    def make_slot(self, variable: Variable, name: str) -> Variable | None:
        if name == "velocity" and not self.leaves_to_adam(variable):
            return None
        return self.add_variable_from_reference(variable, name)

    def leaves_to_adam(self, variable: Variable) -> bool:
        """Whether a variable is updated by Adam."""
        if variable.ndim != 2 or (self.exclude_embeddings and "embedding" in variable.path.lower()):
            return True
        return any(re.search(pattern, variable.path) for pattern in self.exclude_layers)

    @property
    def has_weight_decay(self) -> bool:
        return bool(self.weight_decay or self.adam_weight_decay)

    def weight_decay_of(self, variable: Variable) -> float | None:
        decay = super().weight_decay_of(variable)
        return self.adam_weight_decay if self.leaves_to_adam(variable) and not self.spares_from_decay(variable) else decay

    def scalars(self, step: Any, learning_rate: Any) -> dict[str, Any]:
        correction = (1 - self.adam_beta_2**step) ** 0.5 / (1 - self.adam_beta_1**step)
        return {"learning_rate": learning_rate, "adam_rate": learning_rate * self.adam_lr_ratio * correction}

    def update(self, gradient: Any, value: Any, slots: tuple, scalars: dict[str, Any]) -> tuple[Any, tuple]:
        momentum, velocity = slots
        if velocity is None:
            momentum = momentum * self.momentum + gradient
            direction = gradient + momentum * self.momentum if self.nesterov else momentum
            step = self.lr_adjust(self.zeropower_via_newtonschulz5(direction, self.ns_steps))
            return value - step * scalars["learning_rate"], (momentum, None)
        momentum = momentum + (gradient - momentum) * (1 - self.adam_beta_1)
        velocity = velocity + (gradient * gradient - velocity) * (1 - self.adam_beta_2)
        return value - scalars["adam_rate"] * momentum / (ops.sqrt(velocity) + self.epsilon), (momentum, velocity)

    def zeropower_via_newtonschulz5(self, x: Any, steps: int) -> Any:
        """A matrix with nearly the singular vectors of `x` and singular values near to 1.

        Args:
            x: Tensor of shape `(..., rows, columns)`.
            steps: Number of iterations.
        """
        wide = x.shape[-2] <= x.shape[-1]
        x = x if wide else self.transpose_last_axis(x)
        x = x / (ops.sqrt(ops.sum(x * x, axis=(-2, -1), keepdims=True)) + 1e-7)
        for _ in range(steps):
            gram = x @ self.transpose_last_axis(x)
            x = self.muon_a * x + (self.muon_b * gram + self.muon_c * (gram @ gram)) @ x
        return x if wide else self.transpose_last_axis(x)

    def transpose_last_axis(self, X: Any) -> Any:  # noqa: N803 -- Keras's name
        """The transpose of each matrix in a stack."""
        return ops.swapaxes(X, -2, -1)

    def lr_adjust(self, x: Any) -> Any:
        """An orthogonal matrix, scaled so that the root mean square of its elements is about `rms_rate`."""
        return x if self.rms_rate is None else x * (self.rms_rate * max(x.shape[-2:]) ** 0.5)
