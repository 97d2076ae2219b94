import copy
import pickle

import numpy as np
import pytest

import multikeras
from multikeras.src import backend, layers, ops

X = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
Y = (X @ np.array([[1.0], [2.0], [3.0]])).astype("float32")


def test_other_backends_say_so():
    if backend.NAME == "tensorflow":
        pytest.skip("this is the backend that has it")
    with pytest.raises(NotImplementedError, match="on the TensorFlow backend"):
        layers.TFSMLayer("nowhere")


@pytest.mark.skipif(backend.NAME != "tensorflow", reason="SavedModels run on the TensorFlow backend")
class TestOnTensorFlow:
    @pytest.fixture
    def folder(self, tmp_path):
        import tensorflow as tf

        class Affine(tf.Module):
            def __init__(self):
                super().__init__()
                self.kernel = tf.Variable(tf.ones((3, 1)), name="kernel")
                self.calls = tf.Variable(0.0, trainable=False, name="calls")

            @tf.function(input_signature=[tf.TensorSpec((None, 3))])
            def serve(self, x):
                return x @ self.kernel

            @tf.function(input_signature=[tf.TensorSpec((None, 3))])
            def learn(self, x):
                self.calls.assign_add(1)
                return x @ self.kernel

        module = Affine()
        tf.saved_model.save(module, str(tmp_path / "affine"), signatures={"serving_default": module.serve})
        return tmp_path / "affine"

    def model(self, folder):
        return multikeras.Sequential([multikeras.Input((3,)), layers.TFSMLayer(folder, call_training_endpoint="learn")])

    def test_values_and_weights(self, folder):
        layer = layers.TFSMLayer(folder, call_training_endpoint="learn")
        np.testing.assert_allclose(ops.convert_to_numpy(layer(X)), X.sum(1, keepdims=True), rtol=1e-5)
        assert [v.shape for v in layer.trainable_weights] == [(3, 1)]
        assert [v.shape for v in layer.non_trainable_weights] == [()]
        layer.trainable_weights[0].assign([[1], [2], [3]])
        np.testing.assert_allclose(ops.convert_to_numpy(layer(X)), Y, rtol=1e-5)

    def test_signature(self, folder):
        (outputs,) = layers.TFSMLayer(folder, call_endpoint="serving_default")(X).values()
        np.testing.assert_allclose(ops.convert_to_numpy(outputs), X.sum(1, keepdims=True), rtol=1e-5)

    def test_symbolic(self, folder):
        assert layers.TFSMLayer(folder)(multikeras.Input((3,))).shape == (None, 1)

    def test_training(self, folder):
        model = self.model(folder)
        model.compile(multikeras.optimizers.SGD(0.1), "mse")
        losses = model.fit(X, Y, batch_size=6, epochs=20, verbose=0).history["loss"]
        assert losses[-1] < 0.2 * losses[0]
        assert model.get_weights()[1] == 20

    def test_frozen(self, folder):
        assert layers.TFSMLayer(folder, trainable=False).trainable_weights == []

    def test_files(self, folder, tmp_path):
        model = self.model(folder)
        model.set_weights([np.array([[1], [2], [3]]), np.array(7.0)])
        model.save(tmp_path / "model.keras")
        with pytest.raises(ValueError, match=r"is a program of its own.*safe_mode=False"):
            multikeras.saving.load_model(tmp_path / "model.keras")
        with pytest.raises(ValueError, match="safe_mode=False"):
            layers.TFSMLayer.from_config(model.layers[0].get_config())
        again = multikeras.saving.load_model(tmp_path / "model.keras", safe_mode=False)
        np.testing.assert_allclose(again.predict(X, verbose=0), Y, rtol=1e-5)
        assert again.get_weights()[1] == 7

    def test_copies(self, folder):
        layer = layers.TFSMLayer(folder)
        layer.trainable_weights[0].assign([[1], [2], [3]])
        for copied in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
            np.testing.assert_allclose(ops.convert_to_numpy(copied(X)), Y, rtol=1e-5)

    def test_unknown_endpoint(self, folder):
        with pytest.raises(ValueError, match=r"no endpoint 'call'; it has \['learn', 'serve', 'serving_default'\]"):
            layers.TFSMLayer(folder, call_endpoint="call")
