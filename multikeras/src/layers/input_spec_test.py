import numpy as np
import pytest

from multikeras.src import layers
from multikeras.src.layers.input_spec import InputSpec


class Checked(layers.Layer):
    def __init__(self, spec):
        super().__init__()
        self.input_spec = spec

    def call(self, inputs):
        return inputs


def test_dtype_is_checked_at_every_call():
    layer = Checked(InputSpec(dtype="int32"))
    for _ in range(2):
        layer(np.ones((2, 3), "int32"))
        with pytest.raises(ValueError, match="must be of dtype int32, but it is of float32"):
            layer(np.ones((2, 3), "float32"))


def test_last_axis_may_be_left_out():
    layer = Checked(InputSpec(shape=(None, 1), allow_last_axis_squeeze=True))
    assert tuple(layer(np.ones(2, "float32")).shape) == (2,)
    with pytest.raises(ValueError, match="2 dimensions"):
        layer(np.ones((2, 3, 4), "float32"))


def test_an_optional_input_may_be_none():
    layer = Checked([InputSpec(ndim=2), InputSpec(ndim=2, optional=True)])
    assert layer([np.ones((2, 3), "float32"), None])[1] is None
    with pytest.raises(ValueError, match="None"):
        Checked([InputSpec(ndim=2), InputSpec(ndim=2)])([np.ones((2, 3), "float32"), None])


def test_config():
    spec = InputSpec.from_config(InputSpec(dtype="float32", max_ndim=3, axes={-1: 4}).get_config())
    assert (spec.dtype, spec.max_ndim, spec.axes) == ("float32", 3, {-1: 4})


def test_axis_beyond_the_rank():
    with pytest.raises(ValueError, match="axis 2 does not exist"):
        InputSpec(ndim=2, axes={2: 3})
