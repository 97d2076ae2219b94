"""Take a trained model's features to another task: freeze, put a new head on, train, unfreeze, fine-tune.

    python examples/transfer_learning.py

A convnet learns the digits 0 to 4; what it has learned then serves to tell 5 to 9 apart from 25 examples of each.
"""

import os
import tempfile

import numpy as np
from sklearn.datasets import load_digits

import multikeras
from multikeras import layers


def main() -> None:
    multikeras.utils.set_random_seed(3)
    digits = load_digits()
    x, y = digits.images[..., None].astype("float32") / 16, digits.target
    low, high = y < 5, y >= 5

    inputs = multikeras.Input((8, 8, 1))
    h = layers.Conv2D(16, 3, padding="same", activation="relu")(inputs)
    h = layers.MaxPooling2D()(h)
    h = layers.Conv2D(32, 3, padding="same", activation="relu")(h)
    h = layers.GlobalAveragePooling2D(name="features")(h)
    base = multikeras.Model(inputs, layers.Dense(5, activation="softmax")(h))
    base.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    base.fit(x[low], y[low], epochs=12, verbose=2)

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "base.keras")
        base.save(path)
        loaded = multikeras.saving.load_model(path)
    features = multikeras.Model(loaded.input, loaded.get_layer("features").output)

    features.trainable = False
    model = multikeras.Sequential([features, layers.Dense(5, activation="softmax")])
    x_high, y_high = x[high], y[high] - 5
    few = np.concatenate([np.flatnonzero(y_high == c)[:25] for c in range(5)])
    rest = np.setdiff1d(np.arange(len(y_high)), few)
    frozen = [w.copy() for w in features.get_weights()]
    model.compile(multikeras.optimizers.Adam(1e-2), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_high[few], y_high[few], epochs=60, verbose=0)
    print(f"With frozen features: {model.evaluate(x_high[rest], y_high[rest], verbose=0)[1]:.1%} right")
    assert all(np.array_equal(a, b) for a, b in zip(frozen, features.get_weights(), strict=True))

    features.trainable = True
    model.compile(multikeras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_high[few], y_high[few], epochs=40, verbose=0)
    print(f"After fine-tuning: {model.evaluate(x_high[rest], y_high[rest], verbose=0)[1]:.1%} right")


if __name__ == "__main__":
    main()
