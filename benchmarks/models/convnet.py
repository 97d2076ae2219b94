"""A small convnet on images of 28x28x1."""

import numpy as np

from benchmarks.models.model import CLASSES, Model, dense_weights, holding, kernel


class Convnet(Model):
    """Two convolutions of 3x3, each with ReLU and 2x2 max pooling, then Dense."""

    filters = (16, 32)
    side = 5  # of the feature map before Flatten: 28 -> 26 -> 13 -> 11 -> 5

    def initial_weights(self):
        generator = np.random.default_rng(0)
        weights = []
        for channels, filters in zip((1, *self.filters), self.filters):
            weights += [kernel(generator, (3, 3, channels, filters), 9 * channels), np.zeros(filters, np.float32)]
        return weights + dense_weights(generator, self.side**2 * self.filters[1], CLASSES)

    def inputs(self, generator, rows):
        return generator.random((rows, 28, 28, 1), np.float32)

    def build_keras(self, keras):
        layers = keras.layers
        return keras.Sequential(
            [
                layers.Input((28, 28, 1)),
                layers.Conv2D(self.filters[0], 3, activation="relu"),
                layers.MaxPooling2D(),
                layers.Conv2D(self.filters[1], 3, activation="relu"),
                layers.MaxPooling2D(),
                layers.Flatten(),
                layers.Dense(CLASSES),
            ]
        )

    def build_torch(self, torch, weights):
        nn = torch.nn

        class ChannelsFirst(nn.Module):
            def forward(self, x):
                return x.permute(0, 3, 1, 2)

        module = nn.Sequential(
            ChannelsFirst(),
            nn.Conv2d(1, self.filters[0], 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(self.filters[0], self.filters[1], 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(self.side**2 * self.filters[1], CLASSES),
        )
        conv_1, bias_1, conv_2, bias_2, dense, bias = weights
        # torch flattens channels first: the Dense kernel's rows are brought into that order.
        dense = dense.reshape(self.side, self.side, -1, CLASSES).transpose(3, 2, 0, 1).reshape(CLASSES, -1)
        values = [conv_1.transpose(3, 2, 0, 1), bias_1, conv_2.transpose(3, 2, 0, 1), bias_2, dense, bias]
        return holding(torch, module, values)

    def build_jax(self, jax):
        lax = jax.lax

        def block(x, filters, bias):
            x = lax.conv_general_dilated(x, filters, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
            return lax.reduce_window(jax.nn.relu(x + bias), -np.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

        def forward(weights, x):
            conv_1, bias_1, conv_2, bias_2, dense, bias = weights
            x = block(block(x, conv_1, bias_1), conv_2, bias_2)
            return x.reshape(x.shape[0], -1) @ dense + bias

        return forward

    def build_tensorflow(self, tf):
        def block(x, filters, bias):
            x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, filters, 1, "VALID"), bias))
            return tf.nn.max_pool2d(x, 2, 2, "VALID")

        def forward(weights, x):
            conv_1, bias_1, conv_2, bias_2, dense, bias = weights
            x = block(block(x, conv_1, bias_1), conv_2, bias_2)
            return tf.nn.bias_add(tf.matmul(tf.reshape(x, (x.shape[0], -1)), dense), bias)

        return forward
