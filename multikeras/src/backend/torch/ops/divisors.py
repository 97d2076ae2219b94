"""Common divisors and multiples on torch."""

from torch import gcd as gcd
from torch import lcm as lcm
