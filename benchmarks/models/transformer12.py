"""A deep stack of transformer encoders over feature vectors."""

import numpy as np

from benchmarks.models.model import CLASSES, Model, dense_weights, holding, kernel

EPSILON = 1e-3  # the default of LayerNormalization
PARAMETERS = 16  # arrays of a block


class DeepTransformer(Model):
    """Twelve pre-norm encoder blocks (Xiong et al., 2020), a mean over the steps and Dense."""

    depth = 12
    length = 64
    width = 128
    heads = 4
    hidden = 512

    @property
    def size(self) -> int:
        """Features of one head."""
        return self.width // self.heads

    def initial_weights(self):
        generator = np.random.default_rng(0)
        width, heads, size = self.width, self.heads, self.size
        weights = []
        for _ in range(self.depth):
            norm = [np.ones(width, np.float32), np.zeros(width, np.float32)]
            weights += norm
            for _ in ("query", "key", "value"):
                weights += [kernel(generator, (width, heads, size), width), np.zeros((heads, size), np.float32)]
            weights += [kernel(generator, (heads, size, width), width), np.zeros(width, np.float32)]
            weights += [*norm, *dense_weights(generator, width, self.hidden, width)]
        return weights + dense_weights(generator, width, CLASSES)

    def inputs(self, generator, rows):
        return generator.standard_normal((rows, self.length, self.width), np.float32)

    def build_keras(self, keras):
        layers = keras.layers
        inputs = x = layers.Input((self.length, self.width))
        for _ in range(self.depth):
            y = layers.LayerNormalization()(x)
            x = layers.Add()([x, layers.MultiHeadAttention(self.heads, self.size)(y, y)])
            y = layers.Dense(self.hidden, activation="relu")(layers.LayerNormalization()(x))
            x = layers.Add()([x, layers.Dense(self.width)(y)])
        return keras.Model(inputs, layers.Dense(CLASSES)(layers.GlobalAveragePooling1D()(x)))

    def build_torch(self, torch, weights):
        nn, functional = torch.nn, torch.nn.functional
        width, heads, size, hidden, length, depth = self.width, self.heads, self.size, self.hidden, self.length, self.depth

        class Block(nn.Module):
            def __init__(self):
                super().__init__()
                self.norm_1 = nn.LayerNorm(width, EPSILON)
                self.project = nn.Linear(width, 3 * width)
                self.merge = nn.Linear(width, width)
                self.norm_2 = nn.LayerNorm(width, EPSILON)
                self.widen = nn.Linear(width, hidden)
                self.narrow = nn.Linear(hidden, width)

            def forward(self, x):
                query, key, value = self.project(self.norm_1(x)).view(-1, length, 3, heads, size).permute(2, 0, 3, 1, 4)
                attended = functional.scaled_dot_product_attention(query, key, value)
                x = x + self.merge(attended.transpose(1, 2).reshape(-1, length, width))
                return x + self.narrow(functional.relu(self.widen(self.norm_2(x))))

        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                self.blocks = nn.Sequential(*(Block() for _ in range(depth)))
                self.dense = nn.Linear(width, CLASSES)

            def forward(self, x):
                return self.dense(self.blocks(x).mean(1))

        network = Network()
        values = []
        for start in range(0, depth * PARAMETERS, PARAMETERS):
            gamma, beta, q, q_bias, k, k_bias, v, v_bias, merge, *others = weights[start : start + PARAMETERS]
            kernels = np.concatenate([kernel.reshape(width, width) for kernel in (q, k, v)], axis=1)
            biases = np.concatenate([bias.reshape(width) for bias in (q_bias, k_bias, v_bias)])
            values += [gamma, beta, kernels.T, biases, merge.reshape(width, width).T, *(value.T for value in others)]
        values += [value.T for value in weights[-2:]]
        return holding(torch, network, values)

    def build_jax(self, jax):
        jnp = jax.numpy

        def normalize(x, gamma, beta):
            mean = x.mean(-1, keepdims=True)
            variance = jnp.square(x - mean).mean(-1, keepdims=True)
            return (x - mean) * (jax.lax.rsqrt(variance + EPSILON) * gamma) + beta

        def block(x, weights):
            gamma_1, beta_1, *projections, merge, merge_bias = weights[:10]
            gamma_2, beta_2, widen, widen_bias, narrow, narrow_bias = weights[10:]
            y = normalize(x, gamma_1, beta_1)
            query, key, value = (
                jnp.einsum("btd,dhk->bthk", y, projection) + bias
                for projection, bias in zip(projections[::2], projections[1::2], strict=True)
            )
            attended = jax.nn.dot_product_attention(query, key, value)
            x = x + jnp.einsum("bthk,hkd->btd", attended, merge) + merge_bias
            hidden = jax.nn.relu(normalize(x, gamma_2, beta_2) @ widen + widen_bias)
            return x + hidden @ narrow + narrow_bias

        def forward(weights, x):
            for start in range(0, self.depth * PARAMETERS, PARAMETERS):
                x = block(x, weights[start : start + PARAMETERS])
            return x.mean(1) @ weights[-2] + weights[-1]

        return forward

    def build_tensorflow(self, tf):
        def normalize(x, gamma, beta):
            mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
            return (x - mean) * (tf.math.rsqrt(variance + EPSILON) * gamma) + beta

        def block(x, weights):
            gamma_1, beta_1, *projections, merge, merge_bias = weights[:10]
            gamma_2, beta_2, widen, widen_bias, narrow, narrow_bias = weights[10:]
            y = normalize(x, gamma_1, beta_1)
            query, key, value = (
                tf.einsum("btd,dhk->bhtk", y, projection) + bias[:, tf.newaxis]
                for projection, bias in zip(projections[::2], projections[1::2], strict=True)
            )
            scores = tf.matmul(query * self.size**-0.5, key, transpose_b=True)
            attended = tf.matmul(tf.nn.softmax(scores), value)
            x = x + tf.einsum("bhtk,hkd->btd", attended, merge) + merge_bias
            hidden = tf.nn.relu(tf.tensordot(normalize(x, gamma_2, beta_2), widen, 1) + widen_bias)
            return x + tf.tensordot(hidden, narrow, 1) + narrow_bias

        def forward(weights, x):
            for start in range(0, self.depth * PARAMETERS, PARAMETERS):
                x = block(x, weights[start : start + PARAMETERS])
            return tf.matmul(tf.reduce_mean(x, 1), weights[-2]) + weights[-1]

        return forward
