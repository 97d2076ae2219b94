"""Statistics: medians over rounds, ratios to the raw framework, and whether results agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

import numpy as np


@dataclass(frozen=True)
class Comparison:
    """One contender's rounds beside those of the raw framework."""

    seconds: float  # median for one unit of work
    ratio: float  # median of the ratios of rounds, each to the raw measure of the same round
    low: float  # quartiles of these ratios
    high: float
    excess: float  # median of the seconds over raw


def compare(samples: Sequence[float], raw: Sequence[float]) -> Comparison:
    """Pairs the rounds, so that a slow minute of the machine weighs on both sides alike."""
    if len(samples) != len(raw) or not raw:
        raise ValueError(f"Rounds come in pairs, one or more: got {len(samples)} and {len(raw)} of raw.")
    ratios = [sample / base for sample, base in zip(samples, raw)]
    low, _, high = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    excess = median(sample - base for sample, base in zip(samples, raw))
    return Comparison(median(samples), median(ratios), low, high, excess)


def difference(result: Sequence, reference: Sequence) -> float:
    """The largest difference of two results relative to the largest value of the reference; infinite where shapes differ or
    values are not finite."""
    result, reference = np.asarray(result, np.float64), np.asarray(reference, np.float64)
    if result.shape != reference.shape or not (np.isfinite(result).all() and np.isfinite(reference).all()):
        return float("inf")
    return float(np.max(np.abs(result - reference)) / max(np.max(np.abs(reference)), 1e-12))
