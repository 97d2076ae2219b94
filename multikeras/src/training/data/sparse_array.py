"""Sparse matrices of SciPy and of the frameworks as rows on the host; no framework is imported."""

from typing import Any

import numpy as np

from multikeras.src.core import lazy
from multikeras.src.core.coordinates import coordinates, is_host_sparse
from multikeras.src.core.sparse_rows import SparseRows


def is_sparse(x: Any) -> bool:
    """Whether `x` is a sparse matrix of SciPy, torch, TensorFlow or JAX, or rows of one."""
    return is_host_sparse(x) or _is_torch_sparse(x) or _is_tf_sparse(x) or _is_jax_sparse(x)


def to_rows(x: Any, name: str) -> SparseRows:
    """A sparse matrix as rows on the host.

    Raises:
        ValueError: if `x` is not a matrix.
    """
    if isinstance(x, SparseRows):
        return x
    if len(x.shape) != 2:
        raise ValueError(
            f"{name}: sparse data must be a matrix with a row for each sample; got a {type(x).__name__} of shape {tuple(x.shape)}."
        )
    if is_host_sparse(x):
        indices, values, _ = coordinates(x)
    elif _is_torch_sparse(x):
        # A layout by rows has no index of its own for each value.
        x = x.detach().to_sparse_coo().coalesce().cpu()
        indices, values = x.indices().numpy().T, x.values().numpy()
    elif _is_tf_sparse(x):
        indices, values = x.indices.numpy(), x.values.numpy()
    else:
        x = (x.to_bcoo() if hasattr(x, "to_bcoo") else x).sum_duplicates()
        indices, values = np.asarray(x.indices), np.asarray(x.data)
        stored = (indices < x.shape).all(axis=1)  # JAX fills up with places behind the end
        indices, values = indices[stored], values[stored]
    return SparseRows.from_coordinates(indices, values, tuple(int(size) for size in x.shape))


def _is_torch_sparse(x: Any) -> bool:
    return lazy.is_instance_of(x, "torch", "Tensor") and str(x.layout) != "torch.strided"


def _is_tf_sparse(x: Any) -> bool:
    return lazy.is_instance_of(x, "tensorflow.python.framework.sparse_tensor", "SparseTensor")


def _is_jax_sparse(x: Any) -> bool:
    return lazy.is_instance_of(x, "jax.experimental.sparse", "JAXSparse")
