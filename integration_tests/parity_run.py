"""Train three models for 50 steps from one seed, and print their losses and digests of their weights as JSON.

Run by `training_parity_test.py` in processes of their own. The argument says how random numbers are drawn: `portable`, to compare
backends, or `native`.
"""

import hashlib
import json
import sys

import numpy as np

import multikeras
from multikeras import layers

STEPS, BATCH = 50, 16


def mlp() -> multikeras.Model:
    return multikeras.Sequential(
        [
            multikeras.Input((20,)),
            layers.Dense(32, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(32, activation="tanh"),
            layers.Dropout(0.2),
            layers.Dense(4),
        ]
    )


def convnet() -> multikeras.Model:
    return multikeras.Sequential(
        [
            multikeras.Input((8, 8, 2)),
            layers.Conv2D(8, 3, padding="same"),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, padding="same"),
            layers.BatchNormalization(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(4),
        ]
    )


def transformer() -> multikeras.Model:
    tokens = multikeras.Input((12,), dtype="int32")
    x = layers.Embedding(30, 16)(tokens)
    attended = layers.MultiHeadAttention(2, 8, dropout=0.1)(x, x)
    x = layers.LayerNormalization()(layers.Add()([x, attended]))
    hidden = layers.Dense(16)(layers.Dense(32, activation="gelu")(x))
    x = layers.LayerNormalization()(layers.Add()([x, layers.Dropout(0.1)(hidden)]))
    return multikeras.Model(tokens, layers.Dense(4)(layers.Flatten()(x)))


def data(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Samples whose class can be learned."""
    rng = np.random.default_rng(7)
    rows = STEPS * BATCH
    if name == "transformer":
        x = rng.integers(0, 30, (rows, 12))
        return x, x[:, 0] % 4
    x = rng.normal(size=(rows, 20) if name == "mlp" else (rows, 8, 8, 2)).astype("float32")
    y = rng.integers(0, 4, rows)
    if name == "mlp":
        x[:, :4] += 2 * np.eye(4, dtype="float32")[y]
    else:
        x += y[:, None, None, None].astype("float32") / 2
    return x, y


class Losses(multikeras.callbacks.Callback):
    """The running mean of the loss after each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[float] = []

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self.values.append(logs["loss"])


def digest(model: multikeras.Model) -> str:
    return hashlib.sha256(b"".join(weights.tobytes() for weights in model.get_weights())).hexdigest()


def main(rng: str) -> None:
    multikeras.config.set_rng(rng)
    multikeras.config.enable_determinism()
    found = {}
    for name, build in {"mlp": mlp, "convnet": convnet, "transformer": transformer}.items():
        multikeras.utils.set_random_seed(123)
        model = build()
        initial_weights = digest(model)
        model.compile(
            optimizer=multikeras.optimizers.Adam(1e-3),
            loss=multikeras.losses.SparseCategoricalCrossentropy(from_logits=True),
        )
        losses = Losses()
        model.fit(*data(name), batch_size=BATCH, epochs=1, verbose=0, callbacks=[losses])
        found[name] = {"initial_weights": initial_weights, "losses": losses.values, "weights": digest(model)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
