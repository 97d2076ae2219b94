"""What every op must do, as checks derived from the cases that stand beside it."""

import copy
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import ml_dtypes
import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes
from multikeras.src.core.cases import Road
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops.control import vectorized_map
from multikeras.src.ops.op import Op
from multikeras.src.ops.sparsity import is_sparse
from multikeras.src.testing.check import Check, run_checks
from multikeras.src.testing.comparison import assert_equal, assert_same_spec, leaves, to_numpy, wide
from multikeras.src.testing.gradient import Scalar, assert_gradients, assert_second_derivatives, weighted_sum
from multikeras.src.testing.op_evaluation import called, evaluate, results, samples, sizes_are_known, tensors
from multikeras.src.testing.op_sample import Sample
from multikeras.src.testing.roads import assert_road

REFUSALS = (ValueError, TypeError, IndexError, ArithmeticError)
"""What references raise for arguments that do not fit."""

UNFIT = (7, 11, 13)
"""A shape that fits few others."""


@export("multikeras.testing.check_op")
def check_op(op: Callable) -> None:
    """Check that an op does what every op must do, on the active backend.

    Eager results are compared with the reference in every dtype that the op promises, symbolic results with eager ones, the backend's
    function with the portable definition, traced results with eager ones, and gradients with finite differences. Calls must take the
    roads through the framework that the cases name. Empty and 0-d arrays, lists and Variables must be taken; arguments that do not fit
    must be refused by an error that names the op.

    Args:
        op: A function of `multikeras.ops` that `@op` has made.

    Raises:
        AssertionError: Checks failed. The message names them.
        TypeError: `op` is no op.

    Example:

    >>> multikeras.testing.check_op(multikeras.ops.add)
    """
    described = getattr(op, "__op__", None)
    if not isinstance(described, Op):
        raise TypeError(f"check_op: `op` must be a function made by `@op`, such as multikeras.ops.add, got {op!r}.")
    run_checks(op_checks(described))


def op_checks(op: Op) -> Iterator[Check]:
    """The checks of an op: none for one without cases."""
    if op.cases is None:
        return

    def check(name: str, function: Callable, *arguments: Any, variant: str | None = None) -> Check:
        return Check(op.name, name, partial(function, op, *arguments), variant)

    tested = [dtype for dtype in op.cases.dtypes if dtype in backend.DTYPES]
    first = tested[0]
    for dtype in tested:
        if op.cases.compare and op.cases.reference is not None:
            yield check("reference", matches_reference, dtype, variant=dtype)
        yield check("symbolic", matches_symbolic, dtype, variant=dtype)
    if op.cases.special and any(map(dtypes.is_float, tested)):
        yield check("special", takes_special_values, [dtype for dtype in tested if dtypes.is_float(dtype)])
    yield check("unknown_dimensions", infers_unknown_dimensions, first)
    if op.native is not None and op.body is not None and op.cases.compare:
        yield check("native", matches_body, first)
    if op.cases.compare and op.positions and sizes_are_known(samples(op, first)[0]):
        for name, trace in backend.TRACERS.items():
            yield check(f"traced_{name}", traces, first, trace)
        if backend.TRACERS and samples(op, first)[0].arrays:
            yield check("vectorized", vectorizes, first)
    for i, road in enumerate(op.cases.roads):
        if backend.NAME in road.expected:
            yield check("road", takes_road, road, variant=str(i))
    if backend.CAN_TRAIN and op.cases.differentiable:
        yield check("gradient", has_gradient)
        if op.cases.smooth:
            yield check("second_derivative", has_second_derivative)
    if op.cases.reference is not None and op.cases.compare:
        yield check("empty", takes_empty_arrays, first)
        if not {"axis", "axes"} & set(op.parameters):  # a scalar has none
            yield check("scalar", takes_scalars, first)
        if op.public:
            yield check("unfit", refuses_what_reference_refuses, first)
    if op.sparse is not None and backend.SPARSE:
        yield check("sparse", takes_sparse_tensors, "float32")
    if op.positions:
        yield check("containers", takes_lists_and_variables, first)
    if op.promoted and op.public:
        yield check("text", refuses_text, first)


def matches_reference(op: Op, dtype: str) -> None:
    """Eager values, shapes and dtypes are those of the reference, calculated in float64."""
    for sample, result in zip(samples(op, dtype), results(op, dtype), strict=True):
        assert_equal(result, expected(sample), op.cases.tolerance, repr(sample))


def expected(sample: Sample) -> Any:
    """What the reference gives for a call, calculated in float64."""
    with np.errstate(all="ignore"):
        return sample.apply(sample.op.cases.resolve(), [wide(array) for array in sample.arrays])


def assert_matches_reference(sample: Sample) -> None:
    """The call gives what the reference gives; one that the reference refuses is not looked at."""
    try:
        right = expected(sample)
    except REFUSALS:
        return
    (result,) = evaluate([sample])
    assert_equal(result, right, sample.op.cases.tolerance, repr(sample))


def matches_symbolic(op: Op, dtype: str) -> None:
    """Shape and dtype from KerasTensors are those of the eager result."""
    for sample, eager in zip(samples(op, dtype), results(op, dtype), strict=True):
        if not sample.arrays:
            continue
        assert_same_spec(sample.apply(op.function, symbols(sample)), eager, repr(sample), exact=sizes_are_known(sample))


def symbols(sample: Sample, unknown: tuple[int, int] | None = None) -> list[KerasTensor]:
    """The arrays as KerasTensors; `unknown` is the array and the axis whose size is not given."""
    found = []
    for i, x in enumerate(tensors(sample)):
        shape = list(backend.static_shape(x))
        if unknown is not None and unknown[0] == i:
            shape[unknown[1]] = None
        found.append(KerasTensor(shape, backend.dtype_name(x)))
    return found


def infers_unknown_dimensions(op: Op, dtype: str) -> None:
    """With any one dimension unknown, the sizes that are inferred are right."""
    for sample, eager in zip(samples(op, dtype), results(op, dtype), strict=True):
        for i, array in enumerate(sample.arrays):
            for axis in range(array.ndim):
                try:
                    symbolic = sample.apply(op.function, symbols(sample, (i, axis)))
                except ValueError as error:  # an op may need to know a size, if it says so
                    assert "known" in str(error), f"{sample!r} with axis {axis} of array {i} unknown: {error}"
                    continue
                assert_same_spec(symbolic, eager, f"{sample!r} with axis {axis} of array {i} unknown", exact=False)


def matches_body(op: Op, dtype: str) -> None:
    """The backend's own function gives what the portable definition gives."""
    portable = copy.copy(op)
    portable.run = op.body
    for sample, result in zip(samples(op, dtype), results(op, dtype), strict=True):
        args, kwargs = sample.arguments(tensors(sample))
        bound = op.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        body = portable.general(*bound.arguments.values())
        assert_equal(result, body, op.cases.tolerance, repr(sample))


def traces(op: Op, dtype: str, trace: Callable) -> None:
    """The op gives the same while a framework traces it."""
    sample = samples(op, dtype)[0]
    traced = trace(lambda *values: sample.apply(op.function, values))(*tensors(sample))
    eager = called(sample)
    assert_equal(traced, eager, op.cases.tolerance, repr(sample))
    kinds = [[backend.dtype_name(x) for x in leaves(result)] for result in (traced, eager)]
    assert kinds[0] == kinds[1], f"{sample!r}: dtypes {kinds[0]} when traced, {kinds[1]} when eager"


def vectorizes(op: Op, dtype: str) -> None:
    """Mapped over stacked arrays, all at once, the op gives what it gives for each."""
    rows = [Sample(op, op.cases.calls[0], dtype, variation=i) for i in range(2)]
    stacked = [backend.convert(np.stack(arrays)) for arrays in zip(*(row.arrays for row in rows), strict=True)]

    def mapped(*values: Any) -> Any:
        return vectorized_map(lambda row: rows[0].apply(op.function, row), list(values))

    separate = [leaves(called(row)) for row in rows]
    expected = [np.stack([to_numpy(x) for x in parts]) for parts in zip(*separate, strict=True)]
    assert_equal((backend.TRACERS["jit"](mapped) if backend.TRACES else mapped)(*stacked), expected, op.cases.tolerance, repr(rows[0]))


def takes_special_values(op: Op, floats: Sequence[str]) -> None:
    """Where values are not numbers, or the largest or smallest of their dtype, the result is that of the reference."""
    for dtype in floats:
        sample = samples(op, dtype)[0]
        grids = np.meshgrid(*[special_values(dtype)] * len(sample.arrays), indexing="ij")
        with np.errstate(all="ignore"):
            right = np.asarray(sample.apply(op.cases.resolve(), [wide(grid) for grid in grids]))
            actual = to_numpy(sample.apply(op.function, [backend.convert(grid) for grid in grids]))
            # What is beyond the dtype is infinite.
            assert_equal(actual, right.astype(actual.dtype), op.cases.tolerance, repr(sample))


def special_values(dtype: str) -> np.ndarray:
    """NaN, both infinities, both zeros, one, and the numbers of the largest and smallest magnitude."""
    limits = ml_dtypes.finfo(dtypes.numpy_dtype(dtype))
    magnitudes = [np.inf, 0.0, 1.0, float(limits.max), float(limits.smallest_normal)]
    return np.array([np.nan, *magnitudes, *np.negative(magnitudes)]).astype(dtypes.numpy_dtype(dtype))


def takes_road(op: Op, road: Road) -> None:
    """The call runs through the framework's primitives that it should, and not through those that it should not."""
    sample = Sample(op, road.call, "float32")
    assert_road(lambda *values: sample.apply(op.function, values), *tensors(sample), expected=road.expected[backend.NAME])


def has_gradient(op: Op) -> None:
    """The gradient is that of finite differences."""
    scalars = [scalar for call in op.cases.calls if (scalar := weighted(Sample(op, call, "float64"))) is not None]
    if scalars:
        assert_gradients(scalars)


def has_second_derivative(op: Op) -> None:
    """The gradient of the gradient, at the first sample, is that of finite differences."""
    scalar = weighted(Sample(op, op.cases.calls[0], "float64"))
    if scalar is not None:
        assert_second_derivatives([scalar])


def weighted(sample: Sample) -> Scalar | None:
    """The weighted sum of the result as a function of the floating arrays; None for a sample that tells nothing about gradients."""
    if not any(array.ndim for array in sample.arrays) or any(array.size == 0 for array in sample.arrays) or not any(sample.is_open):
        return None  # scalars tell nothing more, empty arrays nothing at all
    if not all(np.isfinite(array).all() for array in sample.arrays):
        return None  # there are no differences between infinities
    fixed = tensors(sample)

    def total(*values: Any) -> Any:
        given = iter(values)
        return weighted_sum(sample.apply(sample.op.function, [next(given) if o else x for x, o in zip(fixed, sample.is_open, strict=True)]))

    return Scalar(total, [array for array, is_open in zip(sample.arrays, sample.is_open, strict=True) if is_open], repr(sample))


def takes_empty_arrays(op: Op, dtype: str) -> None:
    """Arrays without elements give what the reference gives, where it gives something."""
    drawn = {array.shape for array in samples(op, dtype)[0].arrays}
    first = iter([True])
    _matches_reference_with(op, dtype, lambda shape: (0, *shape[1:]) if shape and (len(drawn) == 1 or next(first, False)) else shape)


def takes_scalars(op: Op, dtype: str) -> None:
    """0-d arrays give what the reference gives, where it gives something."""
    try:
        _matches_reference_with(op, dtype, lambda shape: ())
    except ValueError as error:  # a scalar has no axis for the op to work along
        assert "0 dimensions" in str(error), str(error)


def _matches_reference_with(op: Op, dtype: str, reshape: Callable[[tuple], tuple]) -> None:
    assert_matches_reference(Sample(op, op.cases.calls[0], dtype, reshape))


def refuses_what_reference_refuses(op: Op, dtype: str) -> None:
    """Shapes and dtypes that the reference does not take are refused."""
    reference = op.cases.resolve()
    call = op.cases.calls[0]
    shapes = iter(range(100))
    unfit = [
        Sample(op, call, dtype, lambda shape: UNFIT if next(shapes) == 0 else shape),
        Sample(op, call, "float32"),
    ]
    for sample in unfit:
        try:
            with np.errstate(all="ignore"):
                sample.apply(reference)
        except REFUSALS:
            assert_refused(op, sample, tensors(sample))


def takes_lists_and_variables(op: Op, dtype: str) -> None:
    """Nested lists, NumPy arrays and Variables give what tensors give."""
    sample = samples(op, dtype)[0]
    if not sample.arrays:
        return
    expected = called(sample)
    containers: dict[str, Callable] = {"NumPy arrays": np.asarray, "Variables": backend.Variable}
    if "structure" not in op.kinds:  # to which a list is not a tensor but a nest
        containers["lists"] = lambda array: to_numpy(array).tolist()
    for name, contain in containers.items():
        values = [contain(a) if i in sample.given else x for i, (a, x) in enumerate(zip(sample.arrays, tensors(sample), strict=True))]
        assert_equal(sample.apply(op.function, values), expected, op.cases.tolerance, f"{sample!r} with {name}")


def takes_sparse_tensors(op: Op, dtype: str) -> None:
    """Sparse tensors, in each place that takes one, give what dense ones give; the result is sparse where symbols say so."""
    for sample in samples(op, dtype)[: 1 if op.sparse.on_values else 2]:
        arrays = [array * (np.arange(array.size).reshape(array.shape) % 2) for array in sample.arrays]
        places = [i for i, array in enumerate(arrays) if array.ndim and array.size and sample.is_open[i]]
        dense = [backend.convert(array) for array in arrays]
        if op.sparse.at_stored:  # 0 / 0 is 0 among sparse tensors
            dense[1:] = [backend.convert(array) for array in sample.arrays[1:]]
        for chosen in [*([i] for i in places), places]:
            values = [sparse_tensor(backend.to_numpy(x)) if i in chosen else x for i, x in enumerate(dense)]
            specs = [KerasTensor(x.shape, backend.dtype_name(x), sparse=i in chosen) for i, x in enumerate(values)]
            with warnings.catch_warnings():
                warnings.filterwarnings("error", message=".* makes a dense tensor of a sparse one")
                result = sample.apply(op.function, values)
            spec = sample.apply(op.function, specs)
            context = f"{sample!r} with sparse arrays {chosen}"
            assert_equal(backend.to_numpy(result), sample.apply(op.function, dense), op.cases.tolerance, context)
            assert is_sparse(result) == spec.sparse, f"{context}: sparse is {is_sparse(result)}, {spec.sparse} for symbols"


def sparse_tensor(array: np.ndarray) -> Any:
    """A sparse tensor of the elements that are not 0."""
    indices = np.stack(np.nonzero(array), -1)
    return backend.sparse.make(backend.convert(indices), backend.convert(array[tuple(indices.T)]), array.shape)


def refuses_text(op: Op, dtype: str) -> None:
    """Text in the place of a tensor is refused."""
    sample = samples(op, dtype)[0]
    for i in sample.promoted:
        values = tensors(sample)
        values[i] = "text"
        assert_refused(op, sample, values)


def assert_refused(op: Op, sample: Sample, values: list[Any]) -> None:
    """The call raises a ValueError, TypeError or IndexError that names the op."""
    try:
        result = sample.apply(op.function, values)
    except (ValueError, TypeError, IndexError) as error:
        text = "\n".join([str(error), *getattr(error, "__notes__", ())])
        assert op.name in text, f"{sample!r}: the error does not name the op: {type(error).__name__}: {text}"
    else:
        raise AssertionError(f"{sample!r}: took arguments that do not fit, and gave {result}")
