"""Common divisors and multiples on JAX."""

from jax.numpy import gcd as gcd
from jax.numpy import lcm as lcm
