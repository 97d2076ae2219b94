"""The suite itself: what is wrong on purpose is caught, by the check that is there for it."""

import types

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.layers.base import Layer
from multikeras.src.ops.op import OPS, op
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.rules import elementwise
from multikeras.src.testing.alternatives import alternatives
from multikeras.src.testing.backend_conformance import check_backend
from multikeras.src.testing.check import Check, run_checks
from multikeras.src.testing.comparison import assert_equal, assert_same_spec
from multikeras.src.testing.layer_conformance import check_layer
from multikeras.src.testing.op_conformance import check_op, op_checks

SQUARE = Cases(np.square, (call(draw(2, 3)),), ("float32", "float64"), differentiable=True)


@pytest.fixture
def made(monkeypatch):
    """What makes an op of a definition for the time of a test."""
    known = dict(OPS)

    def make(definition, infer=None, native=None):
        with monkeypatch.context() as patch:
            patch.setattr(backend, "primitive", lambda family, name: native)
            return op(promote=floating, cases=SQUARE, infer=infer)(definition)

    yield make
    OPS.clear()
    OPS.update(known)


def failures(checks):
    """Names of the checks that fail."""
    names = set()
    for check in checks:
        try:
            check.run()
        except AssertionError:
            names.add(check.name)
    return names


def square(x: Tensor) -> Tensor:
    return x * x


def test_right_op_passes(made):
    check_op(made(square))


def test_op_with_wrong_values(made):
    def shifted(x: Tensor) -> Tensor:
        return ops.add(x * x, 0.01)

    with pytest.raises(AssertionError, match="shifted-reference-float32"):
        check_op(made(shifted))


def test_op_with_wrong_shape_rule(made):
    function = made(square, infer=lambda x: KerasTensor((*x.shape, 1), x.dtype))
    assert failures(op_checks(function.__op__)) == {"symbolic", "unknown_dimensions"}


def test_op_with_wrong_dtype_rule(made):
    function = made(square, infer=lambda x: KerasTensor(x.shape, "float16"))
    assert "symbolic" in failures(op_checks(function.__op__))


def test_native_function_unlike_body(made):
    assert "native" in failures(op_checks(made(square, infer=elementwise, native=lambda x: x * x * x).__op__))


@pytest.mark.requires_trainable_backend
def test_op_with_wrong_gradient(made):
    def detached(x: Tensor) -> Tensor:
        return ops.stop_gradient(x) * x

    assert failures(op_checks(made(detached).__op__)) == {"gradient", "second_derivative"}


def test_function_that_is_no_op():
    with pytest.raises(TypeError, match="made by `@op`"):
        check_op(np.add)


class Scale(Layer):
    """A layer that does all right."""

    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor
        self.supports_masking = True

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="kernel")

    def call(self, inputs):
        return ops.multiply(self.factor, inputs * self.kernel)


def test_right_layer_passes():
    check_layer(Scale, {"factor": 0.5}, inputs=(2, 3))


class Forgetful(Scale):
    def get_config(self):
        config = super().get_config()
        config.pop("factor", None)
        return config


class WrongSpec(Scale):
    def compute_output_spec(self, inputs):
        return KerasTensor((*inputs.shape, 1), inputs.dtype)


class WrongDtype(Scale):
    def call(self, inputs):
        return ops.cast(super().call(inputs), "float32")


class Uncounted(Scale):
    def set_weights(self, weights):
        for variable, value in zip(self.weights, weights, strict=False):
            variable.assign(value)


class AcrossBatch(Scale):
    def call(self, inputs):
        return super().call(inputs) - ops.mean(inputs, axis=0, keepdims=True)


@pytest.mark.parametrize(
    ("layer_class", "check"),
    [
        (Forgetful, "config_of-factor"),
        (WrongSpec, "symbolic-0"),
        (WrongDtype, "policy-float64"),
        (Uncounted, "weights-0"),
        (AcrossBatch, "batch_sizes-0"),
    ],
)
def test_wrong_layer(layer_class, check):
    with pytest.raises(AssertionError, match=f"{layer_class.__name__}-{check}"):
        check_layer(layer_class, inputs=(3, 2))


def test_backend_that_lacks_a_primitive():
    parts = {name: value for name, value in vars(backend.MODULE).items() if not name.startswith("__")}
    families = {name: value for name, value in vars(backend.MODULE.ops).items() if not name.startswith("__")}
    elementwise_without_exp = {name: value for name, value in vars(families["elementwise"]).items() if name != "exp"}
    partial_ops = types.SimpleNamespace(**families | {"elementwise": types.SimpleNamespace(**elementwise_without_exp)})
    lacking = types.SimpleNamespace(**parts | {"ops": partial_ops})
    with pytest.raises(AssertionError, match=r"1 checks failed(.|\n)*elementwise.exp"):
        check_backend(lacking)


def test_all_failures_are_named():
    def fail():
        raise ValueError("broken")

    with pytest.raises(AssertionError, match=r"2 checks failed(.|\n)*thing-first: ValueError: broken(.|\n)*thing-second-float32"):
        run_checks([Check("thing", "first", fail), Check("thing", "second", fail, "float32"), Check("thing", "third", lambda: None)])


@pytest.mark.parametrize(("dtype", "error"), [("float64", 1e-7), ("float32", 1e-3), ("float16", 0.1)])
def test_tolerance_follows_the_dtype(dtype, error):
    assert_equal(np.ones(3, dtype), np.ones(3) + error / 1000)
    with pytest.raises(AssertionError):
        assert_equal(np.ones(3, dtype), np.ones(3) + error)


def test_unknown_size_is_allowed_where_it_may_be():
    eager = backend.convert(np.ones((2, 3), "float32"))
    assert_same_spec(KerasTensor((None, 3)), eager, exact=False)
    for wrong in (KerasTensor((None, 3)), KerasTensor((2, 4)), KerasTensor((2, 3), "float64")):
        with pytest.raises(AssertionError):
            assert_same_spec(wrong, eager)


@pytest.mark.parametrize(
    ("name", "present", "expected"),
    [("use_bias", True, False), ("units", 4, 5), ("rate", 0.25, 0.225), ("padding", "valid", "same"), ("strides", (1, 1), 2)],
)
def test_alternatives(name, present, expected):
    assert next(iter(alternatives(name, present))) == expected
