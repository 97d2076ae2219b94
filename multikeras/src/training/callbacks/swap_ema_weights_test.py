import numpy as np
import pytest

from multikeras.src.layers import Dense
from multikeras.src.models.sequential import Sequential
from multikeras.src.optimizers import SGD, LossScaleOptimizer
from multikeras.src.training.callbacks.lambda_callback import LambdaCallback
from multikeras.src.training.callbacks.swap_ema_weights import SwapEMAWeights

pytestmark = pytest.mark.requires_trainable_backend

X, Y = np.linspace(-1, 1, 24).reshape(8, 3).astype("float32"), np.ones((8, 1), "float32")


def make_model(**kwargs):
    model = Sequential([Dense(1, kernel_initializer="ones")])
    model.compile(SGD(0.1, use_ema=True, ema_momentum=0.9), "mse", **kwargs)
    model.build((None, 3))
    return model


def kernel(model):
    return np.array(model.layers[0].kernel.numpy())


def average(model):
    return np.array(model.optimizer.averaged[0][1].numpy())


def test_averages_are_in_the_model_while_it_is_evaluated_and_predicts():
    model, seen = make_model(), []
    look = LambdaCallback(
        on_test_begin=lambda logs: seen.append((kernel(model), average(model))),
        on_predict_begin=lambda logs: seen.append((kernel(model), average(model))),
    )
    model.fit(X, Y, epochs=2, batch_size=4, shuffle=False, verbose=0)
    model.layers[0].kernel.assign(np.full((3, 1), 5.0))
    model.evaluate(X, Y, verbose=0, callbacks=[SwapEMAWeights(), look])
    model.predict(X, verbose=0, callbacks=[SwapEMAWeights(), look])
    assert len(seen) == 2
    for in_model, averages in seen:
        np.testing.assert_array_equal(in_model, averages)
    np.testing.assert_array_equal(kernel(model), np.full((3, 1), 5.0))


@pytest.mark.parametrize("swap_on_epoch", [False, True])
def test_training_goes_on_as_without_the_callback_and_ends_with_the_averages(swap_on_epoch):
    plain, swapped, in_training, at_epoch_end = make_model(), make_model(), [], []
    plain.fit(X, Y, epochs=3, batch_size=4, shuffle=False, verbose=0)
    keep = LambdaCallback(
        on_train_batch_end=lambda batch, logs: in_training.append(kernel(swapped)),
        on_epoch_end=lambda epoch, logs: at_epoch_end.append((kernel(swapped), average(swapped))),
    )
    callbacks = [SwapEMAWeights(swap_on_epoch), keep]
    swapped.fit(X, Y, epochs=3, batch_size=4, shuffle=False, verbose=0, validation_data=(X, Y), callbacks=callbacks)
    np.testing.assert_array_equal(kernel(swapped), kernel(plain))
    for epoch, (in_model, averages) in enumerate(at_epoch_end):
        np.testing.assert_array_equal(in_model, averages if swap_on_epoch else in_training[2 * epoch + 1])


def test_averages_of_an_optimizer_that_scales_the_loss():
    model = Sequential([Dense(1)])
    model.compile(LossScaleOptimizer(SGD(0.1, use_ema=True, ema_momentum=0.9)), "mse")
    seen = []
    look = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append((kernel(model), average(model))))
    model.fit(X, Y, verbose=0, callbacks=[SwapEMAWeights(swap_on_epoch=True), look])
    np.testing.assert_array_equal(*seen[0])


def test_optimizer_without_averages():
    model = Sequential([Dense(1)])
    model.compile(SGD(), "mse")
    with pytest.raises(ValueError, match="SwapEMAWeights needs a model compiled with an optimizer that has use_ema=True"):
        model.evaluate(X, Y, verbose=0, callbacks=[SwapEMAWeights()])


def test_an_interruption_leaves_the_weights_of_training():
    def interrupt(logs):
        raise KeyboardInterrupt

    model = make_model()
    model.fit(X, Y, epochs=2, batch_size=4, shuffle=False, verbose=0)
    before = kernel(model)
    with pytest.raises(KeyboardInterrupt):
        model.evaluate(X, Y, verbose=0, callbacks=[SwapEMAWeights(), LambdaCallback(on_test_begin=interrupt)])
    np.testing.assert_array_equal(kernel(model), before)
