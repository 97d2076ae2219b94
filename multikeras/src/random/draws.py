"""Random tensors: `multikeras.random`."""

from collections.abc import Callable, Sequence
from typing import Any

from multikeras.src import backend, ops
from multikeras.src.core import config, dtypes
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import DTypeLike, Tensor
from multikeras.src.core.variable import Variable
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.rules import elementwise
from multikeras.src.random import host, portable, rejection
from multikeras.src.random.seed_generator import SeedGenerator, draw_seed

Seed = int | SeedGenerator | Tensor | None


def _generator(seed: Any) -> Any:
    """What draws from a seed: the backend, or the portable generator where the user wants it and the backend's is another."""
    if config.rng() == "native" or backend.random.PORTABLE:
        return backend.random
    return host if backend.random.is_concrete(seed) else portable


def _shape(shape: Any) -> tuple:
    """A shape as a tuple; while TensorFlow traces, sizes may be tensors."""
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _parameter(value: Any, dtype: Any) -> Any:
    if isinstance(value, (int, float)):
        return value
    return backend.convert(value.value if isinstance(value, Variable) else value, dtype)


def _floating(function: str, dtype: Any) -> Any:
    name = dtypes.standardize(dtype)
    if not dtypes.is_float(name):
        raise ValueError(f"random.{function}: `dtype` must be a floating dtype, got {name!r}. For integers use `random.randint`.")
    return backend.native_dtype(name)


@export("multikeras.random.normal")
def normal(shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: DTypeLike | None = None, seed: Seed = None) -> Tensor:
    """Numbers of a normal distribution.

    Args:
        shape: Shape of the result.
        mean: Its mean.
        stddev: Its standard deviation.
        dtype: Floating dtype; floatx when None.
        seed: An int for the same numbers each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of `shape`.

    Raises:
        ValueError: The dtype is not floating.

    Example:

    >>> multikeras.random.normal((2, 3), seed=0).shape == (2, 3)
    True
    """
    native, seed = _floating("normal", dtype), draw_seed(seed)
    return _generator(seed).normal(seed, _shape(shape), _parameter(mean, native), _parameter(stddev, native), native)


@export("multikeras.random.uniform")
def uniform(shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: DTypeLike | None = None, seed: Seed = None) -> Tensor:
    """Numbers spread evenly over an interval.

    Args:
        shape: Shape of the result.
        minval: Its lower end.
        maxval: Its upper end, which is not drawn itself.
        dtype: Floating dtype; floatx when None.
        seed: An int for the same numbers each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of `shape`.

    Raises:
        ValueError: The dtype is not floating.

    Example:

    >>> x = multikeras.random.uniform((100,), 2.0, 3.0, seed=0)
    >>> bool(multikeras.ops.all(x >= 2.0)), bool(multikeras.ops.all(x < 3.0))
    (True, True)
    """
    native, seed = _floating("uniform", dtype), draw_seed(seed)
    return _generator(seed).uniform(seed, _shape(shape), _parameter(minval, native), _parameter(maxval, native), native)


@export("multikeras.random.truncated_normal")
def truncated_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: DTypeLike | None = None, seed: Seed = None
) -> Tensor:
    """Numbers of a normal distribution, without those more than two standard deviations away from the mean.

    Args:
        shape: Shape of the result.
        mean: Mean of the distribution before it is cut.
        stddev: Standard deviation before it is cut.
        dtype: Floating dtype; floatx when None.
        seed: An int for the same numbers each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of `shape`.

    Raises:
        ValueError: The dtype is not floating.

    Example:

    >>> x = multikeras.random.truncated_normal((100,), seed=0)
    >>> bool(multikeras.ops.max(multikeras.ops.abs(x)) <= 2.0)
    True
    """
    native, seed = _floating("truncated_normal", dtype), draw_seed(seed)
    return _generator(seed).truncated_normal(seed, _shape(shape), _parameter(mean, native), _parameter(stddev, native), native)


@export("multikeras.random.randint")
def randint(shape: Sequence[int], minval: int, maxval: int, dtype: DTypeLike = "int32", seed: Seed = None) -> Tensor:
    """Integers of an interval, all equally likely.

    Args:
        shape: Shape of the result.
        minval: The least one.
        maxval: One more than the greatest.
        dtype: Integer dtype.
        seed: An int for the same numbers each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of `shape`.

    Raises:
        ValueError: The dtype is not an integer one, or there is no integer from `minval` up to `maxval`.

    Example:

    >>> x = multikeras.random.randint((100,), 3, 5, seed=0)
    >>> sorted(set(multikeras.ops.convert_to_numpy(x).tolist()))
    [3, 4]
    """
    name = dtypes.standardize(dtype)
    if not dtypes.is_integer(name):
        raise ValueError(f"random.randint: `dtype` must be an integer dtype, got {name!r}. For floats use `random.uniform`.")
    if isinstance(minval, int) and isinstance(maxval, int) and minval >= maxval:
        raise ValueError(f"random.randint: `maxval` must be greater than `minval`, got {maxval} and {minval}.")
    native, seed = backend.native_dtype(name), draw_seed(seed)
    return _generator(seed).randint(seed, _shape(shape), _parameter(minval, native), _parameter(maxval, native), native)


def _uniform_source(seed: Any, name: str) -> rejection.Uniform:
    """What gives uniform numbers of a shape, all from one seed."""
    native, seed = backend.native_dtype(name), draw_seed(seed)
    return lambda shape: _generator(seed).uniform(seed, shape, 0.0, 1.0, native)


def _working(function: str, dtype: Any) -> tuple[str, str]:
    """The dtype of the result, and the one in which it is calculated: float32 at least."""
    _floating(function, dtype)
    name = dtypes.standardize(dtype)
    return name, "float64" if name == "float64" else "float32"


_DOMAINS: dict[str, Callable[[float], bool]] = {
    "positive": lambda x: x > 0,
    "0 or greater": lambda x: x >= 0,
    "between 0 and 1": lambda x: 0 <= x <= 1,
}


def _checked(function: str, name: str, value: Any, domain: str, shape: tuple, dtype: str) -> Any:
    """A parameter as a tensor of `shape`. A number must be in the domain; a tensor is not asked."""
    if isinstance(value, (int, float)) and not _DOMAINS[domain](value):
        raise ValueError(f"random.{function}: `{name}` must be {domain}, got {value}.")
    return ops.broadcast_to(ops.cast(value, dtype), shape)


@export("multikeras.random.gamma")
def gamma(shape: Sequence[int], alpha: float, dtype: DTypeLike | None = None, seed: Seed = None) -> Tensor:
    """Numbers of a gamma distribution of scale 1.

    Marsaglia and Tsang, 2000, https://doi.org/10.1145/358407.358414

    Args:
        shape: Shape of the result.
        alpha: Its shape parameter, positive: a number, or a tensor that broadcasts to `shape`.
        dtype: Floating dtype; floatx when None.
        seed: An int for the same numbers each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of `shape`.

    Raises:
        ValueError: The dtype is not floating, or `alpha` is a number that is not positive.

    Example:

    >>> x = multikeras.random.gamma((100,), 2.0, seed=0)
    >>> bool(multikeras.ops.all(x > 0))
    True
    """
    shape, (name, working) = _shape(shape), _working("gamma", dtype)
    alpha = _checked("gamma", "alpha", alpha, "positive", shape, working)
    return ops.cast(ops.exp(rejection.log_gamma(_uniform_source(seed, working), shape, alpha)), name)


@export("multikeras.random.beta")
def beta(shape: Sequence[int], alpha: float, beta: float, dtype: DTypeLike | None = None, seed: Seed = None) -> Tensor:
    """Numbers of a beta distribution.

    They are the share of a number of a gamma distribution in the sum of two.

    Args:
        shape: Shape of the result.
        alpha: The first shape parameter, positive: a number, or a tensor that broadcasts to `shape`.
        beta: The second one.
        dtype: Floating dtype; floatx when None.
        seed: An int for the same numbers each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of `shape`, between 0 and 1.

    Raises:
        ValueError: The dtype is not floating, or a parameter is a number that is not positive.

    Example:

    >>> x = multikeras.random.beta((100,), 2.0, 3.0, seed=0)
    >>> bool(multikeras.ops.all(x > 0)), bool(multikeras.ops.all(x < 1))
    (True, True)
    """
    shape, (name, working) = _shape(shape), _working("beta", dtype)
    parameters = ops.stack(
        [_checked("beta", "alpha", alpha, "positive", shape, working), _checked("beta", "beta", beta, "positive", shape, working)]
    )
    logs = rejection.log_gamma(_uniform_source(seed, working), (2, *shape), parameters)
    return ops.cast(ops.sigmoid(logs[0] - logs[1]), name)


@export("multikeras.random.binomial")
def binomial(shape: Sequence[int], counts: float, probabilities: float, dtype: DTypeLike | None = None, seed: Seed = None) -> Tensor:
    """Numbers of successes in independent trials.

    By inversion where few are to be expected, else by transformed rejection: Hörmann, 1993,
    https://doi.org/10.1080/00949659308811496

    Args:
        shape: Shape of the result.
        counts: How many trials: a number, or a tensor that broadcasts to `shape`. Whole, and exact in float32.
        probabilities: The probability of success in a trial, a number or a tensor likewise.
        dtype: Floating dtype; floatx when None.
        seed: An int for the same numbers each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of `shape` with whole numbers from 0 to `counts`.

    Raises:
        ValueError: The dtype is not floating, or a parameter is a number out of range.

    Example:

    >>> x = multikeras.random.binomial((100,), 5, 0.5, seed=0)
    >>> bool(multikeras.ops.all(x >= 0)), bool(multikeras.ops.all(x <= 5))
    (True, True)
    """
    shape, (name, working) = _shape(shape), _working("binomial", dtype)
    counts = _checked("binomial", "counts", counts, "0 or greater", shape, working)
    probabilities = _checked("binomial", "probabilities", probabilities, "between 0 and 1", shape, working)
    return ops.cast(rejection.binomial(_uniform_source(seed, working), shape, counts, probabilities), name)


def _sampled(logits: KerasTensor, num_samples: int, dtype: Any, seed: Any) -> KerasTensor:
    return KerasTensor((*logits.shape[:-1], num_samples), dtype)


@export("multikeras.random.categorical")
@op(promote=floating, infer=_sampled)
def categorical(logits: Tensor, num_samples: int, dtype: DTypeLike = "int32", seed: Seed = None) -> Tensor:
    """Classes drawn with the probabilities `softmax(logits)`.

    Args:
        logits: Tensor of shape (..., classes): logarithms of the probabilities, up to a constant.
        num_samples: How many to draw for each row.
        dtype: Integer dtype of the result.
        seed: An int for the same numbers each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of shape (..., num_samples) with integers below the number of classes.

    Example:

    >>> x = multikeras.random.categorical(np.array([[-100.0, 0.0]]), 3, seed=0)
    >>> multikeras.ops.convert_to_numpy(x).tolist()
    [[1, 1, 1]]
    """
    seed = draw_seed(seed)
    return _generator(seed).categorical(seed, logits, num_samples, backend.native_dtype(dtype))


@export("multikeras.random.shuffle")
@op(infer=elementwise)
def shuffle(x: Tensor, axis: int = 0, seed: Seed = None) -> Tensor:
    """The slices of a tensor along an axis in random order.

    Args:
        x: Tensor of at least one dimension, that of `axis` known.
        axis: The axis.
        seed: An int for the same order each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of the same shape and dtype.

    Raises:
        ValueError: The size of the axis is not known.

    Example:

    >>> x = multikeras.random.shuffle(np.arange(5), seed=0)
    >>> sorted(multikeras.ops.convert_to_numpy(x).tolist())
    [0, 1, 2, 3, 4]
    """
    seed = draw_seed(seed)
    count = backend.static_shape(x)[axis]
    if count is None:
        raise ValueError(f"random.shuffle: the size of axis {axis} must be known, got shape {backend.static_shape(x)}.")
    return ops.take(x, _generator(seed).permutation(seed, count), axis=axis)


@export("multikeras.random.dropout")
@op(promote=floating, infer=elementwise)
def dropout(inputs: Tensor, rate: float, noise_shape: Sequence[int | None] | None = None, seed: Seed = None) -> Tensor:
    """Elements set to 0 at random, the others scaled by `1 / (1 - rate)`, so that the expected sum stays.

    Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html

    Args:
        inputs: Tensor of any shape.
        rate: The probability with which an element is set to 0, from 0 to 1.
        noise_shape: Shape of the choice, which broadcasts over the inputs: along an axis where it has 1, elements are kept
            or set to 0 together. None in it stands for the size of the inputs. As the inputs when it is None itself.
        seed: An int for the same choice each time, a SeedGenerator for others each time, None for the global one.

    Returns:
        Tensor of the same shape.

    Raises:
        ValueError: The rate is not within 0 and 1, or the noise shape has another number of dimensions than the inputs.

    Example:

    >>> x = multikeras.random.dropout(np.ones((4, 4), "float32"), 0.5, seed=0)
    >>> sorted(set(multikeras.ops.convert_to_numpy(x).ravel().tolist()))
    [0.0, 2.0]
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"random.dropout: `rate` must be between 0 and 1, got {rate}.")
    if noise_shape is not None:
        noise_shape = noise_shape_for(noise_shape, backend.shape(inputs))
    seed = draw_seed(seed)
    generator = _generator(seed)
    if generator is backend.random:
        return generator.dropout(seed, inputs, rate, noise_shape)
    if rate == 1:
        return ops.zeros_like(inputs)
    noise = generator.uniform(seed, noise_shape or backend.shape(inputs), 0.0, 1.0, backend.native_dtype("float32"))
    return ops.where(ops.greater_equal(noise, rate), inputs * (1 / (1 - rate)), ops.zeros_like(inputs))


def noise_shape_for(wanted: Sequence[int | None], shape: tuple) -> tuple:
    """A noise shape with the sizes of the inputs in the places of None.

    Raises:
        ValueError: It has another number of dimensions than the inputs.
    """
    if len(wanted) != len(shape):
        raise ValueError(f"`noise_shape` must have one entry for each of the {len(shape)} dimensions of the inputs, got {wanted}.")
    return tuple(size if entry is None else entry for entry, size in zip(wanted, shape, strict=True))
