"""The draws of the portable generator where the seed can be read: in NumPy. The functions are those of `RandomHooks`."""

from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import threefry


def _number(x: Any) -> Any:
    return backend.to_numpy(x) if backend.is_tensor(x) else x


def _tensor(array: np.ndarray, dtype: Any) -> Any:
    return backend.convert(array, backend.native_dtype(dtype))


def normal(seed: Any, shape: tuple, mean: Any, stddev: Any, dtype: Any) -> Any:
    return _tensor(threefry.normal(_number(seed), shape, _number(mean), _number(stddev), dtype), dtype)


def uniform(seed: Any, shape: tuple, minval: Any, maxval: Any, dtype: Any) -> Any:
    return _tensor(threefry.uniform(_number(seed), shape, _number(minval), _number(maxval), dtype), dtype)


def randint(seed: Any, shape: tuple, minval: Any, maxval: Any, dtype: Any) -> Any:
    return _tensor(threefry.randint(_number(seed), shape, _number(minval), _number(maxval), dtype), dtype)


def truncated_normal(seed: Any, shape: tuple, mean: Any, stddev: Any, dtype: Any) -> Any:
    return _tensor(threefry.truncated_normal(_number(seed), shape, _number(mean), _number(stddev), dtype), dtype)


def categorical(seed: Any, logits: Any, num_samples: int, dtype: Any) -> Any:
    return _tensor(threefry.categorical(_number(seed), _number(logits), num_samples), dtype)


def permutation(seed: Any, n: int) -> Any:
    return _tensor(threefry.permutation(_number(seed), n), "int32")
