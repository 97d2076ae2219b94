"""Kernels against the formulas that they stand for."""

import numpy as np
import pytest

from multikeras.src import backend, ops, optimizers

tf = pytest.importorskip("tensorflow")

pytestmark = pytest.mark.skipif(backend.NAME != "tensorflow", reason="These are kernels of the TensorFlow backend.")

MAKERS = [
    lambda: optimizers.SGD(0.1, weight_decay=0.2),
    lambda: optimizers.SGD(0.1, momentum=0.9),
    lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    lambda: optimizers.AdamW(0.1, weight_decay=0.2),
    lambda: optimizers.Adam(0.1),
    lambda: optimizers.Adamax(0.1),
    lambda: optimizers.Adadelta(0.1),
    lambda: optimizers.Ftrl(0.1, l1_regularization_strength=0.1, l2_regularization_strength=0.1, beta=0.1),
    lambda: optimizers.Ftrl(0.1, learning_rate_power=-0.4, l2_shrinkage_regularization_strength=0.1),
]


@pytest.mark.parametrize("way", ["eager", "graph", "xla"])
@pytest.mark.parametrize("make", MAKERS)
def test_kernel_and_formula_agree(make, way, monkeypatch):
    def trained():
        rng = np.random.default_rng(0)
        variables = [backend.Variable(rng.normal(size=shape).astype("float32"), name="w") for shape in ((7, 3), (3,), ())]
        optimizer = make()
        optimizer.build(variables)
        step = backend.step.compile_step(lambda g: optimizer.apply(g, variables) or {}, [], eager=way == "eager", jit=way == "xla")
        for _ in range(20):
            step([ops.convert_to_tensor(rng.normal(size=v.shape), dtype="float32") for v in variables])
        return [v.numpy() for v in (*variables, *optimizer.variables)]

    by_kernel = trained()
    monkeypatch.setattr(backend.step, "update_all", lambda *arguments: False)
    for a, b in zip(by_kernel, trained(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    "make",
    [
        lambda: optimizers.SGD(0.1),
        lambda: optimizers.SGD(0.1, weight_decay=0.1),
        lambda: optimizers.SGD(0.1, momentum=0.9),
        lambda: optimizers.SGD(0.1, clipnorm=0.1),
        lambda: optimizers.Adam(0.1),
        lambda: optimizers.SGD(0.1, gradient_accumulation_steps=2),
        lambda: optimizers.SGD(0.1, use_ema=True),
        lambda: optimizers.LossScaleOptimizer(optimizers.SGD(0.1)),
    ],
)
@pytest.mark.parametrize("compiled", [False, True])
def test_rows_of_an_embedding_are_updated_as_the_whole(make, compiled):
    rows = tf.IndexedSlices(tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), tf.constant([3, 1, 3]), tf.constant([5, 2]))

    def trained(gradient):
        variable = backend.Variable(np.ones((5, 2), "float32"), name="w")
        optimizer = make()
        optimizer.build([variable])
        step = backend.step.compile_step(lambda _: optimizer.apply([gradient], [variable]) or {}, [], eager=not compiled)
        for _ in range(3):
            step([tf.zeros(())])
        return variable.numpy()

    np.testing.assert_allclose(trained(rows), trained(tf.convert_to_tensor(rows)), rtol=1e-6)


def test_plain_descent_reads_and_writes_single_rows():
    variable = backend.Variable(np.ones((1000, 2), "float32"), name="w")
    optimizer = optimizers.SGD(0.1)
    optimizer.build([variable])

    @tf.function(autograph=False)
    def step(rows):
        optimizer.apply([tf.IndexedSlices(tf.ones((3, 2)), rows, tf.constant([1000, 2]))], [variable])

    kinds = {node.type for node in step.get_concrete_function(tf.constant([3, 1, 3])).graph.get_operations()}
    assert "ResourceScatterSub" in kinds
    assert not kinds & {"UnsortedSegmentSum", "ResourceApplyGradientDescent"}
