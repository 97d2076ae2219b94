"""Train a small convolutional network on handwritten digits, save it, load it, and see that nothing was lost.

    python examples/quickstart.py
    KERAS_BACKEND=torch python examples/quickstart.py

The data are the 1,797 scanned digits that ship with scikit-learn, 8 x 8 pixels each.
"""

import pathlib
import tempfile
import time

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

import multikeras
from multikeras import layers

print(f"multikeras {multikeras.__version__} on the {multikeras.config.backend()} backend.")
print("Another one: KERAS_BACKEND=jax, torch or tensorflow in front of the command, once it is installed.\n")

start = time.perf_counter()
multikeras.utils.set_random_seed(0)

digits = load_digits()
images = digits.images[..., None].astype("float32") / 16
x_train, x_test, y_train, y_test = train_test_split(images, digits.target, test_size=0.2, random_state=0, stratify=digits.target)
print(f"{len(x_train)} images to learn from, {len(x_test)} to test on.\n")

model = multikeras.Sequential(
    [
        multikeras.Input((8, 8, 1)),
        layers.Conv2D(32, 3, padding="same", activation="relu"),
        layers.BatchNormalization(momentum=0.9),
        layers.MaxPooling2D(),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
        layers.BatchNormalization(momentum=0.9),
        layers.GlobalAveragePooling2D(),
        layers.Dropout(0.2),
        layers.Dense(10, activation="softmax"),
    ],
    name="digits",
)
model.summary()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=15, validation_split=0.1)

loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"\nTest accuracy: {accuracy:.2%}")

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "digits.keras"
    model.save(path)
    loaded = multikeras.saving.load_model(path)
    print(f"Saved and loaded again: {path.stat().st_size / 1024:.0f} KB")

before, after = model.predict(x_test, verbose=0), loaded.predict(x_test, verbose=0)
np.testing.assert_array_equal(before, after)
print("The loaded model gives the same predictions.")
print(f"All of it took {time.perf_counter() - start:.0f} seconds.")

if accuracy < 0.97:
    raise SystemExit(f"The test accuracy should be above 97 %, but is {accuracy:.2%}.")
