"""A recommender from embeddings."""

import numpy as np

from benchmarks.models.model import CLASSES, Model, dense_weights, holding, kernel


class Recommender(Model):
    """Which of ten ratings a user gives to an item: an embedding of each, and a small MLP on both. Inputs are pairs of integers."""

    users = 10_000
    items = 2_000
    width = 32
    hidden = 64

    def initial_weights(self):
        generator = np.random.default_rng(0)
        tables = [kernel(generator, (size, self.width), self.width) for size in (self.users, self.items)]
        return tables + dense_weights(generator, 2 * self.width, self.hidden, CLASSES)

    def inputs(self, generator, rows):
        return generator.integers(0, (self.users, self.items), (rows, 2)).astype(np.int32)

    def build_keras(self, keras):
        layers = keras.layers
        inputs = layers.Input((2,), dtype="int32")
        user = layers.Embedding(self.users, self.width)(inputs[:, 0])
        item = layers.Embedding(self.items, self.width)(inputs[:, 1])
        x = layers.Dense(self.hidden, activation="relu")(layers.Concatenate()([user, item]))
        return keras.Model(inputs, layers.Dense(CLASSES)(x))

    def build_torch(self, torch, weights):
        nn, users, items, width, hidden = torch.nn, self.users, self.items, self.width, self.hidden

        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                self.users = nn.Embedding(users, width)
                self.items = nn.Embedding(items, width)
                self.widen = nn.Linear(2 * width, hidden)
                self.rate = nn.Linear(hidden, CLASSES)

            def forward(self, x):
                x = torch.cat([self.users(x[:, 0]), self.items(x[:, 1])], dim=1)
                return self.rate(torch.relu(self.widen(x)))

        return holding(torch, Network(), [*weights[:2], *(value.T for value in weights[2:])])

    def build_jax(self, jax):
        jnp = jax.numpy

        def forward(weights, x):
            users, items, kernel_1, bias_1, kernel_2, bias_2 = weights
            x = jnp.concatenate([users[x[:, 0]], items[x[:, 1]]], axis=1)
            return jax.nn.relu(x @ kernel_1 + bias_1) @ kernel_2 + bias_2

        return forward

    def build_tensorflow(self, tf):
        def forward(weights, x):
            users, items, kernel_1, bias_1, kernel_2, bias_2 = weights
            x = tf.concat([tf.gather(users, x[:, 0]), tf.gather(items, x[:, 1])], axis=1)
            hidden = tf.nn.relu(tf.nn.bias_add(tf.matmul(x, kernel_1), bias_1))
            return tf.nn.bias_add(tf.matmul(hidden, kernel_2), bias_2)

        return forward
