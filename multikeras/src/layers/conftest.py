"""What tests of layers share."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from multikeras.src import backend, ops

STEP = 1e-6


def assert_agrees(layer: Any, reference: Callable[..., np.ndarray], *inputs: np.ndarray) -> None:
    """Compare a layer with `reference(*inputs, *weights)` in float64: values, and gradients with its differences."""
    rng = np.random.default_rng(0)
    held = [backend.Variable(x, dtype="float32") for x in inputs]

    def outputs() -> Any:
        values = [variable.value for variable in held]
        return layer(values if len(values) > 1 else values[0])

    outputs()
    for weight in layer.weights:
        weight.assign(rng.normal(size=weight.shape))
    variables = [*held, *layer.weights]
    arrays = [variable.numpy().astype("float64") for variable in variables]
    expected = reference(*arrays)
    np.testing.assert_allclose(ops.convert_to_numpy(outputs()), expected, rtol=1e-4, atol=1e-5)
    if not backend.CAN_TRAIN:
        return
    upstream = rng.normal(size=expected.shape)
    _, gradients = backend.step.value_and_grad(lambda: (ops.sum(outputs() * ops.convert_to_tensor(upstream, "float32")), None), variables)
    for i, gradient in enumerate(gradients):
        direction = rng.normal(size=arrays[i].shape)
        ahead, behind = ([*arrays[:i], arrays[i] + sign * STEP * direction, *arrays[i + 1 :]] for sign in (1, -1))
        slope = np.sum(upstream * (reference(*ahead) - reference(*behind))) / (2 * STEP)
        actual = np.sum(ops.convert_to_numpy(ops.convert_to_tensor(gradient)) * direction)
        np.testing.assert_allclose(actual, slope, rtol=1e-3, atol=1e-3, err_msg=f"gradient towards {variables[i].name}")


@pytest.fixture
def agrees() -> Callable[..., None]:
    """`assert_agrees`, for the tests in the folders below."""
    return assert_agrees
