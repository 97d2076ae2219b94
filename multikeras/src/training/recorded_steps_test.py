"""Training, evaluation and prediction from records of steps, beside the same as Python code."""

import numpy as np
import pytest

from multikeras.src import backend, layers, losses, optimizers
from multikeras.src.core import config
from multikeras.src.models.model import Model
from multikeras.src.models.sequential import Sequential
from multikeras.src.random.seed_generator import set_random_seed
from multikeras.src.training.callbacks.lambda_callback import LambdaCallback

pytestmark = pytest.mark.skipif(not backend.step.RECORDS, reason="steps are not recorded")

X = np.random.default_rng(0).standard_normal((90, 6)).astype("float32")
Y = np.random.default_rng(1).integers(0, 4, 90)


def classifier(*extra, optimizer="adam", jit_compile="auto"):
    set_random_seed(3)
    model = Sequential([layers.Input((6,)), layers.Dense(8, activation="relu"), *[make() for make in extra], layers.Dense(4)])
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"], jit_compile=jit_compile)
    return model


def recorded(model, kind="train"):
    step = model._functions[kind]
    return getattr(step, "step", step).recorded


def assert_same_weights(one, other):
    for x, y in zip(one.weights, other.weights, strict=True):
        np.testing.assert_array_equal(x.numpy(), y.numpy(), err_msg=x.path)


def pair(make, **fit):
    """Two models fitted alike, the first from records."""
    models = [make(jit_compile) for jit_compile in ("auto", False)]
    histories = []
    for model in models:
        set_random_seed(5)
        histories.append(model.fit(X, Y, batch_size=16, epochs=3, verbose=0, **fit).history)
    assert recorded(models[0])
    assert histories[0] == histories[1]
    assert_same_weights(*models)
    return models


def test_fit_evaluate_and_predict_give_the_same():
    model, twin = pair(
        lambda jit: classifier(lambda: layers.Dropout(0.3), layers.BatchNormalization, jit_compile=jit), validation_split=0.2
    )
    assert model.evaluate(X, Y, verbose=0) == twin.evaluate(X, Y, verbose=0)
    np.testing.assert_array_equal(model.predict(X, verbose=0), twin.predict(X, verbose=0))
    assert recorded(model, "test") and not recorded(twin, "test")


OPTIMIZERS = {
    "sgd": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "clipping": lambda: optimizers.SGD(0.1, global_clipnorm=0.5),
    "adam": lambda: optimizers.Adam(optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)),
    "adamw": lambda: optimizers.AdamW(0.01, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=4),
    "accumulation": lambda: optimizers.Adam(0.01, gradient_accumulation_steps=3),
    "loss scale": lambda: optimizers.LossScaleOptimizer(optimizers.SGD(0.1), dynamic_growth_steps=4),
    "ftrl": lambda: optimizers.Ftrl(0.1),
    "adafactor": lambda: optimizers.Adafactor(0.1),
    "muon": lambda: optimizers.Muon(0.01),
    "lamb": lambda: optimizers.Lamb(0.1),
    "schedule free": lambda: optimizers.ScheduleFreeAdamW(0.1),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name):
    pair(lambda jit: classifier(optimizer=OPTIMIZERS[name](), jit_compile=jit))


def test_sample_weights_several_outputs_and_regularizers():
    def make(jit_compile):
        set_random_seed(3)
        inputs = layers.Input((6,))
        hidden = layers.Dense(8, "gelu", kernel_regularizer="l2", activity_regularizer="l1")(inputs)
        model = Model(inputs, {"a": layers.Dense(4, "softmax")(hidden), "b": layers.Dense(1)(hidden)})
        model.compile(
            "rmsprop", {"a": "sparse_categorical_crossentropy", "b": "mae"}, loss_weights={"a": 1.0, "b": 0.5}, jit_compile=jit_compile
        )
        return model

    models = [make("auto"), make(False)]
    targets = {"a": Y, "b": X[:, :1]}
    logs = [m.fit(X, targets, shuffle=False, batch_size=16, epochs=3, verbose=0, sample_weight=abs(X[:, 0])).history for m in models]
    assert recorded(models[0])
    assert logs[0] == logs[1]
    assert_same_weights(*models)


def test_mixed_float16():
    def make(jit_compile):
        set_random_seed(3)
        model = Sequential([layers.Input((6,)), layers.Dense(8, "relu", dtype="mixed_float16"), layers.Dense(4, dtype="mixed_float16")])
        model.compile("sgd", losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=jit_compile)
        return model

    pair(make)


@pytest.mark.parametrize(
    "change",
    [
        lambda model: setattr(model.layers[1], "rate", 0.9),
        lambda model: setattr(model.layers[0], "trainable", False),
        lambda model: setattr(model.optimizer, "learning_rate", 0.5),
        lambda model: setattr(model.layers[0].kernel._value, "data", model.layers[0].kernel._value.data * 2),
        lambda model: model.set_weights([w * 0.5 for w in model.get_weights()]),
        lambda model: config.set_rng("portable"),
    ],
    ids=["rate", "trainable", "learning_rate", "data", "weights", "rng"],
)
def test_changes_between_epochs_count(change):
    callbacks = [LambdaCallback(on_epoch_end=lambda epoch, logs: change(models[-1]))]
    models = []
    for jit_compile in ("auto", False):
        models.append(classifier(lambda: layers.Dropout(0.1), optimizer="sgd", jit_compile=jit_compile))
        try:
            models[-1].fit(X, Y, batch_size=16, epochs=3, verbose=0, callbacks=callbacks)
        finally:
            config.set_rng("native")
    assert_same_weights(*models)


def test_predictions_see_new_weights():
    model = classifier()
    for factor in (1, 1, 1, 1, 3, 5):
        model.set_weights([factor * w for w in model.get_weights()])
        np.testing.assert_allclose(model.predict(X, verbose=0), backend.to_numpy(model(X)), rtol=1e-5)
    assert recorded(model, "predict")


def test_what_reads_values_is_not_recorded():
    import torch

    def step(batch):
        return batch[0] * float(batch[0].sum())

    run = backend.step.compile_step(step, [], repeats=lambda: True)
    for i in range(5):
        x = torch.full((3,), float(i))
        np.testing.assert_array_equal(run((x,)), x * 3 * i)
    assert not run.recorded and "values" in run.failure


def test_numbers_that_change_from_run_to_run_are_not_recorded():
    import torch

    count = 0

    def step(batch):
        nonlocal count
        count += 1
        return batch[0] + count

    run = backend.step.compile_step(step, [], repeats=lambda: True)
    results = [float(run((torch.zeros(()),))) for _ in range(12)]
    assert results == list(range(1, 13))
    assert not run.recorded and "same" in run.failure


def test_memory_that_the_step_has_not_made_is_not_written_into():
    import torch

    held = torch.zeros(3)
    run = backend.step.compile_step(lambda batch: held.view(3).add_(batch[0]).clone(), [], repeats=lambda: True)
    assert [float(run((torch.ones(3),))[0]) for _ in range(6)] == [1, 2, 3, 4, 5, 6]
    assert not run.recorded


def test_results_belong_to_who_gets_them():
    import torch

    run = backend.step.compile_step(lambda batch: torch.ones_like(batch[0][0]) * 2, [], repeats=lambda: True)
    for _ in range(6):
        result = run((torch.zeros(2, 3),))
        np.testing.assert_array_equal(result, 2)
        result += 1
    assert run.recorded


def test_many_shapes_are_not_recorded():
    import torch

    run = backend.step.compile_step(lambda batch: batch[0].sum(0), [], repeats=lambda: True)
    for size in range(1, 30):
        for _ in range(4):
            np.testing.assert_array_equal(run((torch.ones(size, 2),)), size)
    assert len(run._programs) == 8


@pytest.mark.parametrize("constant", [np.nan, True, 3, 1j, np.uint32(7), np.float16(0.5)], ids=str)
def test_constants_of_any_dtype(constant):
    import torch

    run = backend.step.compile_step(
        lambda batch: torch.where(batch[0] > 0, torch.from_numpy(np.array(constant)), 0), [], repeats=lambda: True
    )
    for i in range(6):
        np.testing.assert_array_equal(run((torch.tensor([i - 2.5]),)), [constant if i > 2 else 0])
    assert run.recorded
