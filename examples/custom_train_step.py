"""Two ways to train otherwise: a `train_step` of your own, and a loop written by hand.

    python examples/custom_train_step.py

`train_step` runs on every backend: gradients come from `multikeras.utils.value_and_grad`. The loop by hand uses each framework's own idiom.
"""

import numpy as np
from sklearn.datasets import load_digits

import multikeras
from multikeras import layers, ops


class Mixup(multikeras.Model):
    """Trains on mixtures of pairs of samples (Zhang et al., 2018)."""

    def __init__(self, network: multikeras.Model, alpha: float = 0.2, **kwargs):
        super().__init__(**kwargs)
        self.network = network
        self.alpha = alpha
        self.seed = multikeras.random.SeedGenerator(0)

    def call(self, inputs, training=None):
        return self.network(inputs, training=training)

    def train_step(self, data):
        x, y = data
        share = self.alpha * multikeras.random.uniform((), seed=self.seed)
        mixed = (1 - share) * x + share * ops.flip(x, axis=0)

        def forward():
            prediction = self(mixed, training=True)
            first = self.compute_loss(x=x, y=y, y_pred=prediction)
            second = self.compute_loss(x=x, y=ops.flip(y, axis=0), y_pred=prediction)
            return (1 - share) * first + share * second, prediction

        (loss, prediction), gradients = multikeras.utils.value_and_grad(forward, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
        return self.compute_metrics(x, y, prediction)


def network() -> multikeras.Model:
    return multikeras.Sequential([multikeras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])


def by_hand(x: np.ndarray, y: np.ndarray, steps: int = 200, batch: int = 64) -> float:
    """A training loop without `fit`, in the idiom of the framework in use; gives the last loss."""
    model, optimizer = network(), multikeras.optimizers.Adam(1e-2)
    loss_of = multikeras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer.build(model.trainable_variables)
    step = {"jax": jax_step, "torch": torch_step, "tensorflow": tensorflow_step}[multikeras.config.backend()](model, optimizer, loss_of)
    for i in range(steps):
        rows = np.arange(i * batch, (i + 1) * batch) % len(x)
        loss = step(x[rows], y[rows])
    return float(loss)


def jax_step(model, optimizer, loss_of):
    import jax

    def loss_and_state(trainable, other, x, y):
        logits, other = model.stateless_call(trainable, other, x, training=True)
        return loss_of(y, logits), other

    @jax.jit
    def update(state, x, y):
        trainable, other, slots = state
        (loss, other), gradients = jax.value_and_grad(loss_and_state, has_aux=True)(trainable, other, x, y)
        trainable, slots = optimizer.stateless_apply(slots, gradients, trainable)
        return loss, (trainable, other, slots)

    state = tuple([v.value for v in group] for group in (model.trainable_variables, model.non_trainable_variables, optimizer.variables))

    def step(x, y):
        nonlocal state
        loss, state = update(state, x, y)
        return loss

    return step


def torch_step(model, optimizer, loss_of):
    def step(x, y):
        model.zero_grad()
        loss = loss_of(y, model(x, training=True))
        loss.backward()
        optimizer.apply([v.value.grad for v in model.trainable_variables], model.trainable_variables)
        return loss.detach()

    return step


def tensorflow_step(model, optimizer, loss_of):
    import tensorflow as tf

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    return step


def main() -> None:
    multikeras.utils.set_random_seed(2)
    digits = load_digits()
    x, y = digits.data.astype("float32") / 16, digits.target.astype("int32")
    model = Mixup(network())
    model.compile("adam", multikeras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    model.fit(x[:1400], y[:1400], epochs=10, verbose=2, validation_data=(x[1400:], y[1400:]))
    print(f"The last loss of the loop by hand: {by_hand(x, y):.4f}")


if __name__ == "__main__":
    main()
