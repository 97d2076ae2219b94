"""Common divisors and multiples on NumPy."""

from numpy import gcd as gcd
from numpy import lcm as lcm
