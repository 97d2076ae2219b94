"""Complex numbers on JAX."""

from jax import Array, lax
from jax import numpy as jnp

from multikeras.src.backend.jax.tensor import compiled


@compiled()
def complex(real, imag) -> Array:
    return lax.complex(*jnp.broadcast_arrays(real, imag))
