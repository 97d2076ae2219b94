"""Every op through the conformance suite."""

from operator import attrgetter

import pytest

import multikeras.src.ops  # noqa: F401 - fills OPS
from multikeras.src import backend
from multikeras.src.ops.op import OPS
from multikeras.src.testing.op_conformance import op_checks

CHECKS = [check for op in OPS.values() for check in op_checks(op)]


@pytest.mark.parametrize("check", CHECKS, ids=attrgetter("title"))
def test_op(check):
    check.run()


WITHOUT_CASES = dict.fromkeys(
    ("categorical", "shuffle", "dropout", "elastic_transform"), "random: the tests of random numbers look at distributions"
)
"""Op -> why it has no cases."""


def test_every_op_has_cases():
    assert {name for name, op in OPS.items() if op.cases is None} <= set(WITHOUT_CASES)


def test_known_gaps_are_few():
    promised = sum(dtype in backend.DTYPES for op in OPS.values() if op.cases is not None for dtype in op.cases.dtypes)
    gaps = [check.title for check in CHECKS if check.known_gap is not None]
    assert len(gaps) < 0.02 * promised, f"{len(gaps)} known gaps among {promised} pairs of op and dtype: {gaps}"
