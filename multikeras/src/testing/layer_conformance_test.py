"""Every public layer through the conformance suite."""

from operator import attrgetter

import pytest

import multikeras
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.input_layer import InputLayer
from multikeras.src.layers.core.wrapper import Wrapper
from multikeras.src.layers.interop.flax_layer import FlaxLayer
from multikeras.src.layers.interop.jax_layer import JaxLayer
from multikeras.src.layers.interop.tfsm_layer import TFSMLayer
from multikeras.src.layers.interop.torch_module_wrapper import TorchModuleWrapper
from multikeras.src.models.model import Model
from multikeras.src.testing.alternatives import constructor_arguments
from multikeras.src.testing.layer_conformance import layer_checks
from multikeras.src.testing.random_samples import RANDOM_SAMPLES

ABSTRACT = (Layer, InputLayer, Wrapper)
"""Classes that are no layers to be called."""

GUESTS = (FlaxLayer, JaxLayer, TFSMLayer, TorchModuleWrapper)
"""Layers around what another library brings, each on some backends only: their own tests bring it, and go through the suite with it."""

PUBLIC = {getattr(multikeras.layers, name) for name in multikeras.layers.__all__}
LAYERS = [x for x in PUBLIC if isinstance(x, type) and issubclass(x, Layer) and not issubclass(x, Model) and x not in (*ABSTRACT, *GUESTS)]
CHECKS = [check for layer in sorted(LAYERS, key=lambda layer: layer.__name__) for check in layer_checks(layer)]


@pytest.mark.parametrize("check", CHECKS, ids=attrgetter("title"))
def test_layer(check):
    check.run()


def test_every_layer_with_a_seed_is_tried_in_training():
    seeded = {layer.__name__ for layer in LAYERS if "seed" in constructor_arguments(layer)}
    assert seeded == set(RANDOM_SAMPLES)
