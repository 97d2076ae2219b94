"""The kernel against the formula that it stands for."""

import numpy as np
import pytest

from multikeras.src import backend, ops, optimizers

pytestmark = pytest.mark.skipif(backend.NAME != "tensorflow", reason="This is a kernel of the TensorFlow backend.")


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("weight_decay", [0.0, 0.2])
def test_kernel_and_formula_agree(weight_decay, compiled, monkeypatch):
    def trained():
        rng = np.random.default_rng(0)
        variables = [backend.Variable(rng.normal(size=shape).astype("float32"), name="w") for shape in ((7, 3), (3,), ())]
        optimizer = optimizers.AdamW(0.1, weight_decay=weight_decay)
        optimizer.build(variables)
        step = backend.step.compile_step(lambda g: optimizer.apply(g, variables) or {}, [], eager=not compiled)
        for _ in range(20):
            step([ops.convert_to_tensor(rng.normal(size=v.shape), dtype="float32") for v in variables])
        return [v.numpy() for v in (*variables, *optimizer.variables)]

    by_kernel = trained()
    monkeypatch.setattr(backend.step, "update_all", lambda *arguments: False)
    for a, b in zip(by_kernel, trained(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5)
