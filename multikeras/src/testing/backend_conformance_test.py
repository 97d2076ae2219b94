"""The active backend through the conformance suite."""

from operator import attrgetter

import pytest

from multikeras.src import backend
from multikeras.src.testing.backend_conformance import backend_checks


@pytest.mark.parametrize("check", list(backend_checks(backend.MODULE)), ids=attrgetter("title"))
def test_backend(check):
    check.run()
