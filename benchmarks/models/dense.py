"""Dense layers: a chain as a Functional model, and the MLP."""

from dataclasses import dataclass

import numpy as np

from benchmarks.models.model import CLASSES, Model, dense_weights, holding


@dataclass
class DenseChain(Model):
    """Dense layers of one width with ReLU as a Functional model; raw on torch, `torch.nn.Sequential`."""

    depth: int
    width: int = 64

    def initial_weights(self):
        return dense_weights(np.random.default_rng(0), *[self.width] * (self.depth + 1))

    def inputs(self, generator, rows):
        return generator.standard_normal((rows, self.width), np.float32)

    def build_keras(self, keras):
        inputs = x = keras.layers.Input((self.width,))
        for _ in range(self.depth):
            x = keras.layers.Dense(self.width, activation="relu")(x)
        return keras.Model(inputs, x)

    def build_torch(self, torch, weights):
        nn = torch.nn
        modules = [module for _ in range(self.depth) for module in (nn.Linear(self.width, self.width), nn.ReLU())]
        return holding(torch, nn.Sequential(*modules), [value.T for value in weights])

    def build_jax(self, jax):
        def forward(weights, x):
            for kernel, bias in zip(weights[::2], weights[1::2]):
                # Called eagerly, where `jax.nn.relu` costs a jitted call of its own.
                x = jax.numpy.maximum(jax.numpy.matmul(x, kernel) + bias, 0)
            return x

        return forward

    def build_tensorflow(self, tf):
        def forward(weights, x):
            for kernel, bias in zip(weights[::2], weights[1::2]):
                x = tf.nn.relu(tf.matmul(x, kernel) + bias)
            return x

        return forward


class Mlp(Model):
    """784-256-10, the classic of MNIST."""

    features = 784
    hidden = 256

    def initial_weights(self):
        return dense_weights(np.random.default_rng(0), self.features, self.hidden, CLASSES)

    def inputs(self, generator, rows):
        return generator.random((rows, self.features), np.float32)

    def build_keras(self, keras):
        layers = keras.layers
        return keras.Sequential([layers.Input((self.features,)), layers.Dense(self.hidden, "relu"), layers.Dense(CLASSES)])

    def build_torch(self, torch, weights):
        module = torch.nn.Sequential(torch.nn.Linear(self.features, self.hidden), torch.nn.ReLU(), torch.nn.Linear(self.hidden, CLASSES))
        return holding(torch, module, [value.T for value in weights])

    def build_jax(self, jax):
        def forward(weights, x):
            kernel_1, bias_1, kernel_2, bias_2 = weights
            return jax.nn.relu(x @ kernel_1 + bias_1) @ kernel_2 + bias_2

        return forward

    def build_tensorflow(self, tf):
        def forward(weights, x):
            kernel_1, bias_1, kernel_2, bias_2 = weights
            hidden = tf.nn.relu(tf.nn.bias_add(tf.matmul(x, kernel_1), bias_1))
            return tf.nn.bias_add(tf.matmul(hidden, kernel_2), bias_2)

        return forward
