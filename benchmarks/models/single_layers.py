"""Layers alone, each beside the module that `torch.nn` has for it."""

import numpy as np

from benchmarks.models.model import Model, dense_weights, holding, kernel
from benchmarks.models.recurrent import Lstm
from benchmarks.models.transformer12 import EPSILON


class DenseLayer(Model):
    """`Dense(64)`; raw, `torch.nn.Linear`, or a matmul and an add."""

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
        return holding(torch, torch.nn.Linear(self.width, self.width), [weights[0].T, weights[1]])

    def build_jax(self, jax):
        return lambda weights, x: jax.numpy.matmul(x, weights[0]) + weights[1]

    def build_tensorflow(self, tf):
        return lambda weights, x: tf.matmul(x, weights[0]) + weights[1]


class ConvolutionLayer(Model):
    """`Conv2D(16, 3)` on images of 16x16x8; `torch.nn.Conv2d` sees them as a view with channels first."""

    side = 16
    channels = 8
    filters = 16

    def initial_weights(self):
        shape = (3, 3, self.channels, self.filters)
        return [kernel(np.random.default_rng(0), shape, 9 * self.channels), np.zeros(self.filters, np.float32)]

    def inputs(self, generator, rows):
        return generator.standard_normal((rows, self.side, self.side, self.channels), np.float32)

    def build_keras(self, keras):
        layer = keras.layers.Conv2D(self.filters, 3)
        layer.build((None, self.side, self.side, self.channels))
        return layer

    def build_torch(self, torch, weights):
        class ChannelsLast(torch.nn.Conv2d):
            def forward(self, x):
                return super().forward(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)

        return holding(torch, ChannelsLast(self.channels, self.filters, 3), [weights[0].transpose(3, 2, 0, 1), weights[1]])

    def build_jax(self, jax):
        convolve = jax.lax.conv_general_dilated
        return lambda weights, x: convolve(x, weights[0], (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")) + weights[1]

    def build_tensorflow(self, tf):
        return lambda weights, x: tf.nn.bias_add(tf.nn.conv2d(x, weights[0], 1, "VALID"), weights[1])


class NormalizationLayer(Model):
    """`LayerNormalization()` over 64 features."""

    width = 64

    def initial_weights(self):
        return [np.ones(self.width, np.float32), np.zeros(self.width, np.float32)]

    def inputs(self, generator, rows):
        return generator.standard_normal((rows, self.width), np.float32)

    def build_keras(self, keras):
        layer = keras.layers.LayerNormalization()
        layer.build((None, self.width))
        return layer

    def build_torch(self, torch, weights):
        return holding(torch, torch.nn.LayerNorm(self.width, EPSILON), weights)

    def build_jax(self, jax):
        def forward(weights, x):
            centered = x - x.mean(-1, keepdims=True)
            variance = jax.numpy.square(centered).mean(-1, keepdims=True)
            return centered * jax.lax.rsqrt(variance + EPSILON) * weights[0] + weights[1]

        return forward

    def build_tensorflow(self, tf):
        def forward(weights, x):
            mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
            return tf.nn.batch_normalization(x, mean, variance, weights[1], weights[0], EPSILON)

        return forward


class EmbeddingLayer(Model):
    """`Embedding(1000, 64)` of sequences of 16 integers."""

    words = 1000
    width = 64
    length = 16

    def initial_weights(self):
        return [kernel(np.random.default_rng(0), (self.words, self.width), 1)]

    def inputs(self, generator, rows):
        return generator.integers(0, self.words, (rows, self.length), np.int32)

    def build_keras(self, keras):
        layer = keras.layers.Embedding(self.words, self.width)
        layer.build((None, self.length))
        return layer

    def build_torch(self, torch, weights):
        return holding(torch, torch.nn.Embedding(self.words, self.width), weights)

    def build_jax(self, jax):
        return lambda weights, x: jax.numpy.take(weights[0], x, axis=0)

    def build_tensorflow(self, tf):
        return lambda weights, x: tf.gather(weights[0], x)


class AttentionLayer(Model):
    """`MultiHeadAttention(4, 16)` of a sequence of 16 steps with itself."""

    length = 16
    width = 64
    heads = 4
    size = width // heads

    def initial_weights(self):
        generator = np.random.default_rng(0)
        weights = []
        for _ in ("query", "key", "value"):
            weights += [kernel(generator, (self.width, self.heads, self.size), self.width), np.zeros((self.heads, self.size), np.float32)]
        return [*weights, kernel(generator, (self.heads, self.size, self.width), self.width), np.zeros(self.width, np.float32)]

    def inputs(self, generator, rows):
        return generator.standard_normal((rows, self.length, self.width), np.float32)

    def build_keras(self, keras):
        layer = keras.layers.MultiHeadAttention(self.heads, self.size)
        shape = (None, self.length, self.width)
        layer.build(shape, shape)
        return layer

    def build_torch(self, torch, weights):
        class WithoutScores(torch.nn.MultiheadAttention):
            def forward(self, query, key):
                return super().forward(query, key, key, need_weights=False)[0]

        width = self.width
        kernels = np.concatenate([value.reshape(width, width) for value in weights[0:6:2]], axis=1)
        biases = np.concatenate([value.reshape(width) for value in weights[1:6:2]])
        module = WithoutScores(width, self.heads, batch_first=True)
        return holding(torch, module, [kernels.T, biases, weights[6].reshape(width, width).T, weights[7]])

    def build_jax(self, jax):
        jnp = jax.numpy

        def forward(weights, query, key):
            q, k, v = (
                jnp.einsum("btd,dhk->bthk", x, projection) + bias
                for x, projection, bias in zip((query, key, key), weights[0:6:2], weights[1:6:2], strict=True)
            )
            return jnp.einsum("bthk,hkd->btd", jax.nn.dot_product_attention(q, k, v), weights[6]) + weights[7]

        return forward

    def build_tensorflow(self, tf):
        def forward(weights, query, key):
            q, k, v = (
                tf.einsum("btd,dhk->bhtk", x, projection) + bias[:, tf.newaxis]
                for x, projection, bias in zip((query, key, key), weights[0:6:2], weights[1:6:2], strict=True)
            )
            attended = tf.matmul(tf.nn.softmax(tf.matmul(q * self.size**-0.5, k, transpose_b=True)), v)
            return tf.einsum("bhtk,hkd->btd", attended, weights[6]) + weights[7]

        return forward


class LstmLayer(Lstm):
    """`LSTM(64)` over 32 steps of 16 features; raw, its outputs at the last step."""

    def initial_weights(self):
        return super().initial_weights()[:3]

    def build_keras(self, keras):
        layer = keras.layers.LSTM(self.units)
        layer.build((None, self.length, self.features))
        return layer

    def build_torch(self, torch, weights):
        class LastOutput(torch.nn.LSTM):
            def forward(self, x):
                return super().forward(x)[0][:, -1]

        module = LastOutput(self.features, self.units, batch_first=True)
        return holding(torch, module, [weights[0].T, weights[1].T, weights[2], np.zeros_like(weights[2])])

    def build_jax(self, jax):
        return self.recurrence_jax(jax)

    def build_tensorflow(self, tf):
        return self.recurrence_tensorflow(tf)
