import copy
import pickle

import numpy as np
import pytest

import multikeras
from multikeras.src import backend, layers, ops
from multikeras.src.core import registry
from multikeras.src.testing.layer_conformance import layer_checks
from multikeras.src.testing.layer_sample import Fresh, LayerSample

X = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")


def test_other_backends_say_so():
    if backend.NAME == "torch":
        pytest.skip("this is the backend that has it")
    with pytest.raises(NotImplementedError, match="on the torch backend"):
        layers.TorchModuleWrapper(None)


if backend.NAME == "torch":
    import torch

    @registry.register_keras_serializable("test_torch_module")
    class Block(torch.nn.Module):
        """A module that a config can tell of."""

        def __init__(self, features, units):
            super().__init__()
            self.features, self.units = features, units
            self.linear = torch.nn.Linear(features, units)
            self.norm = torch.nn.BatchNorm1d(units)

        def forward(self, x):
            return torch.relu(self.norm(self.linear(x)))

        def get_config(self):
            return {"features": self.features, "units": self.units}

        @classmethod
        def from_config(cls, config):
            return cls(**config)


@pytest.mark.skipif(backend.NAME != "torch", reason="modules of torch run on the torch backend")
class TestOnTorch:
    def model(self, **kwargs):
        x = multikeras.Input((3,))
        return multikeras.Model(x, layers.Dense(1)(layers.TorchModuleWrapper(Block(3, 4), **kwargs)(x)))

    def test_variables_are_the_modules_own_tensors(self):
        block = Block(3, 4)
        layer = layers.TorchModuleWrapper(block)
        assert [v.shape for v in layer.trainable_weights] == [(4, 3), (4,), (4,), (4,)]
        assert [v.name for v in layer.non_trainable_weights] == ["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"]
        layer.weights[0].assign(np.ones((4, 3)))
        assert bool((block.linear.weight == 1).all())
        block.load_state_dict({**block.state_dict(), "linear.bias": torch.full((4,), 5.0)})
        assert layer.weights[1].numpy().tolist() == [5] * 4

    def test_each_parameter_is_listed_once(self):
        model = self.model()
        names = list(model.state_dict())
        assert len(names) == len(set(names)) == 9
        assert [name for name in names if name.endswith("linear.weight")] == ["torch_module_wrapper.module.linear.weight"]
        assert len(list(model.parameters())) == 6
        assert {id(p) for p in model.parameters()} == {id(v.value) for v in model.trainable_weights}
        assert len(list(model.layers[1].parameters())) == 4

    def test_mode_follows_training(self):
        layer = layers.TorchModuleWrapper(torch.nn.Dropout(0.5))
        x = np.ones((4, 50), "float32")
        np.testing.assert_array_equal(layer(x).numpy(), x)
        assert (layer(x, training=True).numpy() == 0).any()
        np.testing.assert_array_equal(layer(x, training=False).numpy(), x)

    def test_symbolic_shapes_leave_the_module_as_it_is(self):
        block = Block(3, 4)
        before = {name: value.clone() for name, value in block.state_dict().items()}
        layer = layers.TorchModuleWrapper(block)
        assert layer(multikeras.Input((3,)), training=True).shape == (None, 4)
        assert layer.compute_output_shape((None, 3)) == (None, 4)
        for name, value in block.state_dict().items():
            assert torch.equal(value, before[name])
            assert type(value) is torch.Tensor

    def test_given_output_shape(self):
        layer = layers.TorchModuleWrapper(torch.nn.Linear(3, 4), output_shape=(None, 4))
        assert layer.compute_output_shape((None, 3)) == (None, 4)
        assert layer(multikeras.Input((3,))).shape == (None, 4)
        assert layer.get_config()["output_shape"] == [None, 4]

    @pytest.mark.parametrize("jit_compile", [False, pytest.param(True, marks=pytest.mark.slow)])
    def test_training(self, jit_compile):
        model = self.model()
        model.compile("adam", "mse", jit_compile=jit_compile)
        before = [v.numpy() for v in model.layers[1].weights]
        model.fit(X, X[:, :1], verbose=0, batch_size=3)
        after = [v.numpy() for v in model.layers[1].weights]
        assert all(np.abs(a - b).max() > 0 for i, (a, b) in enumerate(zip(before, after, strict=True)) if i != 1)  # the bias meets a norm
        assert after[-1] == 2

    def test_a_module_in_an_attribute_is_a_layer(self, tmp_path):
        class Net(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.block = Block(3, 4)
                self.head = layers.Dense(1)

            def call(self, x):
                return self.head(self.block(x))

        model = Net()
        assert isinstance(model.block, layers.TorchModuleWrapper) and isinstance(model.block.module, Block)
        model.compile("adam", "mse")
        model.fit(X, X[:, :1], verbose=0, batch_size=3)
        assert len(model.trainable_weights) == 6 and len(list(model.parameters())) == 6
        assert model.block.weights[-1].numpy() == 2  # the norm's batches
        model.save_weights(tmp_path / "model.weights.h5")
        again = Net()
        again(X)
        again.load_weights(tmp_path / "model.weights.h5")
        np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))

    def test_a_module_that_cannot_be_pickled(self, tmp_path):
        module = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(3, 2))
        model = multikeras.Sequential([multikeras.Input((3,)), layers.TorchModuleWrapper(module)])
        with pytest.raises(TypeError, match="(?s)ParametrizedLinear cannot be pickled .* save the weights alone"):
            model.save(tmp_path / "model.keras")
        assert not list(tmp_path.iterdir())
        model.save_weights(tmp_path / "model.weights.h5")
        with pytest.raises(TypeError, match="modules of torch in `multikeras.layers.TorchModuleWrapper`"):
            multikeras.Sequential([module])

    def test_traced_whole(self):
        model = self.model()
        torch._dynamo.reset()
        compiled = torch.compile(model, fullgraph=True, backend="eager")
        x = torch.from_numpy(X)
        torch.testing.assert_close(compiled(x), model(x))
        compiled(x, training=True)
        assert int(model.layers[1].weights[-1].numpy()) == 1

    def test_frozen(self):
        layer = layers.TorchModuleWrapper(Block(3, 4), trainable=False)
        assert layer.trainable_weights == []
        assert not any(p.requires_grad for p in layer.parameters())
        layer.trainable = True
        assert [p.requires_grad for p in layer.parameters()] == [True] * 4

    def test_stateless_call_changes_nothing(self):
        layer = layers.TorchModuleWrapper(Block(3, 4))
        before = layer.get_weights()
        doubled = [v.value.detach() * 2 for v in layer.trainable_variables]
        outputs, state = layer.stateless_call(doubled, [v.value for v in layer.non_trainable_variables], X, training=True)
        for a, b in zip(layer.get_weights(), before, strict=True):
            np.testing.assert_array_equal(a, b)
        assert int(state[-1]) == 1
        for variable, value in zip(layer.trainable_variables, doubled, strict=True):
            variable.assign(value)
        torch.testing.assert_close(layer(X, training=True), outputs)

    def test_mixed_precision(self):
        layer = layers.TorchModuleWrapper(Block(3, 4), dtype="mixed_bfloat16")
        assert layer.module.linear.weight.dtype is torch.float32
        x = torch.from_numpy(X)
        seen = []
        layer.module.linear.register_forward_hook(lambda module, args, output: seen.append(output.dtype))
        layer(x)
        assert seen == [torch.bfloat16]

    def test_dtype(self):
        layer = layers.TorchModuleWrapper(Block(3, 4), dtype="float64")
        assert layer(X).dtype is torch.float64

    def test_several_arguments(self):
        attention = layers.TorchModuleWrapper(torch.nn.MultiheadAttention(4, 2, batch_first=True))
        steps = multikeras.Input((5, 4))
        outputs, weights = attention(steps, steps, steps, need_weights=True)
        assert (outputs.shape, weights.shape) == ((None, 5, 4), (None, 5, 5))

    def test_files(self, tmp_path):
        model, other = self.model(), self.model()
        model.compile("adam", "mse")
        model.fit(X, X[:, :1], verbose=0)
        model.save(tmp_path / "model.keras")
        again = multikeras.saving.load_model(tmp_path / "model.keras")
        np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))
        model.save_weights(tmp_path / "model.weights.h5")
        other.load_weights(tmp_path / "model.weights.h5")
        np.testing.assert_array_equal(other.predict(X, verbose=0), model.predict(X, verbose=0))

    def test_a_pickle_is_loaded_only_when_the_file_is_trusted(self, tmp_path):
        model = multikeras.Sequential([multikeras.Input((3,)), layers.TorchModuleWrapper(torch.nn.Linear(3, 2))])
        model.save(tmp_path / "model.keras")
        with pytest.raises(ValueError, match="safe_mode=False"):
            multikeras.saving.load_model(tmp_path / "model.keras")
        with pytest.raises(ValueError, match="safe_mode=False"):
            layers.TorchModuleWrapper.from_config(model.layers[0].get_config())
        again = multikeras.saving.load_model(tmp_path / "model.keras", safe_mode=False)
        np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))

    def test_weights_that_do_not_fit_are_all_named(self):
        layer = layers.TorchModuleWrapper(Block(3, 4))
        before = layer.get_weights()
        with pytest.raises(ValueError, match=r"missing: linear.bias.*unexpected: other.*shape: linear.weight"):
            store = {name: value.numpy() for name, value in layer.module.state_dict().items() if name != "linear.bias"}
            layer.load_own_variables({**store, "linear.weight": np.ones((1, 1)), "other": np.ones(3)})
        np.testing.assert_array_equal(layer.get_weights()[0], before[0])

    def test_copies_are_independent(self):
        model = self.model()
        for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model)), multikeras.models.clone_model(model)):
            layer = copied.layers[1]
            assert layer.module is not model.layers[1].module
            assert layer.weights[0].value is layer.module.linear.weight
            assert len(layer.weights) == 7
        np.testing.assert_array_equal(ops.convert_to_numpy(copy.deepcopy(model)(X)), ops.convert_to_numpy(model(X)))

    def test_conformance(self):
        arguments = {"module": Fresh(lambda: Block(3, 4))}
        alternatives = {"module": Block(3, 5), "output_shape": (None, 4)}
        own = (
            "unknown_dimensions",
            "other_rank",
            "nesting",
            "config_of",
        )  # the module has shapes, names of weights and equality of its own
        for check in layer_checks(layers.TorchModuleWrapper, [LayerSample((2, 3), arguments, alternatives=alternatives)]):
            if check.name not in own:
                check.run()

    def test_errors(self):
        with pytest.raises(TypeError, match=r"must be a torch.nn.Module, got 3"):
            layers.TorchModuleWrapper(3)
        with pytest.raises(ValueError, match="Call the module on data once"):
            layers.TorchModuleWrapper(torch.nn.LazyLinear(3))
