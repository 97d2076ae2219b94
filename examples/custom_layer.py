"""A layer and a model of your own, trained on real data.

    python examples/custom_layer.py

The layer is a gated linear unit, the model a small residual network of them; the data are the digits of scikit-learn.
"""

import os
import tempfile

import numpy as np
from sklearn.datasets import load_digits

import multikeras
from multikeras import layers, ops


@multikeras.saving.register_keras_serializable("examples")
class GatedLinear(layers.Layer):
    """`(x @ value) * sigmoid(x @ gate)` (Dauphin et al., 2017)."""

    def __init__(self, units: int, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        shape = (input_shape[-1], self.units)
        self.value = self.add_weight(shape=shape, name="value")
        self.gate = self.add_weight(shape=shape, name="gate")

    def call(self, inputs):
        return ops.matmul(inputs, self.value) * ops.sigmoid(ops.matmul(inputs, self.gate))


@multikeras.saving.register_keras_serializable("examples")
class ResidualNetwork(multikeras.Model):
    """Gated layers with a connection around each. Its config is the constructor call: nothing more need be written."""

    def __init__(self, width: int = 64, depth: int = 3, classes: int = 10, **kwargs):
        super().__init__(**kwargs)
        self.stem = layers.Dense(width)
        self.blocks = [GatedLinear(width) for _ in range(depth)]
        self.norms = [layers.LayerNormalization() for _ in range(depth)]
        self.head = layers.Dense(classes)

    def call(self, inputs):
        x = self.stem(inputs)
        for block, norm in zip(self.blocks, self.norms, strict=True):
            x = x + block(norm(x))
        return self.head(x)


def main() -> None:
    multikeras.utils.set_random_seed(1)
    digits = load_digits()
    x, y = digits.data.astype("float32") / 16, digits.target
    model = ResidualNetwork(width=32, depth=2)
    model.compile(
        optimizer=multikeras.optimizers.AdamW(3e-3),
        loss=multikeras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(x[:1400], y[:1400], epochs=8, verbose=2)
    model.summary()
    accuracy = model.evaluate(x[1400:], y[1400:], verbose=0, return_dict=True)["accuracy"]
    print(f"Test accuracy: {accuracy:.2%}")

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "residual.keras")
        model.save(path)
        again = multikeras.saving.load_model(path)
    np.testing.assert_allclose(again.predict(x[:8], verbose=0), model.predict(x[:8], verbose=0), rtol=1e-6)
    print("Saved and loaded: equal predictions.")


if __name__ == "__main__":
    main()
