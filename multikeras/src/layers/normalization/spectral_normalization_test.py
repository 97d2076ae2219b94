import numpy as np
import pytest

from multikeras.src import backend, initializers, layers


@pytest.mark.parametrize(
    "inner, shape",
    [
        (layers.Dense(3, kernel_initializer=initializers.GlorotUniform(seed=1)), (2, 5)),
        (layers.Conv1D(4, 2, kernel_initializer=initializers.GlorotUniform(seed=1)), (2, 6, 3)),
    ],
)
def test_training_divides_the_kernel_by_its_largest_singular_value(inner, shape):
    layer = layers.SpectralNormalization(inner, power_iterations=60)
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    before = backend.to_numpy(layer(x))
    kernel = inner.kernel.numpy()
    largest = np.linalg.svd(kernel.reshape(-1, kernel.shape[-1]), compute_uv=False)[0]
    after = backend.to_numpy(layer(x, training=True))
    np.testing.assert_allclose(inner.kernel.numpy(), kernel / largest, rtol=1e-4)
    np.testing.assert_allclose(after, before / largest, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(backend.to_numpy(layer(x)), after, rtol=1e-5)


def test_one_iteration_by_hand():
    rng = np.random.default_rng(0)
    kernel, u = rng.normal(size=(4, 3)), rng.normal(size=(1, 3))
    layer = layers.SpectralNormalization(layers.Dense(3, use_bias=False), dtype="float64")
    layer.build((None, 4))
    layer.layer.kernel.assign(kernel)
    layer.vector_u.assign(u)
    v = u @ kernel.T
    v /= np.linalg.norm(v)
    u = v @ kernel
    u /= np.linalg.norm(u)
    new_u, new_kernel = (backend.to_numpy(x) for x in layer.normalized_weights())
    np.testing.assert_allclose(new_u, u, rtol=1e-5)
    np.testing.assert_allclose(new_kernel, kernel / (v @ kernel @ u.T), rtol=1e-5)


def test_embeddings_are_normalized_too():
    layer = layers.SpectralNormalization(layers.Embedding(5, 2), power_iterations=60)
    layer(np.array([[1, 2]], "int32"), training=True)
    assert np.linalg.norm(layer.layer.embeddings.numpy(), 2) == pytest.approx(1, rel=1e-4)


def test_layer_without_a_kernel_is_refused():
    with pytest.raises(ValueError, match="no weight named `kernel` or `embeddings`"):
        layers.SpectralNormalization(layers.ReLU())(np.ones((2, 3), "float32"))
