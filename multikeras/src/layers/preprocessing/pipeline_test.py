import numpy as np
import pytest

from multikeras.src import backend, layers, ops


def test_layers_run_in_turn_and_train_unless_told_otherwise():
    pipeline = layers.Pipeline([layers.Rescaling(2.0), layers.Dropout(0.5, seed=1)])
    x = np.ones((20, 5), "float32")
    assert set(backend.to_numpy(pipeline(x)).ravel().tolist()) == {0.0, 4.0}
    np.testing.assert_array_equal(backend.to_numpy(pipeline(x, training=False)), 2 * x)


def test_masks_go_through():
    x, mask = np.ones((2, 3, 1), "float32"), np.array([[True, True, False], [True, False, False]])
    pipeline = layers.Pipeline([layers.Rescaling(2.0), layers.GlobalAveragePooling1D()])
    assert pipeline.compute_mask(x, mask) is None
    x[~mask] = 100
    np.testing.assert_allclose(backend.to_numpy(pipeline(x, mask=mask)), [[2.0], [2.0]])


def test_only_layers_are_taken():
    with pytest.raises(TypeError, match="only layers"):
        layers.Pipeline([ops.relu])


@pytest.mark.parametrize(
    "layer", [layers.Rescaling(2.0), layers.Normalization(mean=1.0, variance=4.0), layers.Pipeline([layers.Rescaling(3.0)])]
)
def test_in_a_tf_data_pipeline(layer):
    tf = pytest.importorskip("tensorflow")
    x = np.arange(6, dtype="float32").reshape(3, 2)
    batches = list(tf.data.Dataset.from_tensor_slices(x).batch(2).map(layer).as_numpy_iterator())
    np.testing.assert_allclose(np.concatenate(batches), backend.to_numpy(layer(x)), rtol=1e-6)


def test_weights_are_given_as_they_are():
    layer = layers.Normalization()
    layer.adapt(np.ones((3, 2), "float32"))
    assert layer.convert_weight(layer.adapt_mean) is layer.adapt_mean
