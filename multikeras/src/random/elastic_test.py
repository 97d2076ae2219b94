import numpy as np
import pytest

from multikeras.src import ops
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.random.elastic import elastic_transform

RAMP = np.stack(np.meshgrid(np.arange(60.0), np.arange(60.0)), -1).astype("float32")
LAST = {"data_format": "channels_last"}


def test_pixels_move_as_far_as_alpha_says():
    moves = ops.convert_to_numpy(elastic_transform(RAMP, alpha=10.0, sigma=2.0, seed=1, **LAST)) - RAMP
    inner = moves[15:-15, 15:-15]
    assert 1.5 < inner.std() < 5  # 10 / (2 * sqrt(pi)) is what blurring leaves of the noise
    neighbors = np.corrcoef(inner[:-1].ravel(), inner[1:].ravel())[0, 1]
    assert neighbors > 0.85


def test_a_seed_repeats_itself():
    first, second, other = (ops.convert_to_numpy(elastic_transform(RAMP, seed=seed, **LAST)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_images_of_a_batch_differ():
    y = ops.convert_to_numpy(elastic_transform(np.stack([RAMP, RAMP]), seed=1, **LAST))
    assert not np.array_equal(y[0], y[1])


@pytest.mark.parametrize("dtype", ["uint8", "float16"])
def test_dtypes_are_kept(dtype):
    assert ops.dtype(elastic_transform(RAMP.astype(dtype), alpha=0.0, seed=1, **LAST)) == dtype
    assert elastic_transform(KerasTensor((None, 4, 4, 3), dtype)).dtype == dtype


def test_without_strength_nothing_moves():
    y = elastic_transform(RAMP.transpose(2, 0, 1), alpha=0.0, seed=1, data_format="channels_first")
    np.testing.assert_allclose(ops.convert_to_numpy(y), RAMP.transpose(2, 0, 1), atol=1e-4)
