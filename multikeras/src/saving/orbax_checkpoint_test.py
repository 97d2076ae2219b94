import numpy as np
import pytest

from multikeras import Input, Sequential, callbacks, layers, optimizers, saving, utils

pytest.importorskip("orbax.checkpoint")


def network(units=3):
    model = Sequential([Input((4,)), layers.Dense(units), layers.BatchNormalization(), layers.Dense(1)])
    model.compile(optimizers.Adam(0.01), "mse", metrics=["mae"])
    return model


def data():
    x = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
    return x, x[:, :1]


def saved(folder, epochs=2, **arguments):
    model = network()
    checkpoint = callbacks.OrbaxCheckpoint(folder, **arguments)
    model.fit(*data(), batch_size=8, epochs=epochs, verbose=0, callbacks=[checkpoint])
    return model


def steps(folder):
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())


def assert_equal_weights(model, other):
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.requires_trainable_backend
class TestFit:
    @pytest.mark.parametrize("background", [False, True])
    def test_the_model_trains_on_as_if_it_had_not_been_saved(self, tmp_path, background):
        utils.set_random_seed(0)
        model = saved(tmp_path, save_on_background=background)
        loaded = saving.load_model(tmp_path)
        assert_equal_weights(model, loaded)
        for one, other in zip(model.optimizer.variables, loaded.optimizer.variables, strict=True):
            np.testing.assert_array_equal(one.numpy(), other.numpy())
        x, y = data()
        for part in (model, loaded):
            utils.set_random_seed(5)
            part.fit(x, y, shuffle=False, verbose=0)
        assert_equal_weights(model, loaded)

    def test_a_checkpoint_holds_what_was_when_it_was_saved(self, tmp_path):
        """Not what the steps after it have made of the weights, though it is written while they run."""
        seen = []
        model = network()
        keep = callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append([np.array(w) for w in model.get_weights()]))
        checkpoint = callbacks.OrbaxCheckpoint(tmp_path, max_to_keep=None)
        model.fit(*data(), epochs=4, verbose=0, callbacks=[checkpoint, keep])
        for epoch, weights in enumerate(seen):
            model.load_weights(tmp_path / str(epoch))
            for value, expected in zip(model.get_weights(), weights, strict=True):
                np.testing.assert_array_equal(value, expected)

    def test_weights_without_elements(self, tmp_path):
        def network_of(features):
            model = Sequential([Input((features,)), layers.Dense(3), layers.Dense(1)])
            model.compile("adam", "mse")
            return model

        model = network_of(0)
        model.fit(np.ones((16, 0)), np.ones((16, 1)), verbose=0, callbacks=[callbacks.OrbaxCheckpoint(tmp_path)])
        assert_equal_weights(model, saving.load_model(tmp_path))
        with pytest.raises(ValueError, match=r"shape \(2, 3\); in the file it is \(0, 3\)"):
            network_of(2).load_weights(tmp_path)

    def test_weights_only(self, tmp_path):
        model = saved(tmp_path, save_weights_only=True)
        other = network()
        other.load_weights(tmp_path)
        assert_equal_weights(model, other)
        assert int(other.optimizer.iterations) == 0
        with pytest.raises(ValueError, match="weights only"):
            saving.load_model(tmp_path)

    def test_the_last_ones_are_kept(self, tmp_path):
        saved(tmp_path, epochs=5, max_to_keep=2)
        assert steps(tmp_path) == [3, 4]

    def test_every_so_many_batches(self, tmp_path):
        saved(tmp_path, epochs=3, save_freq=3, max_to_keep=None)
        assert steps(tmp_path) == [3, 6]

    def test_the_best_only(self, tmp_path):
        saved(tmp_path, epochs=2, save_best_only=True, monitor="loss", initial_value_threshold=0.0)
        assert steps(tmp_path) == []

    def test_another_run_in_the_same_folder_counts_on(self, tmp_path):
        saved(tmp_path, max_to_keep=None)
        saved(tmp_path, max_to_keep=None)
        assert steps(tmp_path) == [0, 1, 2, 3]

    def test_one_callback_in_two_runs(self, tmp_path):
        model = network()
        checkpoint = callbacks.OrbaxCheckpoint(tmp_path, max_to_keep=None)
        for _ in range(2):
            model.fit(*data(), verbose=0, callbacks=[checkpoint])
        assert steps(tmp_path) == [0, 1]


class TestLoading:
    @pytest.fixture
    def folder(self, tmp_path):
        checkpoint = callbacks.OrbaxCheckpoint(tmp_path)
        checkpoint.set_model(network())
        checkpoint.on_epoch_end(0)
        checkpoint.on_train_end()
        return tmp_path

    def test_weights_that_do_not_fit(self, folder):
        model = network(units=5)
        before = model.get_weights()
        with pytest.raises(ValueError, match=r"shape: layers/dense"):
            model.load_weights(folder)
        for value, expected in zip(model.get_weights(), before, strict=True):
            np.testing.assert_array_equal(value, expected)

    def test_without_compilation(self, folder):
        assert not saving.load_model(folder, compile=False).compiled

    def test_a_folder_without_checkpoints(self, tmp_path):
        with pytest.raises(ValueError, match="holds no checkpoint"):
            saving.load_model(tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_bfloat16(self, tmp_path):
        model = Sequential([Input((2,)), layers.Dense(1, dtype="bfloat16")])
        checkpoint = callbacks.OrbaxCheckpoint(tmp_path)
        checkpoint.set_model(model)
        checkpoint.on_epoch_end(0)
        checkpoint.on_train_end()
        loaded = saving.load_model(tmp_path)
        assert loaded.weights[0].dtype == "bfloat16"
        assert_equal_weights(model, loaded)


@pytest.mark.parametrize("arguments", [{"max_to_keep": 0}, {"save_freq": 0}, {"mode": "best"}])
def test_arguments_without_a_meaning(tmp_path, arguments):
    with pytest.raises(ValueError, match=next(iter(arguments))):
        callbacks.OrbaxCheckpoint(tmp_path, **arguments)


def test_one_process(tmp_path):
    checkpoint = callbacks.OrbaxCheckpoint(tmp_path)
    assert checkpoint.is_primary_host()
    assert not checkpoint.is_multihost_enabled()
