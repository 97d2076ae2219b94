"""Kernels against the formulas that they stand for."""

import numpy as np
import pytest

from multikeras.src import backend, ops, optimizers

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.skipif(backend.NAME != "torch", reason="These are kernels of the torch backend.")

SHAPES = [(7, 3), (3,), ()]
MAKERS = [
    lambda: optimizers.SGD(0.1),
    lambda: optimizers.SGD(0.1, momentum=0.9, weight_decay=0.1),
    lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    lambda: optimizers.Adam(0.1),
    lambda: optimizers.Adam(0.1, amsgrad=True, epsilon=1e-2),
    lambda: optimizers.AdamW(0.1, weight_decay=0.2),
    lambda: optimizers.RMSprop(0.1),
    lambda: optimizers.RMSprop(0.1, momentum=0.5, centered=True),
    lambda: optimizers.Adadelta(0.1),
    lambda: optimizers.Adafactor(0.1),
    lambda: optimizers.Adagrad(0.1),
    lambda: optimizers.Adamax(0.1),
    lambda: optimizers.Ftrl(0.1, l1_regularization_strength=0.1, beta=0.1),
    lambda: optimizers.Lamb(0.1),
    lambda: optimizers.Lion(0.01, weight_decay=0.1),
    lambda: optimizers.Muon(0.01, weight_decay=0.2, adam_weight_decay=0.1),
    lambda: optimizers.Nadam(0.1),
    lambda: optimizers.ScheduleFreeAdamW(0.1, warmup_steps=5),
]


def trained(optimizer, prepare=lambda gradient: gradient):
    rng = np.random.default_rng(0)
    variables = [backend.Variable(rng.normal(size=shape).astype("float32"), name="w") for shape in SHAPES]
    for _ in range(20):
        gradients = [torch.tensor(rng.normal(size=shape).astype("float32")) for shape in SHAPES]
        optimizer.apply([prepare(gradient) for gradient in gradients], variables)
    return [variable.numpy() for variable in (*variables, *optimizer.variables)]


def assert_same(found, wanted):
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("make", MAKERS)
def test_kernel_formula_on_lists_and_formula_agree(make, monkeypatch):
    by_kernel = trained(make())
    lists = make()
    lists.fused = None
    on_lists = trained(lists)
    monkeypatch.setattr(backend.step, "update_all", lambda *arguments: False)
    singly = trained(make())
    assert_same(by_kernel, singly)
    assert_same(on_lists, singly)


@pytest.mark.parametrize("make", MAKERS)
def test_gradients_need_not_be_contiguous(make):
    assert_same(trained(make(), lambda gradient: gradient.mT.contiguous().mT if gradient.ndim == 2 else gradient), trained(make()))


@pytest.mark.parametrize("weight_decay", [0.0, 0.2])
def test_adam_is_that_of_torch(weight_decay):
    rng = np.random.default_rng(0)
    start = rng.normal(size=(4, 3)).astype("float32")
    ours = backend.Variable(start, name="w")
    theirs = torch.nn.Parameter(torch.tensor(start))
    optimizer = optimizers.AdamW(0.1, weight_decay=weight_decay, epsilon=1e-12)
    reference = torch.optim.AdamW([theirs], lr=0.1, weight_decay=weight_decay, eps=1e-12)
    for _ in range(20):
        theirs.grad = torch.tensor(rng.normal(size=(4, 3)).astype("float32"))
        optimizer.apply([theirs.grad], [ours])
        reference.step()
    np.testing.assert_allclose(ours.numpy(), theirs.detach().numpy(), rtol=1e-5, atol=1e-6)


def test_formula_of_ones_own_runs_on_lists():
    class Root(optimizers.Optimizer):
        def update(self, gradient, value, slots, scalars):
            step = ops.sign(gradient) * ops.sqrt(ops.absolute(gradient))
            return 1.0 - (1.0 - value) - scalars["learning_rate"] * ops.where(gradient > 0, step, 2.0 / (1.0 / step)), slots

    assert_same(trained(Root(0.1)), trained_singly(Root(0.1)))


def trained_singly(optimizer):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backend.step, "update_all", lambda *arguments: False)
        return trained(optimizer)


def test_formula_that_depends_on_shapes_says_so():
    class Scaled(optimizers.Optimizer):
        def update(self, gradient, value, slots, scalars):
            return value - gradient / max(1, gradient.ndim), slots

    with pytest.raises(TypeError, match="elementwise = False"):
        trained(Scaled(0.1))
    Scaled.elementwise = False
    assert_same(trained(Scaled(0.1)), trained_singly(Scaled(0.1)))


@pytest.mark.parametrize("make", [*MAKERS, lambda: optimizers.AdamW(0.1, clipnorm=1.0, use_ema=True, gradient_accumulation_steps=2)])
def test_compiled_whole(make):
    rng = np.random.default_rng(0)
    gradients = [[torch.tensor(rng.normal(size=shape).astype("float32")) for shape in SHAPES] for _ in range(4)]
    results = []
    for compiled in (True, False):
        variables = [backend.Variable(np.ones(shape, "float32"), name="w") for shape in SHAPES]
        optimizer = make()
        optimizer.build(variables)
        torch._dynamo.reset()

        def step(gradients, optimizer=optimizer, variables=variables):
            optimizer.apply(gradients, variables)

        step = torch.compile(step, fullgraph=True, backend="eager") if compiled else step
        for row in gradients:
            step(row)
        results.append([variable.numpy() for variable in variables])
    assert_same(*results)
