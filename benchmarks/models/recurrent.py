"""Recurrent layers over short sequences."""

import numpy as np

from benchmarks.models.model import CLASSES, Model, dense_weights, kernel


class Recurrent(Model):
    """What the two have in common: the sequences."""

    length = 32
    features = 16
    units = 64
    xla_in_tensorflow = True

    def inputs(self, generator, rows):
        return generator.standard_normal((rows, self.length, self.features), np.float32)


class Lstm(Recurrent):
    """LSTM (Hochreiter and Schmidhuber, 1997), then Dense on its last output; gates: input, forget, cell, output."""

    def initial_weights(self):
        generator = np.random.default_rng(0)
        return [
            kernel(generator, (self.features, 4 * self.units), self.features),
            kernel(generator, (self.units, 4 * self.units), self.units),
            np.zeros(4 * self.units, np.float32),
            *dense_weights(generator, self.units, CLASSES),
        ]

    def build_keras(self, keras):
        layers = keras.layers
        return keras.Sequential([layers.Input((self.length, self.features)), layers.LSTM(self.units), layers.Dense(CLASSES)])

    def build_torch(self, torch, weights):
        nn = torch.nn
        features, units = self.features, self.units

        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                self.lstm = nn.LSTM(features, units, batch_first=True)
                self.dense = nn.Linear(units, CLASSES)

            def forward(self, x):
                return self.dense(self.lstm(x)[0][:, -1])

        network = Network()
        kernel_x, kernel_h, bias_h, dense, bias = weights
        values = {
            "lstm.weight_ih_l0": kernel_x.T,
            "lstm.weight_hh_l0": kernel_h.T,
            "lstm.bias_ih_l0": bias_h,
            "lstm.bias_hh_l0": np.zeros_like(bias_h),
            "dense.weight": dense.T,
            "dense.bias": bias,
        }
        network.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in values.items()})
        # torch adds two biases; training both would double the learning rate of their sum.
        network.lstm.bias_hh_l0.requires_grad_(False)
        return network

    def build_jax(self, jax):
        recurrence = self.recurrence_jax(jax)
        return lambda weights, x: recurrence(weights[:3], x) @ weights[3] + weights[4]

    def recurrence_jax(self, jax):
        """The last output alone."""
        jnp = jax.numpy

        def forward(weights, x):
            kernel_x, kernel_h, bias_h = weights

            def cell(state, x):
                hidden, memory = state
                # Both products inside the loop: on CPU this beats one large product before it by a third.
                i, f, g, o = jnp.split(x @ kernel_x + hidden @ kernel_h + bias_h, 4, axis=-1)
                memory = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
                hidden = jax.nn.sigmoid(o) * jnp.tanh(memory)
                return (hidden, memory), None

            zeros = jnp.zeros((x.shape[0], kernel_h.shape[0]), x.dtype)
            (hidden, _), _ = jax.lax.scan(cell, (zeros, zeros), x.transpose(1, 0, 2))
            return hidden

        return forward

    def build_tensorflow(self, tf):
        recurrence = self.recurrence_tensorflow(tf)
        return lambda weights, x: recurrence(weights[:3], x) @ weights[3] + weights[4]

    def recurrence_tensorflow(self, tf):
        """The last output alone."""

        def forward(weights, x):
            kernel_x, kernel_h, bias_h = weights
            steps = tf.transpose(x, (1, 0, 2))

            def cell(step, hidden, memory):
                i, f, g, o = tf.split(steps[step] @ kernel_x + hidden @ kernel_h + bias_h, 4, axis=-1)
                memory = tf.sigmoid(f) * memory + tf.sigmoid(i) * tf.tanh(g)
                return step + 1, tf.sigmoid(o) * tf.tanh(memory), memory

            zeros = tf.zeros((x.shape[0], self.units))
            _, hidden, _ = tf.while_loop(lambda step, *_: step < self.length, cell, (0, zeros, zeros), maximum_iterations=self.length)
            return hidden

        return forward


class Gru(Recurrent):
    """GRU (Cho et al., 2014) with the reset gate after the product, then Dense on its last output; gates: update, reset, candidate."""

    def initial_weights(self):
        generator = np.random.default_rng(0)
        return [
            kernel(generator, (self.features, 3 * self.units), self.features),
            kernel(generator, (self.units, 3 * self.units), self.units),
            np.zeros((2, 3 * self.units), np.float32),
            *dense_weights(generator, self.units, CLASSES),
        ]

    def build_keras(self, keras):
        layers = keras.layers
        return keras.Sequential([layers.Input((self.length, self.features)), layers.GRU(self.units), layers.Dense(CLASSES)])

    def build_torch(self, torch, weights):
        nn = torch.nn
        features, units = self.features, self.units

        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                self.gru = nn.GRU(features, units, batch_first=True)
                self.dense = nn.Linear(units, CLASSES)

            def forward(self, x):
                return self.dense(self.gru(x)[0][:, -1])

        def reordered(x):  # torch's gates: reset, update, candidate
            z, r, n = np.split(x, 3, axis=-1)
            return np.concatenate([r, z, n], axis=-1)

        network = Network()
        kernel_x, kernel_h, bias_h, dense, bias = weights
        values = {
            "gru.weight_ih_l0": reordered(kernel_x).T,
            "gru.weight_hh_l0": reordered(kernel_h).T,
            "gru.bias_ih_l0": reordered(bias_h[0]),
            "gru.bias_hh_l0": reordered(bias_h[1]),
            "dense.weight": dense.T,
            "dense.bias": bias,
        }
        network.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in values.items()})
        return network

    def build_jax(self, jax):
        jnp = jax.numpy

        def forward(weights, x):
            kernel_x, kernel_h, bias_h, dense, bias = weights

            def cell(hidden, x):
                xz, xr, xn = jnp.split(x @ kernel_x + bias_h[0], 3, axis=-1)
                hz, hr, hn = jnp.split(hidden @ kernel_h + bias_h[1], 3, axis=-1)
                z, r = jax.nn.sigmoid(xz + hz), jax.nn.sigmoid(xr + hr)
                return z * hidden + (1 - z) * jnp.tanh(xn + r * hn), None

            zeros = jnp.zeros((x.shape[0], kernel_h.shape[0]), x.dtype)
            hidden, _ = jax.lax.scan(cell, zeros, x.transpose(1, 0, 2))
            return hidden @ dense + bias

        return forward

    def build_tensorflow(self, tf):
        def forward(weights, x):
            kernel_x, kernel_h, bias_h, dense, bias = weights
            steps = tf.transpose(x, (1, 0, 2))

            def cell(step, hidden):
                xz, xr, xn = tf.split(steps[step] @ kernel_x + bias_h[0], 3, axis=-1)
                hz, hr, hn = tf.split(hidden @ kernel_h + bias_h[1], 3, axis=-1)
                z, r = tf.sigmoid(xz + hz), tf.sigmoid(xr + hr)
                return step + 1, z * hidden + (1 - z) * tf.tanh(xn + r * hn)

            zeros = tf.zeros((x.shape[0], self.units))
            _, hidden = tf.while_loop(lambda step, _: step < self.length, cell, (0, zeros), maximum_iterations=self.length)
            return hidden @ dense + bias

        return forward
