"""Saving and loading: what comes back, what is refused, what is left whole."""

import base64
import io
import json
import marshal
import zipfile

import h5py
import numpy as np
import pytest

import multikeras
from multikeras.src import backend
from multikeras.src.core import registry
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.dense import Dense
from multikeras.src.layers.core.input_layer import Input
from multikeras.src.layers.regularization.dropout import Dropout
from multikeras.src.layers.regularization.gaussian_noise import GaussianNoise
from multikeras.src.layers.reshaping.reshape import Reshape
from multikeras.src.layers.rnn.gru import GRU
from multikeras.src.models.model import Model
from multikeras.src.models.sequential import Sequential
from multikeras.src.saving import model_file
from multikeras.src.saving.model_file import load_model, model_from_json

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def small(units: int = 2) -> Sequential:
    return Sequential([Input((3,)), Dense(5, activation="relu"), Dense(units)])


def rewrite(path, **members) -> None:
    """Replace members of an archive."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**held, **members}.items():
            archive.writestr(name, content)


def config_of(path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("config.json"))


class TestRoundTrip:
    def test_predictions_are_equal(self, tmp_path):
        model = small()
        model.save(tmp_path / "m.keras")
        np.testing.assert_array_equal(load_model(tmp_path / "m.keras").predict(X, verbose=0), model.predict(X, verbose=0))

    def test_graph_with_shared_layer_and_ops(self, tmp_path):
        a, b = Input((3,), name="a"), Input((3,), name="b")
        shared = Dense(3, name="shared")
        model = Model([a, b], {"sum": shared(a) + shared(b) * 2.0, "head": Dense(1)(shared(a))})
        model.save(tmp_path / "m.keras")
        loaded = load_model(tmp_path / "m.keras")
        for key, value in model.predict([X, X[::-1]], verbose=0).items():
            np.testing.assert_array_equal(loaded.predict([X, X[::-1]], verbose=0)[key], value)
        assert len(loaded.weights) == len(model.weights)

    def test_subclassed_model_needs_no_config_of_its_own(self, tmp_path):
        @registry.register_keras_serializable("test")
        class Tower(Model):
            def __init__(self, widths, **kwargs):
                super().__init__(**kwargs)
                self.blocks = {"body": [Dense(w) for w in widths]}
                self.head = Dense(1)

            def call(self, x):
                for block in self.blocks["body"]:
                    x = block(x)
                return self.head(x)

        model = Tower([4, 2])
        expected = model.predict(X, verbose=0)
        model.save(tmp_path / "m.keras")
        np.testing.assert_array_equal(load_model(tmp_path / "m.keras").predict(X, verbose=0), expected)

    @pytest.mark.requires_trainable_backend
    def test_training_goes_on_as_if_it_had_not_been_saved(self, tmp_path):
        y = X @ np.ones((3, 2), "float32")
        model = small()
        model.compile(multikeras.optimizers.Adam(0.05), "mse", metrics=["mae"])
        model.fit(X, y, epochs=3, verbose=0)
        model.save(tmp_path / "m.keras")
        loaded = load_model(tmp_path / "m.keras")
        for m in (model, loaded):
            m.fit(X, y, epochs=3, verbose=0, shuffle=False)
        for a, b in zip(model.get_weights(), loaded.get_weights(), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-6)

    @pytest.mark.requires_trainable_backend
    def test_randomness_goes_on(self, tmp_path):
        y = X @ np.ones((3, 2), "float32")
        model = Sequential(
            [Input((3,)), Dense(6), Reshape((2, 3)), GRU(4, dropout=0.5), Dropout(0.5, seed=3), GaussianNoise(0.5), Dense(2)]
        )
        model.compile("adam", "mse")
        model.fit(X, y, epochs=2, verbose=0, shuffle=False)
        model.save(tmp_path / "m.keras")
        loaded = load_model(tmp_path / "m.keras")
        for m in (model, loaded):
            m.fit(X, y, epochs=3, verbose=0, shuffle=False)
        for a, b in zip(model.get_weights(), loaded.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)

    def test_a_file_without_seeds(self, tmp_path):
        model = Sequential([Input((3,)), Dense(2), Dropout(0.5, seed=3)])
        expected = model.layers[1].seed_generator.state.numpy()
        model(X, training=True)
        path = tmp_path / "m.keras"
        model.save(path)
        assert not np.array_equal(load_model(path).layers[1].seed_generator.state.numpy(), expected)
        with zipfile.ZipFile(path) as archive:
            weights = io.BytesIO(archive.read("model.weights.h5"))
        with h5py.File(weights, "a") as file:
            del file["layers/dropout/seed_generator"]
        rewrite(path, **{"model.weights.h5": weights.getvalue()})
        np.testing.assert_array_equal(load_model(path).layers[1].seed_generator.state.numpy(), expected)

    def test_json(self):
        model = small()
        assert model_from_json(model.to_json()).get_config() == model.get_config()

    def test_config_follows_attributes_that_were_changed(self):
        layer = Dense(2)
        layer.units = 7
        layer.name = "other"
        layer.trainable = False
        config = layer.get_config()
        assert (config["units"], config["name"], config["trainable"]) == (7, "other", False)

    def test_super_get_config_in_a_subclass_gives_the_arguments_of_the_parent(self):
        class Mine(Dense):
            def __init__(self, factor, **kwargs):
                super().__init__(units=3, **kwargs)
                self.factor = factor

            def get_config(self):
                return {"factor": self.factor, **{k: v for k, v in super().get_config().items() if k != "units"}}

        config = Mine(2.5, use_bias=False, name="mine").get_config()
        assert (config["factor"], config["use_bias"], config["name"]) == (2.5, False, "mine")


class TestRefusal:
    def test_unknown_class_is_not_imported(self, tmp_path):
        path = tmp_path / "m.keras"
        small().save(path)
        config = config_of(path)
        config["config"]["layers"][1] |= {"module": "os", "class_name": "system", "config": {"command": "echo"}}
        rewrite(path, **{"config.json": json.dumps(config)})
        with pytest.raises(ValueError, match="'system' of module 'os' is not known.*register_keras_serializable"):
            load_model(path)

    @pytest.mark.parametrize("name", ["set_random_seed", "load_model", "Progbar", "system"])
    def test_public_functions_cannot_be_called_by_a_config(self, name):
        description = {"module": "keras.utils", "class_name": name, "config": {}, "registered_name": None}
        with pytest.raises((ValueError, TypeError), match=name):
            registry.deserialize(description)

    @pytest.mark.parametrize("name", ["eval", "exec", "open", "load_model"])
    def test_functions_outside_the_known_rooms_are_refused(self, name):
        description = {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}
        with pytest.raises(ValueError, match=name):
            registry.deserialize(description)

    def test_code_runs_only_when_asked_for_at_this_call(self):
        code = base64.b64encode(marshal.dumps((lambda x: x + 1).__code__)).decode()
        description = {"class_name": "__lambda__", "config": {"value": [code, None, None]}}
        with pytest.raises(ValueError, match="safe_mode=False"):
            registry.deserialize(description)
        assert registry.deserialize(description, safe_mode=False)(1) == 2
        with pytest.raises(ValueError, match="safe_mode=False"):
            registry.deserialize(description)

    def test_external_link_in_the_weights(self, tmp_path):
        path = tmp_path / "m.weights.h5"
        model = small()
        model.save_weights(path)
        secret = tmp_path / "secret.h5"
        with h5py.File(secret, "w") as file:
            file["w"] = np.zeros((3, 5), "float32")
        with h5py.File(path, "a") as file:
            del file["layers/dense/vars/0"]
            file["layers/dense/vars/0"] = h5py.ExternalLink(str(secret), "/w")
        with pytest.raises(ValueError, match="link"):
            model.load_weights(path)

    def test_external_storage_and_virtual_data_sets(self, tmp_path):
        model = small()
        for kind in ("external", "virtual"):
            path = tmp_path / f"{kind}.weights.h5"
            model.save_weights(path)
            with h5py.File(path, "a") as file:
                group = file["layers/dense/vars"]
                del group["0"]
                if kind == "external":
                    group.create_dataset("0", (3, 5), "float32", external=[("/etc/hostname", 0, h5py.h5f.UNLIMITED)])
                else:
                    group.create_virtual_dataset("0", h5py.VirtualLayout((3, 5), "float32"))
            with pytest.raises(ValueError, match="plain array"):
                model.load_weights(path)

    def test_a_data_set_larger_than_the_layer_is_not_read(self, tmp_path):
        model = small()
        path = tmp_path / "m.weights.h5"
        model.save_weights(path)
        with h5py.File(path, "a") as file:
            del file["layers/dense/vars/0"]
            file["layers/dense/vars"].create_dataset("0", (2**40,), "float32", chunks=True)
        with pytest.raises(ValueError, match="shape"):
            model.load_weights(path)

    def test_not_an_archive(self, tmp_path):
        path = tmp_path / "m.keras"
        path.write_bytes(b"nothing")
        with pytest.raises(ValueError, match="zip archive"):
            load_model(path)
        with pytest.raises(FileNotFoundError, match="no file"):
            load_model(tmp_path / "absent.keras")
        with pytest.raises(ValueError, match="must end in '.keras'"):
            small().save(tmp_path / "m.bin")


class TestMismatch:
    def test_all_of_it_is_named_and_nothing_is_assigned(self, tmp_path):
        path = tmp_path / "m.weights.h5"
        small().save_weights(path)
        other = Sequential([Input((3,)), Dense(5, use_bias=False), Dense(7), Dense(1)])
        before = other.get_weights()
        with pytest.raises(ValueError) as error:
            other.load_weights(path)
        text = str(error.value)
        assert "unexpected: the file has layers/dense/vars/1" in text
        assert "shape: layers/dense_1" in text
        assert "missing: layers/dense_2" in text
        for a, b in zip(before, other.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)

    def test_skip_mismatch_loads_the_rest(self, tmp_path):
        path = tmp_path / "m.weights.h5"
        model = small()
        model.save_weights(path)
        other = small(units=9)
        with pytest.warns(UserWarning, match="layers/dense_1"):
            other.load_weights(path, skip_mismatch=True)
        np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])

    def test_a_layer_that_is_not_built(self, tmp_path):
        with pytest.raises(ValueError, match="not built"):
            Sequential([Dense(2)]).save_weights(tmp_path / "m.weights.h5")


class TestAtomicity:
    def test_a_failing_save_leaves_the_old_file_whole(self, tmp_path, monkeypatch):
        path = tmp_path / "m.keras"
        model = small()
        model.save(path)
        before = path.read_bytes()

        def broken(*args):
            raise OSError("No space left on device")

        monkeypatch.setattr(model_file, "write_weights", broken)
        with pytest.raises(OSError, match="No space left"):
            model.save(path)
        assert path.read_bytes() == before
        assert [p.name for p in tmp_path.iterdir()] == ["m.keras"]

    def test_overwrite_false(self, tmp_path):
        small().save(tmp_path / "m.keras")
        with pytest.raises(FileExistsError, match="overwrite=True"):
            small().save(tmp_path / "m.keras", overwrite=False)


def test_bfloat16_weights_survive(tmp_path):
    model = Sequential([Input((3,)), Dense(2, dtype="bfloat16")])
    model.save_weights(tmp_path / "m.weights.h5")
    again = Sequential([Input((3,)), Dense(2, dtype="bfloat16")])
    again.load_weights(tmp_path / "m.weights.h5")
    for a, b in zip(model.get_weights(), again.get_weights(), strict=True):
        assert a.dtype.name == "bfloat16"
        np.testing.assert_array_equal(a, b)


def test_layers_of_one_class_do_not_share_state_after_loading():
    first = small()
    second = model_from_json(first.to_json())
    assert isinstance(first.layers[0], Layer)
    second.set_weights([w * 0 for w in second.get_weights()])
    assert np.abs(backend.to_numpy(first(X))).max() > 0


class Holder(Layer):
    """A layer that keeps another under a name that models use for themselves."""

    def __init__(self, attribute="_layers", **kwargs):
        super().__init__(**kwargs)
        self.attribute = attribute
        setattr(self, attribute, [Dense(2)])

    def call(self, inputs):
        return getattr(self, self.attribute)[0](inputs)


@pytest.mark.parametrize("attribute", ["_layers", "_stack", "_outputs", "history", "blocks"])
def test_weights_of_a_layer_are_kept_whatever_holds_them(tmp_path, attribute):
    model = Sequential([Input((3,)), Holder(attribute)])
    model.save_weights(tmp_path / "model.weights.h5")
    kept = model.get_weights()
    model.set_weights([w * 0 for w in kept])
    model.load_weights(tmp_path / "model.weights.h5")
    for a, b in zip(kept, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
