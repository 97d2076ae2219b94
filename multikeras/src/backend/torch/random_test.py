"""The state of torch's own generator."""

import pytest

from multikeras.src import backend

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.skipif(backend.NAME != "torch", reason="This is the generator of the torch backend.")


def test_global_generator_is_put_back():
    backend.random.seed_framework(3)
    state = backend.random.framework_state()
    expected = torch.rand(4)
    backend.random.seed_framework(4)
    assert not torch.equal(torch.rand(4), expected)
    backend.random.restore_framework(state)
    assert torch.equal(torch.rand(4), expected)


def test_a_checkpoint_of_another_backend_has_no_state():
    before = backend.random.framework_state()
    backend.random.restore_framework(None)
    assert (backend.random.framework_state() == before).all()
