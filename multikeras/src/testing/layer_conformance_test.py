"""Every public layer through the conformance suite."""

from operator import attrgetter

import pytest

import multikeras
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.input_layer import InputLayer
from multikeras.src.layers.core.wrapper import Wrapper
from multikeras.src.models.model import Model
from multikeras.src.testing.layer_conformance import layer_checks

ABSTRACT = (Layer, InputLayer, Wrapper)
"""Classes that are no layers to be called."""

PUBLIC = {getattr(multikeras.layers, name) for name in multikeras.layers.__all__}
LAYERS = [x for x in PUBLIC if isinstance(x, type) and issubclass(x, Layer) and not issubclass(x, Model) and x not in ABSTRACT]
CHECKS = [check for layer in sorted(LAYERS, key=lambda layer: layer.__name__) for check in layer_checks(layer)]


@pytest.mark.parametrize("check", CHECKS, ids=attrgetter("title"))
def test_layer(check):
    check.run()
