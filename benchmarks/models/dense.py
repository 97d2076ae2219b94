"""Dense layers: one alone, and a chain as a Functional model."""

import numpy as np

from benchmarks.models.model import CLASSES, Model, dense_weights


def chain_torch(torch, weights, relus):
    """Dense layers as matmul and add on (inputs, outputs) kernels, a ReLU after the first `relus` of them."""

    class Chain(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.weights = torch.nn.ParameterList([torch.nn.Parameter(torch.from_numpy(w.copy())) for w in weights])
            # Indexing a ParameterList costs a module look-up each time.
            self.pairs = list(zip(list(self.weights)[::2], list(self.weights)[1::2]))

        def forward(self, x):
            for index, (kernel, bias) in enumerate(self.pairs):
                x = x @ kernel + bias
                if index < relus:
                    x = torch.relu(x)
            return x

    return Chain()


class DenseLayer(Model):
    """`Dense(64)` alone; raw, a matmul and an add."""

    width = 64

    def initial_weights(self):
        return dense_weights(np.random.default_rng(0), self.width, self.width)

    def inputs(self, generator, rows):
        return generator.standard_normal((rows, self.width), np.float32)

    def build_keras(self, keras):
        layer = keras.layers.Dense(self.width)
        layer.build((None, self.width))
        return layer

    def build_torch(self, torch, weights):
        return chain_torch(torch, weights, relus=0)

    def build_jax(self, jax):
        return lambda weights, x: jax.numpy.matmul(x, weights[0]) + weights[1]

    def build_tensorflow(self, tf):
        return lambda weights, x: tf.matmul(x, weights[0]) + weights[1]


class DenseChain(Model):
    """Ten Dense layers with ReLU as a Functional model."""

    width = 64
    depth = 10

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
        return chain_torch(torch, weights, relus=self.depth)

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
        with torch.no_grad():
            for parameter, value in zip(module.parameters(), weights, strict=True):
                parameter.copy_(torch.from_numpy(value.T))
        return module

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
