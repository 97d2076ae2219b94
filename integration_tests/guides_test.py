"""Models as guides to Keras 3 write them, with training steps of their own in the form of each framework; only the import differs."""

import numpy as np
import pytest

import multikeras as keras
from multikeras import layers, ops
from multikeras.src import backend

on_jax = pytest.mark.skipif(backend.NAME != "jax", reason="an idiom of JAX")
on_torch = pytest.mark.skipif(backend.NAME != "torch", reason="an idiom of PyTorch")
on_tensorflow = pytest.mark.skipif(backend.NAME != "tensorflow", reason="an idiom of TensorFlow")
needs_training = pytest.mark.skipif(not backend.CAN_TRAIN, reason="the backend has no gradients")


def regression(rows=32):
    x = np.random.default_rng(0).normal(size=(rows, 4)).astype("float32")
    return x, x[:, :1] - 0.5 * x[:, 1:2]


def network(cls=keras.Model, **kwargs):
    keras.utils.set_random_seed(3)
    inputs = keras.Input((4,))
    hidden = layers.Dense(16, activation="relu")(inputs)
    return cls(inputs=inputs, outputs=layers.Dense(1)(hidden), **kwargs)


def assert_learns(model, x, y=None, epochs=8, key="loss", **kwargs):
    history = model.fit(x, y, epochs=epochs, batch_size=8, verbose=0, **kwargs).history
    assert np.isfinite(history[key]).all()
    assert history[key][-1] < 0.8 * history[key][0]
    return history


# ------------------------------------------------------------------------------- overrides that are the same everywhere


@needs_training
class TestOverrides:
    def test_compute_loss(self):
        class Weighted(keras.Model):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.loss_tracker = keras.metrics.Mean(name="loss")

            def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
                loss = ops.mean(ops.square(y_pred - y)) + ops.sum(self.losses)
                self.loss_tracker.update_state(loss)
                return loss

            def reset_metrics(self):
                self.loss_tracker.reset_state()

            @property
            def metrics(self):
                return [self.loss_tracker]

        model = network(Weighted)
        model.compile(optimizer=keras.optimizers.Adam(0.01))
        history = assert_learns(model, *regression())
        assert list(history) == ["loss"]

    def test_compute_loss_calls_its_parent(self):
        class Regularized(keras.Model):
            def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
                return super().compute_loss(x, y, y_pred, sample_weight, training) + 1.0

        x, y = regression()
        model = network(Regularized)
        model.compile("adam", "mse", metrics=["mse"])
        results = model.evaluate(x, y, verbose=0, return_dict=True)
        assert results["loss"] == pytest.approx(results["mse"] + 1.0, rel=1e-5)

    def test_compute_metrics(self):
        class Reporting(keras.Model):
            def compute_metrics(self, x, y, y_pred, sample_weight):
                results = super().compute_metrics(x, y, y_pred, sample_weight)
                self.spread.update_state(ops.max(y_pred) - ops.min(y_pred))
                results["spread"] = self.spread.result()
                return results

        model = network(Reporting)
        model.spread = keras.metrics.Mean(name="spread")
        model.compile("adam", "mse", metrics=["mae"])
        before = model.predict(regression()[0], verbose=0)
        history = model.fit(*regression(), verbose=0).history
        assert set(history) == {"loss", "mae", "spread"}
        assert history["spread"][0] == pytest.approx(np.ptp(before), rel=1e-4)

    def test_compile_with_a_loss_of_its_own(self):
        class Distiller(keras.Model):
            """A student that learns from a teacher too."""

            def __init__(self, student, teacher):
                super().__init__()
                self.student = student
                self.teacher = teacher

            def compile(self, optimizer, metrics, student_loss, distillation_loss, alpha=0.5):
                super().compile(optimizer=optimizer, metrics=metrics)
                self.student_loss = student_loss
                self.distillation_loss = distillation_loss
                self.alpha = alpha

            def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, allow_empty=False, training=True):
                teacher_pred = self.teacher(x, training=False)
                return self.alpha * self.student_loss(y, y_pred) + (1 - self.alpha) * self.distillation_loss(teacher_pred, y_pred)

            def call(self, x):
                return self.student(x)

        x, y = regression()
        teacher = network()
        before = teacher.get_weights()
        model = Distiller(network(), teacher)
        model.compile(
            optimizer=keras.optimizers.Adam(0.01),
            metrics=[keras.metrics.MeanAbsoluteError()],
            student_loss=keras.losses.MeanSquaredError(),
            distillation_loss=keras.losses.Huber(),
            alpha=0.9,
        )
        teacher.trainable = False
        history = assert_learns(model, x, y)
        assert set(history) == {"loss", "mean_absolute_error"}
        for value, expected in zip(teacher.get_weights(), before, strict=True):
            np.testing.assert_array_equal(value, expected)

    def test_losses_and_metrics_of_layers(self):
        class Penalty(layers.Layer):
            def __init__(self, rate):
                super().__init__()
                self.rate = rate
                self.size = keras.metrics.Mean(name="size")

            def call(self, inputs):
                self.add_loss(self.rate * ops.mean(ops.square(inputs)))
                self.size.update_state(ops.mean(ops.abs(inputs)))
                return inputs

        x, y = regression()
        inputs = keras.Input((4,))
        outputs = layers.Dense(1, kernel_regularizer="l2")(Penalty(0.1)(inputs))
        model = keras.Model(inputs, outputs)
        model.compile(keras.optimizers.Adam(0.05), "mse")
        history = assert_learns(model, x, y)
        np.testing.assert_allclose(history["size"], np.mean(np.abs(x)), rtol=1e-4)
        penalty, regularization = 0.1 * np.mean(x**2), 0.01 * np.sum(model.get_weights()[-2] ** 2)
        error = np.mean((model.predict(x, verbose=0) - y) ** 2)
        results = model.evaluate(x, y, batch_size=32, verbose=0, return_dict=True)
        assert results["loss"] == pytest.approx(error + penalty + regularization, rel=1e-3)

    def test_variational_autoencoder_with_add_loss(self):
        class Sampling(layers.Layer):
            def __init__(self, **kwargs):
                super().__init__(**kwargs)
                self.seed_generator = keras.random.SeedGenerator(1337)

            def call(self, inputs):
                mean, log_variance = inputs
                shape = (ops.shape(mean)[0], ops.shape(mean)[1])
                return mean + ops.exp(0.5 * log_variance) * keras.random.normal(shape, seed=self.seed_generator)

        class Encoder(layers.Layer):
            def __init__(self, latent=2, name="encoder", **kwargs):
                super().__init__(name=name, **kwargs)
                self.hidden = layers.Dense(8, activation="relu")
                self.mean = layers.Dense(latent)
                self.log_variance = layers.Dense(latent)
                self.sampling = Sampling()

            def call(self, inputs):
                hidden = self.hidden(inputs)
                mean, log_variance = self.mean(hidden), self.log_variance(hidden)
                return mean, log_variance, self.sampling((mean, log_variance))

        class AutoEncoder(keras.Model):
            def __init__(self, name="autoencoder", **kwargs):
                super().__init__(name=name, **kwargs)
                self.encoder = Encoder()
                self.decoder = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(4)])

            def call(self, inputs):
                mean, log_variance, z = self.encoder(inputs)
                self.add_loss(-0.005 * ops.mean(log_variance - ops.square(mean) - ops.exp(log_variance) + 1))
                return self.decoder(z)

        keras.utils.set_random_seed(0)
        model = AutoEncoder()
        model.compile(keras.optimizers.Adam(0.02), loss=keras.losses.MeanSquaredError())
        x, _ = regression(64)
        assert_learns(model, x, x, epochs=15)


# -------------------------------------------------------------------------------------------- train_step: one's own loss


class OwnTrackers:
    """What the guides call `CustomModel`: no loss in `compile`, metrics in attributes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.mae_metric = keras.metrics.MeanAbsoluteError(name="mae")
        self.loss_fn = keras.losses.MeanSquaredError()

    @property
    def metrics(self):
        return [self.loss_tracker, self.mae_metric]


class TapeStep(OwnTrackers, keras.Model):
    def train_step(self, data):
        import tensorflow as tf

        sample_weight = None
        if len(data) == 3:
            x, y, sample_weight = data
        else:
            x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.loss_fn(y, y_pred, sample_weight=sample_weight)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        self.loss_tracker.update_state(loss)
        self.mae_metric.update_state(y, y_pred, sample_weight=sample_weight)
        return {"loss": self.loss_tracker.result(), "mae": self.mae_metric.result()}

    def test_step(self, data):
        x, y = data
        y_pred = self(x, training=False)
        self.loss_tracker.update_state(self.loss_fn(y, y_pred))
        self.mae_metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


class BackwardStep(OwnTrackers, keras.Model):
    def train_step(self, data):
        import torch

        x, y, sample_weight = data if len(data) == 3 else (*data, None)
        self.zero_grad()
        y_pred = self(x, training=True)
        loss = self.loss_fn(y, y_pred, sample_weight=sample_weight)
        loss.backward()
        trainable_weights = [v for v in self.trainable_weights]  # noqa: C416 - as it is commonly written
        gradients = [v.value.grad for v in trainable_weights]
        with torch.no_grad():
            self.optimizer.apply(gradients, trainable_weights)
        self.loss_tracker.update_state(loss)
        self.mae_metric.update_state(y, y_pred, sample_weight=sample_weight)
        return {"loss": self.loss_tracker.result(), "mae": self.mae_metric.result()}

    test_step = TapeStep.test_step


class StateStep(OwnTrackers, keras.Model):
    def compute_loss_and_updates(self, trainable_variables, non_trainable_variables, x, y, sample_weight, training=False):
        y_pred, non_trainable_variables = self.stateless_call(trainable_variables, non_trainable_variables, x, training=training)
        return self.loss_fn(y, y_pred, sample_weight=sample_weight), (y_pred, non_trainable_variables)

    def updated_metrics(self, metrics_variables, loss, y, y_pred, sample_weight=None):
        count = len(self.loss_tracker.variables)
        loss_vars = self.loss_tracker.stateless_update_state(metrics_variables[:count], loss)
        mae_vars = self.mae_metric.stateless_update_state(metrics_variables[count:], y, y_pred, sample_weight=sample_weight)
        logs = {
            self.loss_tracker.name: self.loss_tracker.stateless_result(loss_vars),
            self.mae_metric.name: self.mae_metric.stateless_result(mae_vars),
        }
        return logs, loss_vars + mae_vars

    def train_step(self, state, data):
        import jax

        trainable_variables, non_trainable_variables, optimizer_variables, metrics_variables = state
        x, y, sample_weight = data if len(data) == 3 else (*data, None)
        grad_fn = jax.value_and_grad(self.compute_loss_and_updates, has_aux=True)
        (loss, (y_pred, non_trainable_variables)), grads = grad_fn(
            trainable_variables, non_trainable_variables, x, y, sample_weight, training=True
        )
        trainable_variables, optimizer_variables = self.optimizer.stateless_apply(optimizer_variables, grads, trainable_variables)
        logs, metrics_variables = self.updated_metrics(metrics_variables, loss, y, y_pred, sample_weight)
        return logs, (trainable_variables, non_trainable_variables, optimizer_variables, metrics_variables)

    def test_step(self, state, data):
        x, y = data
        trainable_variables, non_trainable_variables, metrics_variables = state
        loss, (y_pred, non_trainable_variables) = self.compute_loss_and_updates(
            trainable_variables, non_trainable_variables, x, y, None, training=False
        )
        logs, metrics_variables = self.updated_metrics(metrics_variables, loss, y, y_pred)
        return logs, (trainable_variables, non_trainable_variables, metrics_variables)


OWN_STEP = {"jax": StateStep, "torch": BackwardStep, "tensorflow": TapeStep}.get(backend.NAME)


@needs_training
class TestOwnStep:
    def model(self, **arguments):
        model = network(OWN_STEP)
        model.compile(optimizer=keras.optimizers.Adam(0.01), **arguments)
        return model

    def test_fit_and_evaluate(self):
        x, y = regression()
        model = self.model()
        history = assert_learns(model, x, y, validation_data=(x, y))
        assert set(history) == {"loss", "mae", "val_loss", "val_mae"}
        prediction = model.predict(x, verbose=0)
        results = model.evaluate(x, y, verbose=0, return_dict=True)
        assert results["loss"] == pytest.approx(np.mean((prediction - y) ** 2), rel=1e-4)
        assert results["mae"] == pytest.approx(np.mean(np.abs(prediction - y)), rel=1e-4)
        assert history["val_loss"][-1] == pytest.approx(results["loss"], rel=1e-4)

    def test_sample_weight(self):
        """Rows without weight have no part in the training."""
        x, y = regression()
        wrong = np.concatenate([x, x]), np.concatenate([y, y + 100])
        weights = np.repeat([1.0, 0.0], 32).astype("float32")
        model = self.model()
        history = model.fit(*wrong, sample_weight=weights, batch_size=64, epochs=2, verbose=0).history
        other = self.model()
        expected = other.fit(x, 0 * x[:, :1] + y, batch_size=32, epochs=2, verbose=0, shuffle=False).history
        np.testing.assert_allclose(history["mae"], expected["mae"], rtol=1e-3)
        np.testing.assert_allclose(np.asarray(history["loss"]) * 2, expected["loss"], rtol=1e-3)

    @pytest.mark.parametrize("arguments", [{"run_eagerly": True}, {"steps_per_execution": 2}])
    def test_ways_to_run(self, arguments):
        assert_learns(self.model(**arguments), *regression())

    def test_saved_and_loaded(self, tmp_path):
        x, y = regression()
        model = self.model()
        model.fit(x, y, verbose=0)
        model.save(tmp_path / "model.keras")
        loaded = keras.saving.load_model(tmp_path / "model.keras", custom_objects={OWN_STEP.__name__: OWN_STEP})
        assert isinstance(loaded, OWN_STEP)
        assert loaded.evaluate(x, y, verbose=0) == pytest.approx(model.evaluate(x, y, verbose=0), rel=1e-5)


# ------------------------------------------------------------------------------------- adversarial networks: two optimizers


class Adversarial(keras.Model):
    """What the steps have in common."""

    def __init__(self, discriminator, generator, latent_dim):
        super().__init__()
        self.discriminator = discriminator
        self.generator = generator
        self.latent_dim = latent_dim
        self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
        self.g_loss_tracker = keras.metrics.Mean(name="g_loss")
        self.seed_generator = keras.random.SeedGenerator(1337)
        self.built = True

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.loss_fn = loss_fn

    @property
    def metrics(self):
        return [self.d_loss_tracker, self.g_loss_tracker]

    def noise(self, real):
        return keras.random.normal((ops.shape(real)[0], self.latent_dim), seed=self.seed_generator)

    def labelled(self, real, fake):
        samples = ops.concatenate([fake, real], axis=0)
        labels = ops.concatenate([ops.ones((ops.shape(fake)[0], 1)), ops.zeros((ops.shape(real)[0], 1))], axis=0)
        return samples, labels + 0.05 * keras.random.uniform(ops.shape(labels), seed=self.seed_generator)

    def results(self, d_loss, g_loss):
        self.d_loss_tracker.update_state(d_loss)
        self.g_loss_tracker.update_state(g_loss)
        return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}


class TapeGan(Adversarial):
    def train_step(self, real):
        import tensorflow as tf

        samples, labels = self.labelled(real, self.generator(self.noise(real)))
        with tf.GradientTape() as tape:
            d_loss = self.loss_fn(labels, self.discriminator(samples))
        gradients = tape.gradient(d_loss, self.discriminator.trainable_weights)
        self.d_optimizer.apply_gradients(zip(gradients, self.discriminator.trainable_weights))
        noise = self.noise(real)
        misleading = tf.zeros((tf.shape(real)[0], 1))
        with tf.GradientTape() as tape:
            g_loss = self.loss_fn(misleading, self.discriminator(self.generator(noise)))
        gradients = tape.gradient(g_loss, self.generator.trainable_weights)
        self.g_optimizer.apply_gradients(zip(gradients, self.generator.trainable_weights))
        return self.results(d_loss, g_loss)


class BackwardGan(Adversarial):
    def train_step(self, real):
        import torch

        if isinstance(real, tuple):
            real = real[0]
        samples, labels = self.labelled(real, self.generator(self.noise(real)))
        self.zero_grad()
        d_loss = self.loss_fn(labels, self.discriminator(samples.detach()))
        d_loss.backward()
        weights = list(self.discriminator.trainable_weights)
        with torch.no_grad():
            self.d_optimizer.apply([v.value.grad for v in weights], weights)
        self.zero_grad()
        g_loss = self.loss_fn(torch.zeros((real.shape[0], 1)), self.discriminator(self.generator(self.noise(real))))
        g_loss.backward()
        weights = list(self.generator.trainable_weights)
        with torch.no_grad():
            self.g_optimizer.apply([v.value.grad for v in weights], weights)
        return self.results(d_loss, g_loss)


class PortableGan(Adversarial):
    """For JAX, whose form with `state` knows one optimizer only."""

    def train_step(self, data):
        real = data[0] if isinstance(data, tuple) else data
        samples, labels = self.labelled(real, self.generator(self.noise(real)))

        def discriminate():
            return self.loss_fn(labels, self.discriminator(samples)), None

        (d_loss, _), gradients = keras.utils.value_and_grad(discriminate, self.discriminator.trainable_weights)
        self.d_optimizer.apply(gradients, self.discriminator.trainable_weights)
        noise = self.noise(real)

        def generate():
            return self.loss_fn(ops.zeros((ops.shape(real)[0], 1)), self.discriminator(self.generator(noise))), None

        (g_loss, _), gradients = keras.utils.value_and_grad(generate, self.generator.trainable_weights)
        self.g_optimizer.apply(gradients, self.generator.trainable_weights)
        return self.results(d_loss, g_loss)


GANS = {"torch": [BackwardGan, PortableGan], "tensorflow": [TapeGan, PortableGan], "jax": [PortableGan]}.get(backend.NAME, [])


@needs_training
@pytest.mark.parametrize("cls", GANS)
@pytest.mark.parametrize("source", ["array", "dataset"])
def test_adversarial_networks(cls, source):
    keras.utils.set_random_seed(0)
    discriminator = keras.Sequential([keras.Input((2,)), layers.Dense(16), layers.LeakyReLU(negative_slope=0.2), layers.Dense(1)])
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(16, "relu"), layers.BatchNormalization(), layers.Dense(2)])
    gan = cls(discriminator=discriminator, generator=generator, latent_dim=3)
    gan.compile(
        d_optimizer=keras.optimizers.Adam(learning_rate=0.0003),
        g_optimizer=keras.optimizers.Adam(learning_rate=0.01),
        loss_fn=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    real = np.random.default_rng(0).normal(3.0, 0.1, size=(64, 2)).astype("float32")
    before = [v.numpy().copy() for v in gan.trainable_variables]
    history = gan.fit(
        real if source == "array" else rows_of(real), batch_size=16 if source == "array" else None, epochs=3, verbose=0
    ).history
    assert set(history) == {"d_loss", "g_loss"}
    assert np.isfinite([*history["d_loss"], *history["g_loss"]]).all()
    assert history["g_loss"][-1] < history["g_loss"][0]
    assert all(np.abs(now.numpy() - then).max() > 0 for now, then in zip(gan.trainable_variables, before, strict=True))
    assert int(gan.d_optimizer.iterations) == int(gan.g_optimizer.iterations) == 12


def rows_of(array):
    """Batches as a data set of the backend's framework, without targets."""
    if backend.NAME == "torch":
        import torch

        return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.from_numpy(array)), batch_size=16)
    if backend.NAME == "tensorflow":
        import tensorflow as tf

        return tf.data.Dataset.from_tensor_slices(array).batch(16)
    return Batches(array)


class Batches(keras.utils.PyDataset):
    def __init__(self, array):
        super().__init__()
        self.array = array

    def __len__(self):
        return len(self.array) // 16

    def __getitem__(self, index):
        return (self.array[index * 16 : index * 16 + 16],)


# ------------------------------------------------------------------------------------------- variational autoencoder: a step


class Vae(keras.Model):
    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.seed_generator = keras.random.SeedGenerator(7)
        self.total_loss_tracker = keras.metrics.Mean(name="total_loss")
        self.kl_loss_tracker = keras.metrics.Mean(name="kl_loss")

    @property
    def metrics(self):
        return [self.total_loss_tracker, self.kl_loss_tracker]

    def call(self, data):
        mean, log_variance = ops.split(self.encoder(data), 2, axis=-1)
        noise = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean, log_variance, self.decoder(mean + ops.exp(0.5 * log_variance) * noise)

    def losses_of(self, data):
        mean, log_variance, reconstruction = self(data)
        error = ops.mean(ops.sum(ops.square(data - reconstruction), axis=1))
        kl_loss = ops.mean(ops.sum(-0.5 * (1 + log_variance - ops.square(mean) - ops.exp(log_variance)), axis=1))
        return error + 0.01 * kl_loss, kl_loss

    def track(self, total_loss, kl_loss):
        self.total_loss_tracker.update_state(total_loss)
        self.kl_loss_tracker.update_state(kl_loss)
        return {"loss": self.total_loss_tracker.result(), "kl_loss": self.kl_loss_tracker.result()}


class TapeVae(Vae):
    def train_step(self, data):
        import tensorflow as tf

        with tf.GradientTape() as tape:
            total_loss, kl_loss = self.losses_of(data)
        grads = tape.gradient(total_loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        return self.track(total_loss, kl_loss)


class BackwardVae(Vae):
    def train_step(self, data):
        self.zero_grad()
        total_loss, kl_loss = self.losses_of(data)
        total_loss.backward()
        weights = self.trainable_weights
        self.optimizer.apply([v.value.grad for v in weights], weights)
        return self.track(total_loss, kl_loss)


class PortableVae(Vae):
    def train_step(self, data):
        (total_loss, kl_loss), gradients = keras.utils.value_and_grad(lambda: self.losses_of(data), self.trainable_weights)
        self.optimizer.apply(gradients, self.trainable_weights)
        return self.track(total_loss, kl_loss)


VAES = {"torch": [BackwardVae, PortableVae], "tensorflow": [TapeVae, PortableVae], "jax": [PortableVae]}.get(backend.NAME, [])


@needs_training
@pytest.mark.parametrize("cls", VAES)
def test_variational_autoencoder(cls):
    keras.utils.set_random_seed(0)
    vae = cls(keras.Sequential([layers.Dense(8, "relu"), layers.Dense(4)]), keras.Sequential([layers.Dense(8, "relu"), layers.Dense(4)]))
    vae.compile(optimizer=keras.optimizers.Adam(0.02))
    history = assert_learns(vae, regression(64)[0], epochs=15)
    assert set(history) == {"loss", "kl_loss"}


# ------------------------------------------------------------------------------------------------------- loops from scratch


def classification(rows=48):
    generator = np.random.default_rng(0)
    x = generator.normal(size=(rows, 4)).astype("float32")
    return x, (x[:, 0] > x[:, 1]).astype("int64") + (x[:, 0] > 1)


def classifier():
    keras.utils.set_random_seed(0)
    inputs = keras.Input(shape=(4,), name="digits")
    x = layers.Dense(16, activation="relu", activity_regularizer=keras.regularizers.L2(1e-4))(inputs)
    return keras.Model(inputs=inputs, outputs=layers.Dense(3, name="predictions")(layers.Dropout(0.1)(x)))


def loop_in_jax(model, optimizer, loss_fn, train_acc_metric, dataset, epochs):
    import jax

    def compute_loss_and_updates(trainable_variables, non_trainable_variables, metric_variables, x, y):
        y_pred, non_trainable_variables = model.stateless_call(trainable_variables, non_trainable_variables, x, training=True)
        loss = loss_fn(y, y_pred)
        metric_variables = train_acc_metric.stateless_update_state(metric_variables, y, y_pred)
        return loss, (non_trainable_variables, metric_variables)

    grad_fn = jax.value_and_grad(compute_loss_and_updates, has_aux=True)

    @jax.jit
    def train_step(state, data):
        trainable_variables, non_trainable_variables, optimizer_variables, metric_variables = state
        x, y = data
        (loss, (non_trainable_variables, metric_variables)), grads = grad_fn(
            trainable_variables, non_trainable_variables, metric_variables, x, y
        )
        trainable_variables, optimizer_variables = optimizer.stateless_apply(optimizer_variables, grads, trainable_variables)
        return loss, (trainable_variables, non_trainable_variables, optimizer_variables, metric_variables)

    optimizer.build(model.trainable_variables)
    groups = (model.trainable_variables, model.non_trainable_variables, optimizer.variables, train_acc_metric.variables)
    state = tuple([v.value for v in group] for group in groups)
    for _ in range(epochs):
        for data in dataset:
            _, state = train_step(state, data)
        accuracy = float(train_acc_metric.stateless_result(state[3]))
        state = (*state[:3], train_acc_metric.stateless_reset_state())
    for variable, value in zip(model.trainable_variables, state[0]):
        variable.assign(value)
    for variable, value in zip(model.non_trainable_variables, state[1]):
        variable.assign(value)
    return accuracy


def loop_in_torch(model, optimizer, loss_fn, train_acc_metric, dataset, epochs):
    import torch

    for _ in range(epochs):
        for x, y in dataset:
            x, y = torch.from_numpy(x), torch.from_numpy(y)
            logits = model(x, training=True)
            loss = loss_fn(y, logits) + sum(model.losses)
            model.zero_grad()
            trainable_weights = list(model.trainable_weights)
            loss.backward()
            gradients = [v.value.grad for v in trainable_weights]
            with torch.no_grad():
                optimizer.apply(gradients, trainable_weights)
            train_acc_metric.update_state(y, logits)
        accuracy = float(train_acc_metric.result())
        train_acc_metric.reset_state()
    return accuracy


def loop_in_tensorflow(model, optimizer, loss_fn, train_acc_metric, dataset, epochs):
    import tensorflow as tf

    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss_value = loss_fn(y, logits)
            loss_value += sum(model.losses)
        grads = tape.gradient(loss_value, model.trainable_weights)
        optimizer.apply(grads, model.trainable_weights)
        train_acc_metric.update_state(y, logits)
        return loss_value

    for _ in range(epochs):
        for x, y in dataset:
            train_step(x, y)
        accuracy = float(train_acc_metric.result())
        train_acc_metric.reset_state()
    return accuracy


LOOP = {"jax": loop_in_jax, "torch": loop_in_torch, "tensorflow": loop_in_tensorflow}.get(backend.NAME)


@needs_training
def test_loop_from_scratch():
    x, y = classification()
    model = classifier()
    optimizer = keras.optimizers.Adam(learning_rate=0.02)
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    metric = keras.metrics.SparseCategoricalAccuracy()
    dataset = [(x[i : i + 16], y[i : i + 16]) for i in range(0, len(x), 16)]
    assert LOOP(model, optimizer, loss_fn, metric, dataset, epochs=30) > 0.8
    assert np.mean(model.predict(x, verbose=0).argmax(-1) == y) > 0.8
