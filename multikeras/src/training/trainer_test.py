"""Training as users do it, against numbers that NumPy gives."""

import math

import numpy as np
import pytest

import multikeras
from multikeras import callbacks, layers, losses, metrics, ops, optimizers
from multikeras.src import backend
from multikeras.src.training.data.joined import AlignedMemory

trains = pytest.mark.requires_trainable_backend


class CountingLoop:
    """A compiled loop that notes how many steps it ran in each call."""

    def __init__(self, run):
        self.run, self.calls = run, []

    @property
    def pays(self):
        return self.run.pays

    def __call__(self, batches, count):
        self.calls.append(count)
        return self.run(batches, count)


class Restarting:
    """An iterable that begins anew each time, and has no length."""

    def __init__(self, batches):
        self.batches = batches

    def __iter__(self):
        return iter(self.batches)


def in_one_memory(batches):
    """The batches, each in the aligned memory of the one before, which frameworks take over without a copy."""
    memories = {}
    for batch in batches:
        key = batch[0].shape
        if key not in memories:
            memories[key] = [AlignedMemory().array(part.shape, part.dtype) for part in batch]
        for memory, part in zip(memories[key], batch, strict=True):
            memory[...] = part
        yield tuple(memories[key])


def linear_data(rows=12, columns=3, outputs=1, seed=0):
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(rows, columns)).astype("float32")
    return x, (x @ generator.normal(size=(columns, outputs)) + 0.5).astype("float32")


def linear_model(columns=3, outputs=1, **kwargs):
    return multikeras.Sequential([multikeras.Input((columns,)), layers.Dense(outputs, kernel_initializer="zeros", **kwargs)])


class LinearRegression:
    """Gradient descent on the mean squared error of `x @ w + b`, in NumPy."""

    def __init__(self, columns=3, rate=0.1):
        self.w, self.b, self.rate = np.zeros((columns, 1)), np.zeros(1), rate

    def gradients(self, x, y, weight=None):
        residual = x @ self.w + self.b - y
        weight = np.ones(len(x)) if weight is None else weight
        scaled = 2 * residual * weight[:, None] / len(x)
        return np.mean(residual[:, 0] ** 2 * weight), x.T @ scaled, scaled.sum(0)

    def step(self, x, y, weight=None):
        loss, dw, db = self.gradients(x, y, weight)
        self.w, self.b = self.w - self.rate * dw, self.b - self.rate * db
        return loss


def assert_same_weights(model, reference, rtol=1e-4):
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(kernel, reference.w, rtol=rtol, atol=1e-6)
    np.testing.assert_allclose(bias, reference.b, rtol=rtol, atol=1e-6)


@trains
class TestFitNumbers:
    def test_equals_gradient_descent_in_numpy(self):
        x, y = linear_data()
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1), "mse")
        history = model.fit(x, y, batch_size=5, epochs=3, shuffle=False, verbose=0).history
        expected = []
        for _ in range(3):
            parts = [slice(0, 5), slice(5, 10), slice(10, 12)]
            expected.append(sum(len(x[p]) * reference.step(x[p], y[p]) for p in parts) / len(x))
        assert_same_weights(model, reference)
        np.testing.assert_allclose(history["loss"], expected, rtol=1e-5)

    def test_sample_weight(self):
        x, y = linear_data()
        weight = np.linspace(0, 2, len(x)).astype("float32")
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1), "mse", metrics=["mse"], weighted_metrics=["mae"])
        residual = np.abs(y[:, 0])
        history = model.fit(x, y, sample_weight=weight, batch_size=len(x), verbose=0, shuffle=False).history
        np.testing.assert_allclose(history["loss"], [reference.step(x, y, weight)], rtol=1e-5)
        np.testing.assert_allclose(history["mse"], [np.mean(residual**2)], rtol=1e-5)
        np.testing.assert_allclose(history["mae"], [np.sum(residual * weight) / weight.sum()], rtol=1e-5)
        assert_same_weights(model, reference)

    def test_class_weight(self):
        x, _ = linear_data()
        y = np.arange(12) % 3
        model = linear_model(outputs=3)
        model.compile("sgd", losses.SparseCategoricalCrossentropy(from_logits=True))
        history = model.fit(x, y, class_weight={0: 1.0, 1: 2.0, 2: 0.5}, batch_size=12, verbose=0)
        # All logits are zero at first, so each sample's loss is log(3) times the weight of its class.
        np.testing.assert_allclose(history.history["loss"], [math.log(3) * 3.5 / 3], rtol=1e-5)

    def test_class_weight_and_sample_weight_multiply(self):
        x, y = linear_data()[0], (np.arange(12) % 2)
        model = linear_model(outputs=2)
        model.compile("sgd", losses.SparseCategoricalCrossentropy(from_logits=True))
        loss = model.train_on_batch(x, y, sample_weight=np.full(12, 3.0), class_weight={0: 1.0, 1: 0.0})
        np.testing.assert_allclose(loss, math.log(2) * 3 / 2, rtol=1e-5)

    def test_gradient_accumulation(self):
        x, y = linear_data()
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1, gradient_accumulation_steps=2), "mse")
        model.fit(x, y, batch_size=3, shuffle=False, verbose=0)
        for start in (0, 6):
            _, dw1, db1 = reference.gradients(x[start : start + 3], y[start : start + 3])
            _, dw2, db2 = reference.gradients(x[start + 3 : start + 6], y[start + 3 : start + 6])
            reference.w, reference.b = reference.w - 0.05 * (dw1 + dw2), reference.b - 0.05 * (db1 + db2)
        assert_same_weights(model, reference)
        assert int(model.optimizer.iterations) == 2

    def test_learning_rate_schedule(self):
        x, y = linear_data()
        schedule = optimizers.schedules.ExponentialDecay(0.1, decay_steps=1, decay_rate=0.5)
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(schedule), "mse")
        model.fit(x, y, batch_size=4, shuffle=False, verbose=0)
        for i in range(3):
            reference.rate = 0.1 * 0.5**i
            reference.step(x[4 * i : 4 * i + 4], y[4 * i : 4 * i + 4])
        assert_same_weights(model, reference)
        assert float(model.optimizer.learning_rate) == pytest.approx(0.1 * 0.5**3)

    def test_exponential_moving_average_of_weights(self):
        x, y = linear_data()
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5), "mse")
        model.fit(x, y, batch_size=4, shuffle=False, verbose=0)
        average = None
        for i in range(3):
            reference.step(x[4 * i : 4 * i + 4], y[4 * i : 4 * i + 4])
            average = reference.w if average is None else 0.5 * average + 0.5 * reference.w
        np.testing.assert_allclose(model.get_weights()[0], average, rtol=1e-4)

    def test_regularizers_and_activity_losses_are_in_the_loss(self):
        x, y = linear_data()
        model = multikeras.Sequential(
            [
                multikeras.Input((3,)),
                layers.Dense(
                    2,
                    kernel_initializer="ones",
                    kernel_regularizer=multikeras.regularizers.L2(0.1),
                    activity_regularizer=multikeras.regularizers.L1(0.01),
                ),
                layers.Dense(1, kernel_initializer="zeros"),
            ]
        )
        model.compile("sgd", "mse")
        activity = 0.01 * np.abs(x.sum(1)).sum() * 2 / len(x)
        expected = np.mean(y**2) + 0.1 * 6 + activity
        np.testing.assert_allclose(model.evaluate(x, y, batch_size=12, verbose=0), expected, rtol=1e-5)
        np.testing.assert_allclose(model.train_on_batch(x, y), expected, rtol=1e-5)

    def test_regularizer_pulls_on_the_weights(self):
        model = linear_model(kernel_regularizer=multikeras.regularizers.L2(0.5), use_bias=False)
        model.set_weights([np.ones((3, 1), "float32")])
        model.compile(optimizers.SGD(0.1), "mse")
        model.train_on_batch(np.zeros((4, 3)), np.zeros((4, 1)))
        np.testing.assert_allclose(model.get_weights()[0], 0.9, rtol=1e-5)

    def test_add_loss_in_a_subclass(self):
        class Penalised(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(1, kernel_initializer="ones", use_bias=False)

            def call(self, inputs):
                outputs = self.dense(inputs)
                self.add_loss(0.25 * ops.mean(ops.square(outputs)))
                return outputs

        x, y = linear_data()
        model = Penalised()
        model.compile(optimizers.SGD(0.0), "mse")
        output = x.sum(1, keepdims=True)
        expected = np.mean((output - y) ** 2) + 0.25 * np.mean(output**2)
        history = model.fit(x, y, epochs=2, batch_size=12, verbose=0).history
        np.testing.assert_allclose(history["loss"], [expected, expected], rtol=1e-5)

    def test_add_loss_alone_is_enough(self):
        class Shrinking(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.factor = self.add_weight(shape=(), initializer="ones", name="factor")

            def call(self, inputs):
                self.add_loss(self.factor**2)
                return inputs * self.factor

        model = Shrinking()
        model.compile(optimizers.SGD(0.1))
        model.fit(np.ones((4, 1)), batch_size=4, verbose=0)
        np.testing.assert_allclose(model.factor.numpy(), 0.8, rtol=1e-5)


@trains
class TestSeveralOutputs:
    @pytest.fixture
    def data(self):
        generator = np.random.default_rng(1)
        a, b = generator.normal(size=(8, 2)).astype("float32"), generator.normal(size=(8, 3)).astype("float32")
        return a, b, generator.normal(size=(8, 1)).astype("float32"), generator.integers(0, 2, size=(8, 1))

    def model(self, outputs_as=list):
        a, b = multikeras.Input((2,), name="a"), multikeras.Input((3,), name="b")
        joined = layers.Concatenate()([a, b])
        value = layers.Dense(1, kernel_initializer="zeros", name="value")(joined)
        label = layers.Dense(1, kernel_initializer="zeros", activation="sigmoid", name="label")(joined)
        return multikeras.Model([a, b], [value, label] if outputs_as is list else {"value": value, "label": label})

    @pytest.mark.parametrize("outputs_as", [list, dict])
    @pytest.mark.parametrize("by", ["name", "position"])
    def test_losses_weights_and_metrics(self, data, outputs_as, by):
        if outputs_as is dict and by == "position":
            pytest.skip("a dict of outputs is addressed by name")
        a, b, value, label = data
        model = self.model(outputs_as)
        if by == "name":
            model.compile(
                optimizers.SGD(0.0),
                loss={"value": "mse", "label": "binary_crossentropy"},
                loss_weights={"value": 2.0, "label": 0.5},
                metrics={"label": ["accuracy"], "value": "mae"},
            )
            y = {"value": value, "label": label}
        else:
            model.compile(
                optimizers.SGD(0.0),
                loss=["mse", "binary_crossentropy"],
                loss_weights=[2.0, 0.5],
                metrics=[["mae"], ["accuracy"]],
            )
            y = [value, label]
        logs = model.fit([a, b], y, batch_size=8, verbose=0).history
        assert set(logs) == {"loss", "value_loss", "label_loss", "value_mae", "label_accuracy"}
        np.testing.assert_allclose(logs["value_loss"], [np.mean(value**2)], rtol=1e-5)
        np.testing.assert_allclose(logs["label_loss"], [math.log(2)], rtol=1e-5)
        np.testing.assert_allclose(logs["value_mae"], [np.mean(np.abs(value))], rtol=1e-5)
        np.testing.assert_allclose(logs["label_accuracy"], [np.mean(label == 0)], rtol=1e-5)
        np.testing.assert_allclose(logs["loss"], [2 * np.mean(value**2) + 0.5 * math.log(2)], rtol=1e-5)

    def test_inputs_by_name(self, data):
        a, b, value, label = data
        model = self.model()
        model.compile("sgd", loss=["mse", "binary_crossentropy"])
        model.fit({"b": b, "a": a}, [value, label], verbose=0)
        by_name, by_position = model.predict({"b": b, "a": a}, verbose=0), model.predict([a, b], verbose=0)
        for one, other in zip(by_name, by_position, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-6)

    def test_sample_weight_of_each_output(self, data):
        a, b, value, label = data
        model = self.model()
        model.compile("sgd", loss=["mse", "binary_crossentropy"])
        weights = {"value": np.zeros(8), "label": np.full(8, 2.0)}
        logs = model.test_on_batch([a, b], [value, label], sample_weight=weights, return_dict=True)
        np.testing.assert_allclose(logs["value_loss"], 0.0)
        np.testing.assert_allclose(logs["label_loss"], 2 * math.log(2), rtol=1e-5)

    def test_an_output_without_loss_needs_no_target(self, data):
        a, b, value, _ = data
        model = self.model()
        model.compile("sgd", loss={"value": "mse"})
        logs = model.fit([a, b], {"value": value}, verbose=0).history
        np.testing.assert_allclose(logs["loss"], [np.mean(value**2)], rtol=1e-5)

    def test_one_loss_for_all(self, data):
        a, b, value, label = data
        model = self.model()
        model.compile("sgd", loss="mse")
        np.testing.assert_allclose(
            model.evaluate([a, b], [value, label], verbose=0)[0], np.mean(value**2) + np.mean((label - 0.5) ** 2), rtol=1e-5
        )

    def test_predict_keeps_the_structure(self, data):
        a, b, _, _ = data
        assert isinstance(self.model(list).predict([a, b], verbose=0), list)
        found = self.model(dict).predict([a, b], verbose=0, batch_size=3)
        assert {name: x.shape for name, x in found.items()} == {"value": (8, 1), "label": (8, 1)}

    def test_subclass_with_a_dict_of_outputs(self, data):
        class Two(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.first, self.second = layers.Dense(1), layers.Dense(2)

            def call(self, inputs):
                return {"first": self.first(inputs["a"]), "second": self.second(inputs["b"])}

        a, b, value, _ = data
        model = Two()
        model.compile("sgd", loss={"first": "mse", "second": "mae"})
        logs = model.fit({"a": a, "b": b}, {"first": value, "second": np.zeros((8, 2))}, verbose=0).history
        assert set(logs) == {"loss", "first_loss", "second_loss"}


@trains
class TestData:
    def test_float64_data_becomes_floatx_and_integer_labels_stay(self):
        seen = {}

        class Watching(multikeras.Sequential):
            def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
                seen.update(x=ops.dtype(x), y=ops.dtype(y))
                return super().compute_loss(x, y, y_pred, sample_weight, training)

        model = Watching([layers.Dense(2)])
        model.compile("sgd", losses.SparseCategoricalCrossentropy(from_logits=True), run_eagerly=True)
        model.fit(np.ones((4, 3), "float64"), np.zeros(4, "int64"), verbose=0)
        assert seen["x"] == "float32"
        assert seen["y"] in ("int32", "int64")

    @pytest.mark.parametrize("dtype", ["int64", "int32", "uint8", "bool"])
    def test_label_dtypes(self, dtype):
        model = linear_model(outputs=2)
        model.compile("sgd", losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
        logs = model.evaluate(np.ones((4, 3)), np.array([0, 1, 0, 1], dtype), verbose=0, return_dict=True)
        assert logs["accuracy"] == 0.5

    def test_lists_of_numbers(self):
        model = linear_model(columns=2)
        model.compile("sgd", "mse")
        assert model.fit([[1.0, 2.0], [3.0, 4.0]], [1.0, 2.0], verbose=0).history["loss"][0] == pytest.approx(2.5)

    def test_tensors(self):
        model = linear_model()
        model.compile("sgd", "mse")
        model.fit(ops.ones((4, 3)), ops.ones((4, 1)), verbose=0)
        assert model.predict(ops.ones((4, 3)), verbose=0).shape == (4, 1)

    def test_nested_inputs(self):
        class Nested(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(1)

            def call(self, inputs):
                return self.dense(inputs["pair"][0] + inputs["pair"][1] * inputs["factor"])

        x = {"pair": (np.ones((6, 2)), np.ones((6, 2))), "factor": np.ones((6, 1))}
        model = Nested()
        model.compile("sgd", "mse")
        model.fit(x, np.ones((6, 1)), batch_size=4, verbose=0)
        assert model.predict(x, batch_size=4, verbose=0).shape == (6, 1)

    def test_validation_split_takes_the_last_rows(self):
        x, y = linear_data()
        model = linear_model()
        model.compile(optimizers.SGD(0.0), "mse")
        logs = model.fit(x, y, validation_split=0.25, verbose=0).history
        np.testing.assert_allclose(logs["loss"], [np.mean(y[:9] ** 2)], rtol=1e-5)
        np.testing.assert_allclose(logs["val_loss"], [np.mean(y[9:] ** 2)], rtol=1e-5)

    def test_validation_data_and_frequency(self):
        x, y = linear_data()
        model = linear_model()
        model.compile(optimizers.SGD(0.0), "mse", metrics=["mae"])
        logs = model.fit(x, y, validation_data=(x[:4], y[:4]), validation_freq=2, epochs=5, verbose=0).history
        assert len(logs["loss"]) == 5
        np.testing.assert_allclose(logs["val_loss"], [np.mean(y[:4] ** 2)] * 2, rtol=1e-5)
        logs = model.fit(x, y, validation_data=(x[:4], y[:4]), validation_freq=[1, 4, 5], epochs=5, verbose=0).history
        assert len(logs["val_mae"]) == 3

    def test_validation_with_weights_and_generator(self):
        x, y = linear_data()
        model = linear_model()
        model.compile(optimizers.SGD(0.0), "mse")
        logs = model.fit(x, y, validation_data=(x, y, np.zeros(12)), verbose=0).history
        assert logs["val_loss"] == [0.0]

        def batches():
            while True:
                yield x[:4], y[:4]

        logs = model.fit(x, y, validation_data=batches(), validation_steps=2, epochs=2, verbose=0).history
        np.testing.assert_allclose(logs["val_loss"], [np.mean(y[:4] ** 2)] * 2, rtol=1e-5)

    def test_generator_with_steps_per_epoch(self):
        drawn = []

        def batches():
            while True:
                drawn.append(1)
                yield np.ones((2, 3)), np.ones((2, 1))

        model = linear_model()
        model.compile("sgd", "mse")
        history = model.fit(batches(), steps_per_epoch=3, epochs=2, verbose=0)
        assert len(history.history["loss"]) == 2
        assert int(model.optimizer.iterations.numpy()) == 6
        assert len(drawn) >= 6

    def test_py_dataset(self):
        class Rows(multikeras.utils.PyDataset):
            ended = 0

            def __len__(self):
                return 3

            def __getitem__(self, index):
                return np.full((2, 3), index, "float32"), np.full((2, 1), index, "float32")

            def on_epoch_end(self):
                self.ended += 1

        data = Rows()
        model = linear_model()
        model.compile("sgd", "mse")
        model.fit(data, epochs=2, verbose=0, shuffle=False)
        assert data.ended == 2
        assert int(model.optimizer.iterations.numpy()) == 6
        assert model.predict(data, verbose=0).shape == (6, 1)
        assert isinstance(model.evaluate(data, verbose=0), float)

    def test_shuffling_follows_the_seed(self):
        def losses_of(seed):
            multikeras.utils.set_random_seed(seed)
            x, y = linear_data()
            model = linear_model()
            model.compile(optimizers.SGD(0.1), "mse")
            return model.fit(x, y, batch_size=2, epochs=2, verbose=0).history["loss"]

        first = losses_of(3)
        assert losses_of(3) == first
        assert losses_of(4) != first

    def test_steps_per_epoch_of_arrays_goes_on_where_it_stopped(self):
        x, y = linear_data()
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1), "mse")
        model.fit(x, y, batch_size=4, steps_per_epoch=2, epochs=1, shuffle=False, verbose=0)
        reference.step(x[:4], y[:4])
        reference.step(x[4:8], y[4:8])
        assert_same_weights(model, reference)

    def test_initial_epoch(self):
        x, y = linear_data()
        model = linear_model()
        model.compile("sgd", "mse")
        history = model.fit(x, y, initial_epoch=3, epochs=5, verbose=0)
        assert history.epoch == [3, 4]


class TestPredict:
    @pytest.mark.parametrize("rows", [1, 2, 31, 32, 33, 65])
    def test_sizes(self, rows):
        x = np.random.default_rng(0).normal(size=(rows, 3)).astype("float32")
        model = linear_model()
        model.set_weights([np.ones((3, 1)), np.ones(1)])
        np.testing.assert_allclose(model.predict(x, verbose=0), x.sum(1, keepdims=True) + 1, rtol=1e-4, atol=1e-5)

    def test_empty(self):
        model = linear_model()
        with pytest.raises(ValueError, match="no samples"):
            model.predict(np.zeros((0, 3)), verbose=0)

    def test_without_compile(self):
        assert linear_model().predict(np.ones((2, 3)), verbose=0).shape == (2, 1)

    def test_steps(self):
        assert linear_model().predict(np.ones((10, 3)), batch_size=2, steps=3, verbose=0).shape == (6, 1)

    def test_targets_in_a_source_are_ignored(self):
        source = ((np.ones((2, 3)), np.ones((2, 1))) for _ in range(3))
        assert linear_model().predict(source, verbose=0).shape == (6, 1)

    def test_predictions_follow_changed_weights(self):
        model = linear_model()
        x = np.ones((2, 3), "float32")
        model.predict(x, verbose=0)
        model.set_weights([np.ones((3, 1)), np.zeros(1)])
        np.testing.assert_allclose(model.predict(x, verbose=0), 3.0)

    def test_returns_numpy_not_tied_to_later_steps(self):
        model = multikeras.Sequential([multikeras.Input((1,)), layers.Activation("linear")])
        x = np.ones((2, 1), "float32")
        y = model.predict(x, verbose=0)
        assert type(y) is np.ndarray
        y += 1
        np.testing.assert_array_equal(x, 1.0)


class TestEvaluate:
    """Without training, so on every backend."""

    def test_loss_metrics_and_weights(self):
        x, y = linear_data()
        weight = np.linspace(0, 2, len(x)).astype("float32")
        model = linear_model()
        model.compile(loss="mse", metrics=["mae"], weighted_metrics=[metrics.MeanSquaredError(name="weighted")])
        found = model.evaluate(x, y, batch_size=5, sample_weight=weight, verbose=0, return_dict=True)
        square = y[:, 0] ** 2
        assert list(found) == ["loss", "mae", "weighted"]
        np.testing.assert_allclose(found["loss"], np.mean(square * weight), rtol=1e-5)
        np.testing.assert_allclose(found["mae"], np.mean(np.abs(y)), rtol=1e-5)
        np.testing.assert_allclose(found["weighted"], np.sum(square * weight) / weight.sum(), rtol=1e-5)
        assert model.evaluate(x, y, batch_size=5, sample_weight=weight, verbose=0) == list(found.values())

    def test_loss_alone_is_a_number(self):
        x, y = linear_data()
        model = linear_model()
        model.compile(loss="mse")
        assert model.evaluate(x, y, verbose=0) == pytest.approx(np.mean(y**2), rel=1e-5)

    def test_steps_and_batches_of_a_source(self):
        x, y = linear_data()
        model = linear_model()
        model.compile(loss="mse")
        assert model.evaluate(((x[i : i + 4], y[i : i + 4]) for i in (0, 4, 8)), verbose=0) == pytest.approx(np.mean(y**2), rel=1e-5)
        assert model.evaluate(x, y, batch_size=4, steps=2, verbose=0) == pytest.approx(np.mean(y[:8] ** 2), rel=1e-5)

    def test_hooks(self):
        seen = []
        x, y = linear_data()
        model = linear_model()
        model.compile(loss="mse")
        ends = callbacks.LambdaCallback(on_test_batch_end=lambda batch, logs: seen.append((batch, logs["loss"])))
        model.evaluate(x, y, batch_size=6, callbacks=[ends], verbose=0)
        np.testing.assert_allclose(seen, [(0, np.mean(y[:6] ** 2)), (1, np.mean(y**2))], rtol=1e-5)

    def test_an_empty_source(self):
        model = linear_model()
        model.compile(loss="mse")
        with pytest.raises(ValueError, match="no batch|nothing|empty"):
            model.evaluate(iter(()), verbose=0)


@trains
class TestOneBatch:
    def test_results_are_those_of_the_batch(self):
        model = linear_model(use_bias=False)
        model.compile(optimizers.SGD(0.0), "mse", metrics=["mae"])
        assert model.train_on_batch(np.ones((2, 3)), np.full((2, 1), 1.0)) == [1.0, 1.0]
        assert model.test_on_batch(np.ones((2, 3)), np.full((2, 1), 3.0), return_dict=True) == {"loss": 9.0, "mae": 3.0}
        assert model.train_on_batch(np.ones((2, 3)), np.full((2, 1), 2.0)) == [4.0, 2.0]
        assert model.test_on_batch(np.ones((2, 3)), np.full((2, 1), 3.0)) == [9.0, 3.0]
        results = model.get_metrics_result()
        assert {name: float(value) for name, value in results.items()} == {"loss": 9.0, "mae": 3.0}
        assert model.metrics_names == ["loss", "mae"]

    def test_predict_on_batch(self):
        assert type(linear_model().predict_on_batch(np.ones((2, 3)))) is np.ndarray

    def test_several_steps_an_execution_do_not_matter(self):
        model = linear_model()
        model.compile(optimizers.SGD(0.1), "mse", steps_per_execution=3)
        model.train_on_batch(np.ones((2, 3)), np.ones((2, 1)))
        assert int(model.optimizer.iterations.numpy()) == 1


@trains
class TestExecution:
    @pytest.mark.parametrize("steps", [3, 4, 10])
    def test_steps_per_execution_changes_no_number(self, steps):
        def run(steps_per_execution):
            multikeras.utils.set_random_seed(0)
            x, y = linear_data(rows=30)
            model = multikeras.Sequential([layers.Dense(4, activation="relu"), layers.Dropout(0.2), layers.Dense(1)])
            model.compile(optimizers.Adam(0.05), "mse", metrics=["mae"], steps_per_execution=steps_per_execution)
            history = model.fit(x, y, batch_size=4, epochs=2, verbose=0)  # 8 batches, the last of 2 rows
            return history.history, model.get_weights(), int(model.optimizer.iterations.numpy())

        logs, weights, iterations = run(1)
        other_logs, other_weights, other_iterations = run(steps)
        assert iterations == other_iterations == 16
        for name in logs:
            np.testing.assert_allclose(other_logs[name], logs[name], rtol=1e-4)
        for one, other in zip(weights, other_weights, strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-3, atol=1e-5)

    @pytest.mark.parametrize("kind", ["dense", "convolution", "own step"])
    @pytest.mark.parametrize("source", ["arrays", "iterable", "generator that uses its memory again"])
    def test_steps_fused_when_nobody_listens_change_no_number(self, kind, source, monkeypatch):
        loops, steps = [], 24  # in an epoch; the last has 2 rows

        def counting(*args, **kwargs):
            loops.append(CountingLoop(compile_loop(*args, **kwargs)))
            return loops[-1]

        compile_loop = backend.step.compile_loop
        monkeypatch.setattr(backend.step, "compile_loop", counting)

        class Logging(multikeras.Sequential):
            def train_step(self, data):
                logs = super().train_step(data)
                return {"loss": logs["loss"], "share": ops.mean(ops.cast(data[1] > 0, "float32"))}

        def data():
            x, y = linear_data(rows=94)
            if source == "arrays":
                return {"x": x, "y": y, "batch_size": 4, "shuffle": False}
            batches = [(x[i : i + 4], y[i : i + 4]) for i in range(0, 94, 4)]
            return {"x": Restarting(batches)} if source == "iterable" else {"x": in_one_memory(batches * 2), "steps_per_epoch": steps}

        def run(listeners):
            multikeras.utils.set_random_seed(0)
            hidden = [layers.Reshape((3, 1)), layers.Conv1D(2, 2), layers.Flatten()] if kind == "convolution" else [layers.Dense(4)]
            model = (Logging if kind == "own step" else multikeras.Sequential)([*hidden, layers.Dropout(0.2), layers.Dense(1)])
            model.compile(optimizers.Adam(0.05), "mse", metrics=["mae"])
            history = model.fit(**data(), epochs=2, verbose=0, callbacks=listeners)
            return history.history, model.get_weights(), int(model.optimizer.iterations.numpy())

        logs, weights, iterations = run([])
        calls = [count for loop in loops for count in loop.calls]
        assert sum(calls) == ((46 if loops[0].pays else 1) if backend.step.LOOPS else 0)
        assert len(calls) <= 20
        loops.clear()
        other_logs, other_weights, other_iterations = run([callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)])
        assert not loops
        assert iterations == other_iterations == 2 * steps
        assert logs.keys() == other_logs.keys()
        for name in logs:
            np.testing.assert_allclose(other_logs[name], logs[name], rtol=1e-4)
        for one, other in zip(weights, other_weights, strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-3, atol=1e-5)

    def test_run_eagerly_gives_the_same(self):
        x, y = linear_data()
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1), "mse", run_eagerly=True)
        assert model.run_eagerly
        model.fit(x, y, batch_size=12, epochs=2, verbose=0, shuffle=False)
        reference.step(x, y)
        reference.step(x, y)
        assert_same_weights(model, reference)

    def test_run_eagerly_lets_python_look_at_values(self):
        values = []

        class Looking(multikeras.Sequential):
            def train_step(self, data):
                logs = super().train_step(data)
                values.append(float(logs["loss"]))
                return logs

        x, y = linear_data()
        model = Looking([layers.Dense(1, kernel_initializer="zeros")])
        model.compile("sgd", "mse", run_eagerly=True)
        model.fit(x, y, batch_size=6, verbose=0)
        assert len(values) == 2

    @pytest.mark.slow
    def test_jit_compile(self):
        x, y = linear_data()
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1), "mse", jit_compile=True)
        assert model.jit_compile
        model.fit(x, y, batch_size=12, epochs=2, verbose=0, shuffle=False)
        reference.step(x, y)
        reference.step(x, y)
        assert_same_weights(model, reference)
        assert model.predict(x, verbose=0).shape == (12, 1)


@trains
class TestPrecision:
    def test_mixed_bfloat16(self):
        x, y = linear_data(rows=32)
        with_policy = multikeras.Sequential([layers.Dense(8, activation="relu", dtype="mixed_bfloat16"), layers.Dense(1, dtype="float32")])
        with_policy.compile(optimizers.Adam(0.05), "mse")
        losses_seen = with_policy.fit(x, y, epochs=10, verbose=0).history["loss"]
        assert losses_seen[-1] < 0.8 * losses_seen[0]
        assert all(w.dtype == "float32" for w in with_policy.weights)

    def test_mixed_float16_scales_the_loss(self):
        multikeras.config.set_dtype_policy("mixed_float16")
        x, y = linear_data(rows=32)
        model = multikeras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1, dtype="float32")])
        model.compile(optimizers.SGD(0.05), "mse")
        assert isinstance(model.optimizer, optimizers.LossScaleOptimizer)
        losses_seen = model.fit(x, y, epochs=10, verbose=0).history["loss"]
        assert losses_seen[-1] < 0.8 * losses_seen[0]
        assert losses_seen[0] < 100  # what is shown is the loss, not the scaled loss

    def test_float16_step_that_overflows_is_left_out(self):
        multikeras.config.set_dtype_policy("mixed_float16")
        model = multikeras.Sequential([multikeras.Input((1,)), layers.Dense(1, kernel_initializer="ones", use_bias=False)])
        model.compile(optimizers.SGD(0.1), "mse")
        scale = float(model.optimizer.dynamic_scale.numpy())
        model.train_on_batch(np.full((2, 1), 1e4), np.zeros((2, 1)))
        np.testing.assert_array_equal(model.get_weights()[0], 1.0)
        assert float(model.optimizer.dynamic_scale.numpy()) == scale / 2

    def test_float64_throughout(self):
        multikeras.config.set_floatx("float64")
        x, y = linear_data()
        x, y = x.astype("float64"), y.astype("float64")
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1), "mse")
        assert model.weights[0].dtype == "float64"
        for _ in range(5):
            model.train_on_batch(x, y)
            reference.step(x, y)
        assert model.predict(x, verbose=0).dtype == np.float64
        assert_same_weights(model, reference, rtol=1e-6)


class Recorder(callbacks.Callback):
    """Writes down the hooks that are called."""

    def __init__(self):
        super().__init__()
        self.calls = []
        self.batch_losses = []

    def on_train_begin(self, logs=None):
        self.calls.append("train_begin")

    def on_epoch_begin(self, epoch, logs=None):
        self.calls.append(f"epoch_begin {epoch}")

    def on_train_batch_begin(self, batch, logs=None):
        self.calls.append(f"batch_begin {batch}")

    def on_train_batch_end(self, batch, logs=None):
        self.calls.append(f"batch_end {batch}")
        self.batch_losses.append(logs["loss"])

    def on_test_begin(self, logs=None):
        self.calls.append("test_begin")

    def on_test_batch_end(self, batch, logs=None):
        self.calls.append(f"test_batch_end {batch}")

    def on_test_end(self, logs=None):
        self.calls.append("test_end")

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append(f"epoch_end {epoch}")

    def on_train_end(self, logs=None):
        self.calls.append("train_end")


@trains
class TestCallbacks:
    def test_order_of_hooks(self):
        x, y = linear_data(rows=4)
        recorder = Recorder()
        model = linear_model()
        model.compile("sgd", "mse")
        model.fit(x, y, batch_size=2, validation_data=(x, y), validation_batch_size=4, callbacks=[recorder], verbose=0)
        assert recorder.calls == [
            "train_begin",
            "epoch_begin 0",
            "batch_begin 0",
            "batch_end 0",
            "batch_begin 1",
            "batch_end 1",
            "test_begin",
            "test_batch_end 0",
            "test_end",
            "epoch_end 0",
            "train_end",
        ]

    def test_batch_logs_are_means_so_far(self):
        x, y = linear_data()
        recorder = Recorder()
        model = linear_model()
        model.compile(optimizers.SGD(0.0), "mse")
        model.fit(x, y, batch_size=4, shuffle=False, callbacks=[recorder], verbose=0)
        np.testing.assert_allclose(recorder.batch_losses, [np.mean(y[:n] ** 2) for n in (4, 8, 12)], rtol=1e-5)
        assert all(isinstance(value, float) for value in recorder.batch_losses)

    def test_batch_indices_with_several_steps_an_execution(self):
        x, y = linear_data()
        recorder = Recorder()
        model = linear_model()
        model.compile("sgd", "mse", steps_per_execution=2)
        model.fit(x, y, batch_size=4, callbacks=[recorder], verbose=0)
        assert [c for c in recorder.calls if c.startswith("batch")] == [
            "batch_begin 0",
            "batch_end 1",
            "batch_begin 2",
            "batch_end 2",
        ]

    def test_stop_training_within_an_epoch(self):
        class Stopping(callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                self.model.stop_training = batch == 1

        x, y = linear_data()
        model = linear_model()
        model.compile("sgd", "mse")
        history = model.fit(x, y, batch_size=2, epochs=4, callbacks=[Stopping()], verbose=0)
        assert int(model.optimizer.iterations.numpy()) == 2
        assert history.epoch == [0]

    def test_early_stopping_restores_the_best_weights(self):
        x, y = linear_data()
        model = linear_model()
        model.compile(optimizers.SGD(10.0), "mse")  # diverges
        start = model.evaluate(x, y, verbose=0)
        stopping = callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
        history = model.fit(x, y, validation_data=(x, y), epochs=10, batch_size=12, callbacks=[stopping], verbose=0)
        assert len(history.epoch) == 3
        assert model.evaluate(x, y, verbose=0) == pytest.approx(min(history.history["val_loss"]), rel=1e-4)
        assert model.evaluate(x, y, verbose=0) > start

    def test_model_checkpoint(self, tmp_path):
        x, y = linear_data()
        model = linear_model()
        model.compile(optimizers.Adam(0.1), "mse", metrics=["mae"])
        path = tmp_path / "best.keras"
        saver = callbacks.ModelCheckpoint(path, monitor="val_loss", save_best_only=True)
        history = model.fit(x, y, validation_data=(x, y), epochs=3, callbacks=[saver], verbose=0)
        again = multikeras.saving.load_model(path)
        assert again.evaluate(x, y, verbose=0)[0] == pytest.approx(min(history.history["val_loss"]), rel=1e-5)
        model.fit(x, y, shuffle=False, verbose=0)
        again.fit(x, y, shuffle=False, verbose=0)
        for one, other in zip(model.get_weights(), again.get_weights(), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)

    def test_lambda_callback(self):
        epochs = []
        x, y = linear_data()
        model = linear_model()
        model.compile("sgd", "mse")
        seen = callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append((epoch, logs["loss"])))
        history = model.fit(x, y, epochs=2, callbacks=[seen], verbose=0).history
        assert epochs == [(0, history["loss"][0]), (1, history["loss"][1])]

    def test_learning_rate_set_by_a_callback(self):
        class Halving(callbacks.Callback):
            def on_epoch_begin(self, epoch, logs=None):
                self.model.optimizer.learning_rate = 0.1 * 0.5**epoch

        x, y = linear_data()
        model, reference = linear_model(), LinearRegression()
        model.compile(optimizers.SGD(0.1), "mse")
        model.fit(x, y, batch_size=12, epochs=2, shuffle=False, callbacks=[Halving()], verbose=0)
        reference.step(x, y)
        reference.rate = 0.05
        reference.step(x, y)
        assert_same_weights(model, reference)

    def test_weights_seen_and_changed_by_a_callback(self):
        class Zeroing(callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                self.model.set_weights([np.zeros_like(w) for w in self.model.get_weights()])

        x, y = linear_data()
        model = linear_model()
        model.compile("sgd", "mse")
        model.fit(x, y, batch_size=4, callbacks=[Zeroing()], verbose=0)
        assert all(not w.any() for w in model.get_weights())

    def test_evaluate_and_predict_within_a_callback(self):
        x, y = linear_data()
        seen = []

        class Evaluating(callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                seen.append((self.model.evaluate(x, y, verbose=0), self.model.predict(x, verbose=0)))

        model = linear_model()
        model.compile("sgd", "mse")
        model.fit(x, y, epochs=2, callbacks=[Evaluating()], verbose=0)
        for loss, outputs in seen:
            np.testing.assert_allclose(loss, np.mean((outputs - y) ** 2), rtol=1e-4)

    def test_history(self):
        x, y = linear_data()
        model = linear_model()
        model.compile("sgd", "mse", metrics=["mae"])
        history = model.fit(x, y, epochs=2, validation_split=0.5, verbose=0)
        assert history is model.history
        assert list(history.history) == ["loss", "mae", "val_loss", "val_mae"]
        assert history.epoch == [0, 1]
        assert all(isinstance(value, float) for values in history.history.values() for value in values)
        assert history.params["epochs"] == 2

    def test_predict_callbacks(self):
        seen = []

        class Watching(callbacks.Callback):
            def on_predict_batch_end(self, batch, logs=None):
                seen.append((batch, tuple(logs["outputs"].shape)))

        linear_model().predict(np.ones((5, 3)), batch_size=3, callbacks=[Watching()], verbose=0)
        assert seen == [(0, (3, 1)), (1, (2, 1))]


@trains
class TestOverriding:
    def test_train_step(self):
        class Custom(multikeras.Sequential):
            def train_step(self, data):
                x, y = data

                def forward():
                    y_pred = self(x, training=True)
                    return 2 * ops.mean(ops.square(y - y_pred)), y_pred

                (loss, _), gradients = multikeras.utils.value_and_grad(forward, self.trainable_variables)
                self.optimizer.apply(gradients, self.trainable_variables)
                return {"doubled": loss}

        x, y = linear_data()
        model = Custom([multikeras.Input((3,)), layers.Dense(1, kernel_initializer="zeros")])
        model.compile(optimizers.SGD(0.05))
        reference = LinearRegression()
        history = model.fit(x, y, batch_size=12, shuffle=False, verbose=0).history
        np.testing.assert_allclose(history["doubled"], [2 * reference.step(x, y)], rtol=1e-5)
        assert_same_weights(model, reference)

    def test_train_step_with_own_metrics(self):
        class Custom(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(1, kernel_initializer="zeros")
                self.loss_tracker = metrics.Mean(name="my_loss")
                self.mae = metrics.MeanAbsoluteError(name="my_mae")

            def call(self, inputs):
                return self.dense(inputs)

            @property
            def metrics(self):
                return [self.loss_tracker, self.mae]

            def train_step(self, data):
                x, y = data

                def forward():
                    y_pred = self(x, training=True)
                    return ops.mean(ops.square(y - y_pred)), y_pred

                (loss, y_pred), gradients = multikeras.utils.value_and_grad(forward, self.trainable_variables)
                self.optimizer.apply(gradients, self.trainable_variables)
                self.loss_tracker.update_state(loss)
                self.mae.update_state(y, y_pred)
                return {m.name: m.result() for m in self.metrics}

        x, y = linear_data()
        model = Custom()
        model.compile(optimizers.SGD(0.0))
        history = model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0).history
        np.testing.assert_allclose(history["my_loss"], [np.mean(y**2)] * 2, rtol=1e-5)
        np.testing.assert_allclose(history["my_mae"], [np.mean(np.abs(y))] * 2, rtol=1e-5)

    def test_test_step_and_predict_step(self):
        class Custom(multikeras.Sequential):
            def test_step(self, data):
                x, y = data
                return {"distance": ops.max(ops.abs(self(x, training=False) - y))}

            def predict_step(self, data):
                return super().predict_step(data) + 100

        x, y = linear_data()
        model = Custom([multikeras.Input((3,)), layers.Dense(1, kernel_initializer="zeros")])
        model.compile("sgd", "mse")
        assert model.evaluate(x, y, verbose=0) == pytest.approx(np.abs(y).max(), rel=1e-5)
        np.testing.assert_allclose(model.predict(x, verbose=0), 100.0)
        assert model.predict(x, batch_size=5, verbose=0).shape == (12, 1)

    def test_compute_loss_and_compute_metrics(self):
        class Custom(multikeras.Sequential):
            def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
                return ops.mean(ops.abs(y - y_pred)) + 1.0

            def compute_metrics(self, x, y, y_pred, sample_weight=None):
                return {**super().compute_metrics(x, y, y_pred, sample_weight), "constant": 7.0}

        x, y = linear_data()
        model = Custom([multikeras.Input((3,)), layers.Dense(1, kernel_initializer="zeros")])
        model.compile(optimizers.SGD(0.0))
        history = model.fit(x, y, batch_size=12, verbose=0).history
        np.testing.assert_allclose(history["loss"], [np.mean(np.abs(y)) + 1], rtol=1e-5)
        assert history["constant"] == [7.0]

    def test_metric_in_an_attribute_updated_in_call(self):
        class Counting(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(1)
                self.magnitude = metrics.Mean(name="magnitude")

            def call(self, inputs):
                self.magnitude.update_state(ops.mean(ops.abs(inputs)))
                return self.dense(inputs)

        model = Counting()
        model.compile("sgd", "mse")
        history = model.fit(np.full((4, 3), 2.0), np.ones((4, 1)), epochs=2, verbose=0).history
        assert history["magnitude"] == [2.0, 2.0]
        assert list(history) == ["loss", "magnitude"]

    def test_two_optimizers(self):
        """As a GAN is trained: two parts, each with its own optimizer and loss."""

        class Two(multikeras.Model):
            def __init__(self):
                super().__init__()
                self.first = layers.Dense(1, kernel_initializer="zeros", use_bias=False)
                self.second = layers.Dense(1, kernel_initializer="zeros", use_bias=False)

            def compile(self, first_optimizer, second_optimizer):
                super().compile()
                self.first_optimizer, self.second_optimizer = first_optimizer, second_optimizer

            def call(self, inputs):
                return self.first(inputs) + self.second(inputs)

            def train_step(self, data):
                x, y = data
                for part, optimizer in ((self.first, self.first_optimizer), (self.second, self.second_optimizer)):
                    (_, _), gradients = multikeras.utils.value_and_grad(
                        lambda part=part: (ops.mean(ops.square(y - part(x))), None), part.trainable_variables
                    )
                    optimizer.apply(gradients, part.trainable_variables)
                return {}

        x, y = linear_data(columns=1)
        model = Two()
        model.build((None, 1))
        model.compile(optimizers.SGD(0.1), optimizers.SGD(0.2))
        model.fit(x, y, batch_size=12, epochs=2, verbose=0)
        for part, rate in ((model.first, 0.1), (model.second, 0.2)):
            w = 0.0
            for _ in range(2):
                w -= rate * 2 * np.mean(x * (x * w - y))
            np.testing.assert_allclose(part.get_weights()[0], w, rtol=1e-4)

    def test_state_that_the_model_does_not_hold(self):
        """A variable and a metric that only a closure knows are read and written at each step all the same."""
        factor = multikeras.Variable(1.0, name="factor")
        count = metrics.Sum(name="count")

        class Custom(multikeras.Sequential):
            def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
                count.update_state(1.0)
                return factor * ops.mean(ops.square(y - y_pred))

        x, y = linear_data()
        model = Custom([multikeras.Input((3,)), layers.Dense(1, kernel_initializer="zeros")])
        model.compile(optimizers.SGD(0.0))
        first = model.fit(x, y, batch_size=4, verbose=0).history["loss"][0]
        factor.assign(3.0)
        second = model.fit(x, y, batch_size=4, verbose=0).history["loss"][0]
        assert second == pytest.approx(3 * first, rel=1e-5)
        assert float(count.result()) == 6


@trains
class TestFreezing:
    def model(self):
        return multikeras.Sequential(
            [multikeras.Input((3,)), layers.Dense(4, name="base"), layers.BatchNormalization(), layers.Dense(1, name="head")]
        )

    def test_freeze_and_compile_again(self):
        x, y = linear_data()
        model = self.model()
        model.compile("sgd", "mse")
        model.fit(x, y, verbose=0)
        before = model.get_layer("base").get_weights()
        model.get_layer("base").trainable = False
        model.compile("sgd", "mse")
        model.fit(x, y, verbose=0)
        for one, other in zip(before, model.get_layer("base").get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)
        model.get_layer("base").trainable = True
        model.compile("sgd", "mse")
        model.fit(x, y, verbose=0)
        assert np.abs(before[0] - model.get_layer("base").get_weights()[0]).max() > 0

    def test_freezing_without_compile_takes_effect_or_is_an_error(self):
        x, y = linear_data()
        model = self.model()
        model.compile("sgd", "mse")
        model.fit(x, y, verbose=0)
        model.get_layer("base").trainable = False
        before = model.get_layer("base").get_weights()[0]
        model.fit(x, y, verbose=0)
        np.testing.assert_array_equal(model.get_layer("base").get_weights()[0], before)

    def test_frozen_batch_normalization_keeps_its_statistics(self):
        x, y = linear_data()
        model = self.model()
        norm = model.layers[1]
        norm.trainable = False
        model.compile("sgd", "mse")
        before = norm.get_weights()
        model.fit(x, y, verbose=0)
        for one, other in zip(before, norm.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)

    def test_compile_again_starts_a_new_optimizer(self):
        x, y = linear_data()
        model = linear_model()
        model.compile("adam", "mse")
        model.fit(x, y, verbose=0)
        model.compile("adam", "mse")
        model.fit(x, y, batch_size=12, verbose=0)
        assert int(model.optimizer.iterations.numpy()) == 1


@trains
class TestState:
    def test_batch_normalization_learns_its_statistics(self):
        x = np.random.default_rng(0).normal(loc=3.0, size=(64, 2)).astype("float32")
        model = multikeras.Sequential([multikeras.Input((2,)), layers.BatchNormalization(momentum=0.5)])
        model.compile(optimizers.SGD(0.0), "mse")
        model.fit(x, x, batch_size=64, epochs=1, verbose=0)
        norm = model.layers[0]
        np.testing.assert_allclose(norm.moving_mean.numpy(), x.mean(0) * 0.5, rtol=1e-4)
        mean_before = norm.moving_mean.numpy()
        model.evaluate(x, x, verbose=0)
        model.predict(x, verbose=0)
        np.testing.assert_array_equal(norm.moving_mean.numpy(), mean_before)

    def test_dropout_differs_from_step_to_step_and_is_off_in_predict(self):
        outputs = []

        class Recording(callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                outputs.append(logs["loss"])

        model = multikeras.Sequential([multikeras.Input((50,)), layers.Dropout(0.5), layers.Dense(1, kernel_initializer="ones")])
        model.compile(optimizers.SGD(0.0), "mse")
        model.fit(np.ones((1, 50)), np.ones((1, 1)), epochs=4, callbacks=[Recording()], verbose=0)
        assert len(set(outputs)) > 1
        np.testing.assert_allclose(model.predict(np.ones((1, 50)), verbose=0), 50.0)

    def test_auc_and_accuracy_through_fit(self):
        generator = np.random.default_rng(0)
        x = generator.normal(size=(64, 2)).astype("float32")
        y = (x[:, :1] > 0).astype("int32")
        model = multikeras.Sequential([layers.Dense(1, activation="sigmoid")])
        model.compile(optimizers.Adam(0.2), "binary_crossentropy", metrics=["accuracy", metrics.AUC(name="auc")])
        logs = model.fit(x, y, epochs=15, verbose=0).history
        assert logs["accuracy"][-1] > 0.9
        assert logs["auc"][-1] > 0.95
        found = model.evaluate(x, y, verbose=0, return_dict=True)
        assert found["accuracy"] == pytest.approx(np.mean((model.predict(x, verbose=0) > 0.5) == y))

    def test_values_taken_before_a_fit_stay_as_they_were(self):
        x, y = linear_data()
        model = linear_model()
        model.compile("sgd", "mse")
        model.build((None, 3))
        target = multikeras.models.clone_model(model)
        for own, other in zip(target.weights, model.weights, strict=True):
            own.assign(other)
        copied = ops.copy(model.weights[0].value)
        model.fit(x, y, verbose=0)
        np.testing.assert_array_equal(target.get_weights()[0], 0.0)
        np.testing.assert_array_equal(ops.convert_to_numpy(copied), 0.0)

    def test_a_model_in_a_model_trains(self):
        x, y = linear_data()
        inner = multikeras.Sequential([multikeras.Input((3,)), layers.Dense(2)])
        model = multikeras.Sequential([inner, layers.Dense(1)])
        model.compile("sgd", "mse")
        before = inner.get_weights()[0]
        model.fit(x, y, verbose=0)
        assert np.abs(before - inner.get_weights()[0]).max() > 0

    def test_fit_again_goes_on(self):
        x, y = linear_data()
        model = linear_model()
        model.compile(optimizers.Adam(0.1), "mse")
        model.fit(x, y, epochs=2, verbose=0)
        loss = model.evaluate(x, y, verbose=0)
        history = model.fit(x, y, epochs=2, verbose=0)
        assert history.history["loss"][0] == pytest.approx(loss, rel=1e-5)
        assert int(model.optimizer.iterations.numpy()) == 4
