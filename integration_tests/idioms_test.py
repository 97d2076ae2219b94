"""Code in the idiom of each framework, as people have written it for Keras 3, over models of multikeras."""

import numpy as np
import pytest

import multikeras
from multikeras import layers, losses, metrics, optimizers
from multikeras.src import backend

on_jax = pytest.mark.skipif(backend.NAME != "jax", reason="an idiom of JAX")
on_torch = pytest.mark.skipif(backend.NAME != "torch", reason="an idiom of PyTorch")
on_tensorflow = pytest.mark.skipif(backend.NAME != "tensorflow", reason="an idiom of TensorFlow")


def data(rows=16):
    generator = np.random.default_rng(0)
    x = generator.normal(size=(rows, 4)).astype("float32")
    return x, (x[:, :1] * 2 - x[:, 1:2] + 0.3).astype("float32")


def mlp(cls=multikeras.Sequential):
    """With dropout and batch normalization: state besides the weights."""
    multikeras.utils.set_random_seed(1)
    return cls(
        [
            multikeras.Input((4,)),
            layers.Dense(8, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.1),
            layers.Dense(1),
        ]
    )


def linear(cls=multikeras.Sequential):
    return cls([multikeras.Input((4,)), layers.Dense(1, kernel_initializer="zeros")])


def weights_after_a_step(rate=0.1):
    """Weights of `linear` after one step of gradient descent on the mean squared error, by hand."""
    x, y = data()
    return rate * 2 * x.T @ y / len(x), rate * 2 * y.mean(0)


def assert_stepped(model):
    for value, expected in zip(model.get_weights(), weights_after_a_step(), strict=True):
        np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-6)


@on_jax
class TestJax:
    class StatefulStep(multikeras.Sequential):
        """`train_step` in the form that Keras 3 asks for on JAX."""

        def compute_loss_and_updates(self, trainable_variables, non_trainable_variables, metrics_variables, x, y):
            y_pred, non_trainable_variables = self.stateless_call(trainable_variables, non_trainable_variables, x, training=True)
            loss, (trainable_variables, non_trainable_variables, metrics_variables) = self.stateless_compute_loss(
                trainable_variables, non_trainable_variables, metrics_variables, x=x, y=y, y_pred=y_pred
            )
            return loss, (y_pred, non_trainable_variables, metrics_variables)

        def train_step(self, state, data):
            import jax

            trainable_variables, non_trainable_variables, optimizer_variables, metrics_variables = state
            x, y = data
            gradient = jax.value_and_grad(self.compute_loss_and_updates, has_aux=True)
            (loss, (y_pred, non_trainable_variables, metrics_variables)), gradients = gradient(
                trainable_variables, non_trainable_variables, metrics_variables, x, y
            )
            trainable_variables, optimizer_variables = self.optimizer.stateless_apply(optimizer_variables, gradients, trainable_variables)
            logs, updated = {}, []
            position = 0
            for metric in self.metrics:
                values = metrics_variables[position : position + len(metric.variables)]
                position += len(metric.variables)
                if metric.name == "loss":
                    values = metric.stateless_update_state(values, loss)
                else:
                    values = metric.stateless_update_state(values, y, y_pred)
                logs[metric.name] = metric.stateless_result(values)
                updated += values
            return logs, (trainable_variables, non_trainable_variables, optimizer_variables, updated)

        def test_step(self, state, data):
            trainable_variables, non_trainable_variables, metrics_variables = state
            x, y = data
            y_pred, non_trainable_variables = self.stateless_call(trainable_variables, non_trainable_variables, x, training=False)
            loss, _ = self.stateless_compute_loss(
                trainable_variables, non_trainable_variables, metrics_variables, x=x, y=y, y_pred=y_pred, training=False
            )
            return {"loss": loss}, (trainable_variables, non_trainable_variables, metrics_variables)

    def test_train_step_with_state(self):
        x, y = data()
        model = linear(self.StatefulStep)
        model.compile(optimizers.SGD(0.1), "mse", metrics=["mae"])
        history = model.fit(x, y, batch_size=16, shuffle=False, verbose=0).history
        assert_stepped(model)
        np.testing.assert_allclose(history["loss"], [np.mean(y**2)], rtol=1e-5)
        np.testing.assert_allclose(history["mae"], [np.mean(np.abs(y))], rtol=1e-5)
        assert model.evaluate(x, y, verbose=0) == pytest.approx(np.mean((model.predict(x, verbose=0) - y) ** 2), rel=1e-4)

    def test_train_step_with_state_in_a_model_with_dropout(self):
        x, y = data()
        model = mlp(self.StatefulStep)
        model.compile(optimizers.Adam(0.05), "mse")
        history = model.fit(x, y, epochs=15, verbose=0).history
        assert history["loss"][-1] < 0.5 * history["loss"][0]

    def test_stateless_loop_under_jit(self):
        import jax

        x, y = data()
        model, optimizer, loss_fn, mae = mlp(), optimizers.Adam(0.05), losses.MeanSquaredError(), metrics.MeanAbsoluteError()
        optimizer.build(model.trainable_variables)

        def loss_and_updates(trainable, other, x, y):
            y_pred, other = model.stateless_call(trainable, other, x, training=True)
            return loss_fn(y, y_pred), (y_pred, other)

        @jax.jit
        def step(state, x, y):
            trainable, other, slots, measures = state
            (loss, (y_pred, other)), gradients = jax.value_and_grad(loss_and_updates, has_aux=True)(trainable, other, x, y)
            trainable, slots = optimizer.stateless_apply(slots, gradients, trainable)
            measures = mae.stateless_update_state(measures, y, y_pred)
            return loss, (trainable, other, slots, measures)

        groups = (model.trainable_variables, model.non_trainable_variables, optimizer.variables, mae.variables)
        before = [v.numpy() for v in model.variables]
        state = tuple([v.value for v in group] for group in groups)
        seen = []
        for _ in range(15):
            loss, state = step(state, x, y)
            seen.append(float(loss))
        assert seen[-1] < 0.5 * seen[0]
        for variable, value in zip(model.variables, before, strict=True):
            np.testing.assert_array_equal(variable.numpy(), value)  # pure: nothing has changed behind the back
        for group, values in zip(groups, state, strict=True):
            for variable, value in zip(group, values, strict=True):
                variable.assign(value)
        assert int(optimizer.iterations.numpy()) == 15
        assert float(mae.result()) > 0
        final = float(np.mean((model.predict(x, verbose=0) - y) ** 2))
        assert final < seen[0]

    def test_plain_jax_transformations(self):
        import jax
        import jax.numpy as jnp

        x, _ = data()
        model = linear()

        def total(kernel, bias):
            outputs, _ = model.stateless_call([kernel, bias], [], x)
            return jnp.sum(outputs)

        kernel, bias = [v.value for v in model.trainable_variables]
        gradient = jax.jit(jax.grad(total))(kernel, bias)
        np.testing.assert_allclose(gradient[:, 0], x.sum(0), rtol=1e-4, atol=1e-5)
        many = jax.vmap(lambda k: model.stateless_call([k, bias], [], x)[0])(jnp.stack([kernel, kernel + 1]))
        np.testing.assert_allclose(many[1][:, 0], x.sum(1), rtol=1e-4, atol=1e-5)

    def test_gradients_of_each_example(self):
        import jax
        import jax.numpy as jnp

        x, y = data()
        model = mlp()
        trainable = [v.value for v in model.trainable_variables]
        other = [v.value for v in model.non_trainable_variables]

        def loss(trainable, x, y):
            outputs, _ = model.stateless_call(trainable, other, x[None], training=False)
            return jnp.mean((outputs[0] - y) ** 2)

        each = jax.jit(jax.vmap(jax.grad(loss), in_axes=(None, 0, 0)))(trainable, x, y)
        whole = jax.grad(lambda t: jnp.mean((model.stateless_call(t, other, x, training=False)[0] - y) ** 2))(trainable)
        for gradients, gradient in zip(each, whole, strict=True):
            np.testing.assert_allclose(gradients.mean(0), gradient, rtol=1e-4, atol=1e-5)

    def test_a_value_held_by_the_user_outlives_a_step(self):
        """Steps donate their state; what somebody holds is not theirs to give."""
        x, y = data()
        model = linear()
        model.compile("sgd", "mse")
        held = [v.value for v in model.trainable_variables]
        model.fit(x, y, verbose=0)
        held += [v.value for v in model.trainable_variables]
        model.fit(x, y, verbose=0)
        assert [float(np.abs(value).max()) > 0 for value in held] == [False, False, True, True]

    def test_assigning_in_a_trace_without_state_is_an_error(self):
        import jax

        model = mlp()
        with pytest.raises(RuntimeError, match="stateless_call"):
            jax.jit(lambda x: model(x, training=True))(np.ones((2, 4), "float32"))


@on_torch
class TestTorch:
    class Backward(multikeras.Sequential):
        """`train_step` as Keras 3 asks for it on torch."""

        def train_step(self, data):
            x, y = data
            self.zero_grad()
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
            loss.backward()
            trainable_weights = list(self.trainable_weights)
            gradients = [v.value.grad for v in trainable_weights]
            import torch

            with torch.no_grad():
                self.optimizer.apply(gradients, trainable_weights)
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    def test_train_step(self):
        x, y = data()
        model = linear(self.Backward)
        model.compile(optimizers.SGD(0.1), "mse", metrics=["mae"])
        history = model.fit(x, y, batch_size=16, shuffle=False, verbose=0).history
        assert_stepped(model)
        np.testing.assert_allclose(history["loss"], [np.mean(y**2)], rtol=1e-5)
        np.testing.assert_allclose(history["mae"], [np.mean(np.abs(y))], rtol=1e-5)

    def test_loop_by_hand(self):
        import torch

        x, y = (torch.from_numpy(part) for part in data())
        model, optimizer, loss_fn = linear(), optimizers.SGD(0.1), losses.MeanSquaredError()
        model.zero_grad()
        loss_fn(y, model(x, training=True)).backward()
        optimizer.apply([v.value.grad for v in model.trainable_weights], model.trainable_weights)
        assert_stepped(model)

    @pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW"])
    def test_optimizer_of_torch(self, name):
        import torch

        x, y = (torch.from_numpy(part) for part in data())
        model = mlp()
        optimizer = getattr(torch.optim, name)(model.parameters(), lr=0.05)
        seen = []
        for _ in range(15):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(model(x, training=True), y)
            loss.backward()
            optimizer.step()
            seen.append(float(loss.detach()))
        assert seen[-1] < 0.5 * seen[0]
        assert float(np.mean((model.predict(x.numpy(), verbose=0) - y.numpy()) ** 2)) < seen[0]

    def test_train_and_eval_modes(self):
        import torch

        model = multikeras.Sequential([multikeras.Input((50,)), layers.Dropout(0.5)])
        x = torch.ones(1, 50)
        assert bool((model(x) == 1).all())
        assert bool((model.eval()(x) == 1).all())

    def test_parameters_are_the_weights(self):
        model = mlp()
        names = dict(model.named_parameters())
        assert len(names) == len(model.weights)
        assert {id(p) for p in names.values()} == {id(v.value) for v in model.weights}
        assert sum(p.numel() for p in model.parameters() if p.requires_grad) == sum(int(np.prod(v.shape)) for v in model.trainable_weights)

    def test_state_dict_round_trip(self, tmp_path):
        import torch

        one, other = mlp(), mlp()
        other.set_weights([w + 1 for w in other.get_weights()])
        torch.save(one.state_dict(), tmp_path / "weights.pt")
        loaded = other.load_state_dict(torch.load(tmp_path / "weights.pt"))
        assert not loaded.missing_keys
        assert not loaded.unexpected_keys
        for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)

    def test_names_of_parameters(self):
        inputs = multikeras.Input((4,))
        outputs = layers.Dense(1, name="head")(layers.Dense(2)(layers.Dense(3)(inputs)))
        model = multikeras.Model(inputs, outputs)
        expected = ["dense.kernel", "dense.bias", "dense_1.kernel", "dense_1.bias", "head.kernel", "head.bias"]
        assert list(model.state_dict()) == expected
        assert list(multikeras.models.clone_model(model).state_dict()) == expected

        class Net(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.blocks = [layers.Dense(2), layers.Dense(2)]
                self.head = layers.Dense(1)
                self.scale = self.add_weight(shape=(), name="scale")

            def call(self, inputs):
                for block in self.blocks:
                    inputs = block(inputs)
                return self.head(inputs) * self.scale

        net = Net()
        net(np.ones((1, 3), "float32"))
        assert [name for name, _ in net.named_parameters() if name.endswith("kernel") or "." not in name] == [
            "scale",
            "blocks.kernel",
            "blocks_1.kernel",
            "head.kernel",
        ]

    def test_inside_a_module_of_torch(self):
        import torch

        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.body = multikeras.Sequential([multikeras.Input((4,)), layers.Dense(8, activation="relu")])
                self.head = torch.nn.Linear(8, 1)

            def forward(self, x):
                return self.head(self.body(x))

        x, y = (torch.from_numpy(part) for part in data())
        net = Net()
        optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
        assert len(list(net.parameters())) == 4
        before = net.body.get_weights()[0]
        for _ in range(3):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(net(x), y).backward()
            optimizer.step()
        assert np.abs(net.body.get_weights()[0] - before).max() > 0

    def test_module_of_torch_inside_a_model_inside_a_module_of_torch(self):
        import torch

        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                linear = layers.TorchModuleWrapper(torch.nn.Linear(4, 8))
                self.body = multikeras.Sequential([multikeras.Input((4,)), linear, layers.ReLU(), layers.Dense(1)])

            def forward(self, x):
                return self.body(x)

        x, y = (torch.from_numpy(part) for part in data())
        net = Net()
        assert [tuple(p.shape) for p in net.parameters()] == [(8, 4), (8,), (8, 1), (1,)]
        optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
        seen = []
        for _ in range(15):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(net(x), y)
            loss.backward()
            optimizer.step()
            seen.append(float(loss.detach()))
        assert seen[-1] < 0.5 * seen[0]
        other = Net()
        other.load_state_dict(net.state_dict())
        torch.testing.assert_close(other(x), net(x))

    @pytest.mark.slow
    def test_compile_fullgraph(self):
        import torch

        torch._dynamo.reset()
        model = multikeras.Sequential([multikeras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
        x = torch.from_numpy(data()[0])
        compiled = torch.compile(model, fullgraph=True, backend="eager")
        torch.testing.assert_close(compiled(x), model(x))

    def test_forward_hooks(self):
        import torch

        model = multikeras.Sequential([multikeras.Input((4,)), layers.Dense(2, name="first"), layers.Dense(1, name="second")])
        seen = []
        handle = model.get_layer("first").register_forward_hook(lambda module, args, output: seen.append(tuple(output.shape)))
        model(torch.ones(3, 4))
        assert seen == [(3, 2)]
        handle.remove()
        model(torch.ones(3, 4))
        assert len(seen) == 1

    def test_data_loader(self):
        import torch

        x, y = (torch.from_numpy(part) for part in data())
        loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=16)
        model = linear()
        model.compile(optimizers.SGD(0.1), "mse")
        model.fit(loader, verbose=0, validation_data=loader)
        assert_stepped(model)
        assert model.predict(loader, verbose=0).shape == (16, 1)
        assert isinstance(model.evaluate(loader, verbose=0), float)

    def test_functions_of_torch_in_a_layer(self):
        import torch

        class Gate(layers.Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="w")

            def call(self, inputs):
                return torch.nn.functional.silu(inputs * self.w) + torch.sum(self.w) * 0

        x, y = data()
        inputs = multikeras.Input((4,))
        model = multikeras.Model(inputs, layers.Dense(1)(Gate()(inputs)))
        model.compile("sgd", "mse")
        before = model.get_weights()[0]
        model.fit(x, y, verbose=0)
        assert np.abs(model.get_weights()[0] - before).max() > 0


@on_tensorflow
class TestTensorFlow:
    class Tape(multikeras.Sequential):
        """`train_step` as Keras 3 asks for it on TensorFlow."""

        def train_step(self, data):
            import tensorflow as tf

            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            trainable_vars = self.trainable_variables
            gradients = tape.gradient(loss, trainable_vars)
            self.optimizer.apply(gradients, trainable_vars)
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    @pytest.mark.parametrize("run_eagerly", [False, True])
    def test_train_step(self, run_eagerly):
        x, y = data()
        model = linear(self.Tape)
        model.compile(optimizers.SGD(0.1), "mse", metrics=["mae"], run_eagerly=run_eagerly)
        history = model.fit(x, y, batch_size=16, shuffle=False, verbose=0).history
        assert_stepped(model)
        np.testing.assert_allclose(history["loss"], [np.mean(y**2)], rtol=1e-5)
        np.testing.assert_allclose(history["mae"], [np.mean(np.abs(y))], rtol=1e-5)

    @pytest.mark.parametrize("compiled", [False, True])
    @pytest.mark.parametrize("how", ["apply", "apply_gradients", "minimal"])
    def test_loop_by_hand(self, compiled, how):
        import tensorflow as tf

        x, y = data()
        model, optimizer, loss_fn = linear(), optimizers.SGD(0.1), losses.MeanSquaredError()
        optimizer.build(model.trainable_variables)

        def step(x, y):
            with tf.GradientTape() as tape:
                loss = loss_fn(y, model(x, training=True))
            if how == "apply":
                optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
            elif how == "apply_gradients":
                gradients = tape.gradient(loss, model.trainable_variables)
                optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
            else:
                for variable, gradient in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables), strict=True):
                    variable.assign_sub(0.1 * gradient)
            return loss

        loss = (tf.function(step) if compiled else step)(tf.constant(x), tf.constant(y))
        assert float(loss) == pytest.approx(np.mean(y**2), rel=1e-5)
        assert_stepped(model)

    def test_call_without_training_argument_is_differentiable(self):
        import tensorflow as tf

        x, y = data()
        model = linear()
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(tf.constant(x)) - y) ** 2)
        kernel, bias = tape.gradient(loss, model.trainable_variables)
        expected_kernel, expected_bias = weights_after_a_step(rate=-1.0)
        np.testing.assert_allclose(kernel, expected_kernel, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(bias, expected_bias, rtol=1e-4, atol=1e-5)

    def test_inside_a_module_of_tensorflow(self, tmp_path):
        import tensorflow as tf

        class Net(tf.Module):
            def __init__(self):
                super().__init__()
                self.body = multikeras.Sequential([multikeras.Input((4,)), layers.Dense(8, activation="relu"), layers.BatchNormalization()])
                self.head = tf.Variable(tf.ones((8, 1)))

            @tf.function(input_signature=[tf.TensorSpec((None, 4))])
            def __call__(self, x):
                return self.body(x) @ self.head

        x, y = data()
        net = Net()
        before = net.body.get_weights()
        for _ in range(3):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((net(x) - y) ** 2)
            watched = tape.watched_variables()
            assert len(watched) == 5
            for variable, gradient in zip(watched, tape.gradient(loss, watched), strict=True):
                variable.assign_sub(0.01 * gradient)
        moved = [np.abs(a - b).max() > 0 for a, b in zip(net.body.get_weights(), before, strict=True)]
        assert moved == [True] * 4 + [False] * 2
        tf.saved_model.save(net, str(tmp_path / "net"))
        np.testing.assert_allclose(tf.saved_model.load(str(tmp_path / "net"))(x), net(x), rtol=1e-6)

    def test_gradient_by_inputs(self):
        import tensorflow as tf

        model = linear()
        model.set_weights([np.arange(4.0).reshape(4, 1), np.zeros(1)])
        x = tf.constant(data()[0])
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = model(x)
        np.testing.assert_allclose(tape.gradient(outputs, x), np.tile(np.arange(4.0), (16, 1)), rtol=1e-6)

    def test_frozen_variables_have_no_gradient(self):
        import tensorflow as tf

        model = multikeras.Sequential([multikeras.Input((4,)), layers.Dense(3, name="base"), layers.Dense(1)])
        frozen = model.get_layer("base").weights[0]
        model.get_layer("base").trainable = False
        with tf.GradientTape() as tape:
            outputs = model(tf.ones((2, 4)), training=True)
        assert len(tape.watched_variables()) == 2
        assert tape.gradient(outputs, frozen) is None

    def test_embedding_with_slices_as_gradients(self):
        import tensorflow as tf

        model = multikeras.Sequential([multikeras.Input((2,), dtype="int32"), layers.Embedding(5, 3), layers.Flatten()])
        before = model.get_weights()[0]
        optimizer = optimizers.SGD(1.0)
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(model(tf.constant([[1, 1]]), training=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True))
        expected = before - np.array([0, 2, 0, 0, 0])[:, None]
        np.testing.assert_allclose(model.get_weights()[0], expected, rtol=1e-5)

    def test_mixed_precision_by_hand(self):
        import tensorflow as tf

        model = multikeras.Sequential([multikeras.Input((4,)), layers.Dense(1, dtype="mixed_bfloat16")])
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.cast(model(tf.ones((2, 4)), training=True), "float32"))
        gradients = tape.gradient(loss, model.trainable_variables)
        assert [g.dtype for g in gradients] == [tf.float32, tf.float32]

    def test_dataset(self):
        import tensorflow as tf

        x, y = data()
        source = tf.data.Dataset.from_tensor_slices((x, y)).batch(16)
        model = linear()
        model.compile(optimizers.SGD(0.1), "mse")
        model.fit(source, verbose=0, validation_data=source)
        assert_stepped(model)
        assert model.predict(source, verbose=0).shape == (16, 1)
        assert isinstance(model.evaluate(source, verbose=0), float)
        model.fit(source.repeat(), steps_per_epoch=2, epochs=2, verbose=0)
        assert int(model.optimizer.iterations.numpy()) == 5

    def test_functions_of_tensorflow_in_a_layer(self):
        import tensorflow as tf

        class Gate(layers.Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="w")

            def call(self, inputs):
                return tf.nn.silu(inputs * self.w) + tf.reduce_sum(self.w) * 0

        x, y = data()
        inputs = multikeras.Input((4,))
        model = multikeras.Model(inputs, layers.Dense(1)(Gate()(inputs)))
        model.compile("sgd", "mse")
        before = model.get_weights()[0]
        model.fit(x, y, verbose=0)
        assert np.abs(model.get_weights()[0] - before).max() > 0

    def test_checkpoint_of_tensorflow(self, tmp_path):
        import tensorflow as tf

        one, other = mlp(), mlp()
        other.set_weights([w + 1 for w in other.get_weights()])
        path = tf.train.Checkpoint(model=one).save(str(tmp_path / "ckpt"))
        tf.train.Checkpoint(model=other).restore(path).expect_partial()
        for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)


class TestOtherFrameworksData:
    """Sources of one framework feed a model on another."""

    def test_torch_loader(self):
        torch = pytest.importorskip("torch")
        x, y = data()
        loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.from_numpy(x), torch.from_numpy(y)), batch_size=5)
        assert linear().predict(loader, verbose=0).shape == (16, 1)

    def test_tensorflow_dataset(self):
        pytest.importorskip("torch")  # before TensorFlow, see conftest.py
        tf = pytest.importorskip("tensorflow")
        x, y = data()
        source = tf.data.Dataset.from_tensor_slices((x, y)).batch(5)
        assert linear().predict(source, verbose=0).shape == (16, 1)
