"""Every op through the conformance suite."""

from operator import attrgetter

import pytest

import multikeras.src.ops  # noqa: F401 - fills OPS
from multikeras.src.ops.op import OPS
from multikeras.src.testing.op_conformance import op_checks

CHECKS = [check for op in OPS.values() for check in op_checks(op)]


@pytest.mark.parametrize("check", CHECKS, ids=attrgetter("title"))
def test_op(check):
    check.run()


def test_every_op_has_cases():
    assert not [name for name, op in OPS.items() if op.cases is None]
