"""A model as callbacks see it."""

import types

import numpy as np
import pytest


class FakeModel:
    def __init__(self):
        self.stop_training = False
        self.optimizer = types.SimpleNamespace(learning_rate=np.float32(0.5))
        self.weights = [np.zeros(2)]
        self.metrics = []
        self.saved = []

    def get_weights(self):
        return self.weights  # shares memory, as arrays of a framework may

    def set_weights(self, weights):
        self.weights = weights

    def save(self, path, overwrite):
        self.saved.append(("model", path))

    def save_weights(self, path, overwrite):
        self.saved.append(("weights", path))


@pytest.fixture
def model():
    return FakeModel()


@pytest.fixture
def run(model):
    """Runs callbacks over a list of logs, one for each epoch; returns the number of epochs until the training was stopped."""

    def run(callback, logs, batches=0):
        callback.set_model(model)
        callback.set_params({"epochs": len(logs), "steps": batches, "verbose": 0})
        callback.on_train_begin()
        for epoch, log in enumerate(logs):
            callback.on_epoch_begin(epoch)
            for batch in range(batches):
                callback.on_train_batch_begin(batch)
                callback.on_train_batch_end(batch, log)
            model.weights[0][:] = epoch
            callback.on_epoch_end(epoch, log)
            if model.stop_training:
                break
        callback.on_train_end()
        return epoch + 1

    return run
