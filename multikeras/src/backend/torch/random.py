"""Random numbers from torch's generators, each draw from a seed of its own."""

import math
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from multikeras.src.backend.torch.recording import aside
from multikeras.src.backend.torch.tensor import placement

PORTABLE = False


class _Generators(threading.local):
    """One generator for each device, seeded anew for each draw: making one costs more than seeding it."""

    def __init__(self) -> None:
        self.by_device: dict[torch.device, torch.Generator] = {}

    def seeded(self, seed: Tensor, device: torch.device) -> torch.Generator:
        generator = self.by_device.get(device)
        if generator is None:
            generator = self.by_device[device] = torch.Generator(device)
        return generator.manual_seed(_mixed(*seed.tolist()))


_generators = _Generators()


def _mixed(high: int, low: int) -> int:
    """Both words mixed into each bit, since torch's CPU generator looks at the low 32 bits of its seed only.

    The finalizer of SplitMix64 (Steele, Lea, Flood 2014, https://doi.org/10.1145/2660193.2660195).
    """
    bits = (high << 32 | low) + 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return bits ^ bits >> 31


# ------------------------------------------------------------------------------------------------------------- raw draws

Draw = Callable[[Tensor, Sequence[int], torch.dtype, torch.device], Tensor]
_CONCRETE = frozenset({Tensor, torch.nn.Parameter})


def _traceable(draw: Draw) -> Draw:
    """Tracing knows no generators: there a draw is one opaque operator, which gives the same numbers."""
    operator = torch.library.custom_op(f"multikeras::{draw.__name__.strip('_')}", draw, mutates_args=())
    operator.register_fake(lambda seed, shape, dtype, device: torch.empty(shape, dtype=dtype, device=device))

    def drawn(seed: Tensor, shape: Sequence[int], dtype: torch.dtype, device: torch.device) -> Tensor:
        if type(seed) in _CONCRETE and not torch.compiler.is_compiling():
            return aside(draw, seed, shape, dtype, device)
        return operator(seed, list(shape), dtype, device)

    return drawn


@_traceable
def _standard_normal(seed: Tensor, shape: Sequence[int], dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.randn(shape, generator=_generators.seeded(seed, device), dtype=dtype, device=device)


@_traceable
def _standard_uniform(seed: Tensor, shape: Sequence[int], dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.rand(shape, generator=_generators.seeded(seed, device), dtype=dtype, device=device)


@_traceable
def _nonnegative_integers(seed: Tensor, shape: Sequence[int], dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.empty(shape, dtype=dtype, device=device).random_(generator=_generators.seeded(seed, device))


@_traceable
def _permuted_range(seed: Tensor, shape: Sequence[int], dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.randperm(*shape, generator=_generators.seeded(seed, device), dtype=dtype, device=device)


# --------------------------------------------------------------------------------------------------------- distributions


def normal(seed: Tensor, shape: tuple, mean: Any, stddev: Any, dtype: torch.dtype) -> Tensor:
    return _standard_normal(seed, shape, dtype, placement.device).mul_(stddev).add_(mean)


def uniform(seed: Tensor, shape: tuple, minval: Any, maxval: Any, dtype: torch.dtype) -> Tensor:
    values = _standard_uniform(seed, shape, dtype, placement.device).mul_(maxval - minval).add_(minval)
    return torch.where(values < maxval, values, minval)  # the sum may have been rounded up to maxval


def randint(seed: Tensor, shape: tuple, minval: Any, maxval: Any, dtype: torch.dtype) -> Tensor:
    bits = _nonnegative_integers(seed, shape, torch.int64, placement.device)
    return bits.remainder_(maxval - minval).add_(minval).to(dtype)


def truncated_normal(seed: Tensor, shape: tuple, mean: Any, stddev: Any, dtype: torch.dtype) -> Tensor:
    working = torch.promote_types(dtype, torch.float32)
    # By inversion: the mass of a normal variable within two standard deviations is erf(sqrt(2)).
    mass = math.erf(math.sqrt(2))
    values = _standard_uniform(seed, shape, working, placement.device).mul_(2 * mass).sub_(mass)
    values = values.erfinv_().mul_(math.sqrt(2)).clamp_(-2, 2)
    return values.mul_(stddev).add_(mean).to(dtype)


def categorical(seed: Tensor, logits: Tensor, num_samples: int, dtype: torch.dtype) -> Tensor:
    bounds = torch.softmax(logits.double(), -1).cumsum(-1)
    draws = _standard_uniform(seed, (*logits.shape[:-1], num_samples), torch.float64, logits.device)
    return torch.searchsorted(bounds, draws * bounds[..., -1:], right=True).to(dtype)


def permutation(seed: Tensor, n: int) -> Tensor:
    return _permuted_range(seed, (n,), torch.int32, placement.device)


def dropout(seed: Tensor, x: Tensor, rate: float, noise_shape: Sequence[int | None] | None) -> Tensor:
    if rate >= 1:
        return torch.zeros_like(x)
    if noise_shape is None:
        shape = tuple(x.shape)
    else:
        shape = tuple(size if wanted is None else wanted for size, wanted in zip(x.shape, noise_shape, strict=True))
    keep = _standard_uniform(seed, shape, torch.float32, x.device) >= rate
    return torch.where(keep, x * (1 / (1 - rate)), 0.0)


# ------------------------------------------------------------------------------------------------------------------ seeds


def advance(seed: Tensor) -> Tensor:
    # torch cannot add uint32. As one int64, whose high half is the second word on little-endian machines, it wraps too.
    return (seed.view(torch.int64) + (1 << 32)).view(torch.uint32)


def is_concrete(seed: Tensor) -> bool:
    return not torch.compiler.is_compiling() and type(seed) in _CONCRETE


def seed_framework(seed: int) -> None:
    torch.manual_seed(seed)


def make_deterministic() -> None:
    """Also lets torch raise an error where an op has no deterministic kernel."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # without it cuBLAS refuses
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False


def framework_state() -> np.ndarray:
    """Where torch's global generator stands, from which its own modules and loaders draw."""
    return torch.get_rng_state().numpy()


def restore_framework(state: np.ndarray | None) -> None:
    """Put torch's global generator where it stood."""
    if state is not None:  # a checkpoint of another backend has none
        torch.set_rng_state(torch.from_numpy(state))
