import numpy as np

from multikeras.src import layers, ops
from multikeras.src.core import masks
from multikeras.src.core.symbolic import KerasTensor

STEPS = np.array([[[1.0, 7.0], [7.0, 7.0], [0.0, 0.0]]], "float32")


def test_steps_of_the_value_are_masked_and_zeroed():
    y = layers.Masking(mask_value=7.0)(STEPS)
    np.testing.assert_array_equal(ops.convert_to_numpy(y), [[[1, 7], [0, 0], [0, 0]]])
    np.testing.assert_array_equal(ops.convert_to_numpy(masks.get_mask(y)), [[True, False, True]])


def test_a_padded_step_of_nan_does_not_spread():
    y = layers.Masking(mask_value=7.0)(np.array([[[np.nan, 1.0], [7.0, 7.0]]], "float32"))
    assert np.isnan(ops.convert_to_numpy(y)).tolist() == [[[True, False], [False, False]]]


def test_later_layers_get_the_mask():
    y = layers.GlobalAveragePooling1D()(layers.ReLU()(layers.Masking(mask_value=7.0)(STEPS)))
    np.testing.assert_array_equal(ops.convert_to_numpy(y), [[0.5, 3.5]])


def test_symbolic_mask():
    y = layers.Masking()(KerasTensor((None, None, 3)))
    mask = masks.get_mask(y)
    assert (y.shape, mask.shape, mask.dtype) == ((None, None, 3), (None, None), "bool")
