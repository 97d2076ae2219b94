"""Complex numbers on torch."""

from torch import complex as complex
