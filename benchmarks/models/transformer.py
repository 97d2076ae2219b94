"""One small transformer block over tokens."""

import numpy as np

from benchmarks.models.model import CLASSES, Model, dense_weights, kernel

EPSILON = 1e-3  # the default of LayerNormalization


class Transformer(Model):
    """Embedding, then one post-norm encoder block (Vaswani et al., 2017), Flatten and Dense."""

    vocabulary = 1000
    length = 32
    width = 64
    heads = 4
    hidden = 128

    @property
    def size(self) -> int:
        """Features of one head."""
        return self.width // self.heads

    def initial_weights(self):
        generator = np.random.default_rng(0)
        width, heads, size = self.width, self.heads, self.size
        norm = [np.ones(width, np.float32), np.zeros(width, np.float32)]
        projections = []
        for _ in ("query", "key", "value"):
            projections += [kernel(generator, (width, heads, size), width), np.zeros((heads, size), np.float32)]
        return [
            kernel(generator, (self.vocabulary, width), 1),
            *projections,
            kernel(generator, (heads, size, width), width),
            np.zeros(width, np.float32),
            *norm,
            *dense_weights(generator, width, self.hidden, width),
            *norm,
            *dense_weights(generator, self.length * width, CLASSES),
        ]

    def inputs(self, generator, rows):
        return generator.integers(0, self.vocabulary, (rows, self.length), np.int32)

    def build_keras(self, keras):
        layers = keras.layers
        tokens = layers.Input((self.length,), dtype="int32")
        x = layers.Embedding(self.vocabulary, self.width)(tokens)
        attended = layers.MultiHeadAttention(self.heads, self.size)(x, x)
        x = layers.LayerNormalization()(layers.Add()([x, attended]))
        hidden = layers.Dense(self.hidden, activation="relu")(x)
        x = layers.LayerNormalization()(layers.Add()([x, layers.Dense(self.width)(hidden)]))
        return keras.Model(tokens, layers.Dense(CLASSES)(layers.Flatten()(x)))

    def build_torch(self, torch, weights):
        nn, functional = torch.nn, torch.nn.functional
        vocabulary, width, heads, size, hidden, length = (
            self.vocabulary,
            self.width,
            self.heads,
            self.size,
            self.hidden,
            self.length,
        )

        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                self.embedding = nn.Embedding(vocabulary, width)
                self.project = nn.Linear(width, 3 * width)
                self.merge = nn.Linear(width, width)
                self.norm_1 = nn.LayerNorm(width, EPSILON)
                self.widen = nn.Linear(width, hidden)
                self.narrow = nn.Linear(hidden, width)
                self.norm_2 = nn.LayerNorm(width, EPSILON)
                self.dense = nn.Linear(length * width, CLASSES)

            def forward(self, tokens):
                x = self.embedding(tokens)
                query, key, value = self.project(x).view(-1, length, 3, heads, size).permute(2, 0, 3, 1, 4)
                attended = functional.scaled_dot_product_attention(query, key, value)
                x = self.norm_1(x + self.merge(attended.transpose(1, 2).reshape(-1, length, width)))
                x = self.norm_2(x + self.narrow(functional.relu(self.widen(x))))
                return self.dense(x.flatten(1))

        network = Network()
        table, q, q_bias, k, k_bias, v, v_bias, merge, *others = weights
        kernels = np.concatenate([kernel.reshape(width, width) for kernel in (q, k, v)], axis=1)
        biases = np.concatenate([bias.reshape(width) for bias in (q_bias, k_bias, v_bias)])
        values = [table, kernels.T, biases, merge.reshape(width, width).T, *(value.T for value in others)]
        with torch.no_grad():
            for parameter, value in zip(network.parameters(), values, strict=True):
                parameter.copy_(torch.from_numpy(np.ascontiguousarray(value)))
        return network

    def build_jax(self, jax):
        jnp = jax.numpy

        def normalize(x, gamma, beta):
            mean = x.mean(-1, keepdims=True)
            variance = jnp.square(x - mean).mean(-1, keepdims=True)
            return (x - mean) * (jax.lax.rsqrt(variance + EPSILON) * gamma) + beta

        def forward(weights, tokens):
            table, *projections, merge, merge_bias = weights[:9]
            gamma_1, beta_1, widen, widen_bias, narrow, narrow_bias, gamma_2, beta_2, dense, bias = weights[9:]
            x = table[tokens]
            query, key, value = (
                jnp.einsum("btd,dhk->bthk", x, projection) + projection_bias
                for projection, projection_bias in zip(projections[::2], projections[1::2])
            )
            attended = jax.nn.dot_product_attention(query, key, value)
            x = normalize(x + jnp.einsum("bthk,hkd->btd", attended, merge) + merge_bias, gamma_1, beta_1)
            hidden = jax.nn.relu(x @ widen + widen_bias)
            x = normalize(x + hidden @ narrow + narrow_bias, gamma_2, beta_2)
            return x.reshape(x.shape[0], -1) @ dense + bias

        return forward

    def build_tensorflow(self, tf):
        def normalize(x, gamma, beta):
            mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
            return (x - mean) * (tf.math.rsqrt(variance + EPSILON) * gamma) + beta

        def forward(weights, tokens):
            table, *projections, merge, merge_bias = weights[:9]
            gamma_1, beta_1, widen, widen_bias, narrow, narrow_bias, gamma_2, beta_2, dense, bias = weights[9:]
            x = tf.gather(table, tokens)
            query, key, value = (
                tf.einsum("btd,dhk->bhtk", x, projection) + projection_bias[:, tf.newaxis]
                for projection, projection_bias in zip(projections[::2], projections[1::2])
            )
            scores = tf.matmul(query * self.size**-0.5, key, transpose_b=True)
            attended = tf.matmul(tf.nn.softmax(scores), value)
            x = normalize(x + tf.einsum("bhtk,hkd->btd", attended, merge) + merge_bias, gamma_1, beta_1)
            hidden = tf.nn.relu(tf.tensordot(x, widen, 1) + widen_bias)
            x = normalize(x + tf.tensordot(hidden, narrow, 1) + narrow_bias, gamma_2, beta_2)
            return tf.matmul(tf.reshape(x, (x.shape[0], -1)), dense) + bias

        return forward
