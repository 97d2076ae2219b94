"""Linear algebra on NumPy."""

import numpy as np

from multikeras.src.backend.numpy.tensor import in_float32, widen

matmul = in_float32(np.matmul)
tensordot = in_float32(np.tensordot)
cholesky = in_float32(np.linalg.cholesky)
inv = in_float32(np.linalg.inv)
det = in_float32(np.linalg.det)


def einsum(subscripts, *operands):
    result = np.einsum(subscripts, *(widen(operand) for operand in operands), optimize=True)
    return result.astype(operands[0].dtype, copy=False)


def linear(x, kernel, bias):
    return matmul(x, kernel) + bias


@in_float32
def solve(a, b):
    if a.ndim == b.ndim + 1:
        return np.linalg.solve(a, b[..., None])[..., 0]
    return np.linalg.solve(a, b)


@in_float32
def solve_triangular(a, b, lower=False):
    if a.ndim == b.ndim + 1:
        return solve_triangular(a, b[..., None], lower)[..., 0]
    x = np.array(np.broadcast_to(b, (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), *b.shape[-2:])))
    rows = a.shape[-1]
    if a.shape[-2] != rows or b.shape[-2] != rows:
        raise ValueError(f"Shapes {a.shape} and {b.shape} are not those of equations.")
    for i in range(rows) if lower else reversed(range(rows)):
        known = slice(i) if lower else slice(i + 1, rows)
        x[..., i : i + 1, :] -= a[..., i : i + 1, known] @ x[..., known, :]
        x[..., i, :] /= a[..., i, i, None]
    return x


@in_float32
def qr(x, mode="reduced"):
    return tuple(np.linalg.qr(x, mode))


@in_float32
def svd(x, full_matrices=True, compute_uv=True):
    result = np.linalg.svd(x, full_matrices, compute_uv)
    return tuple(result) if compute_uv else result


@in_float32
def eigh(x):
    return tuple(np.linalg.eigh(x))
