"""Ops against their references with arguments that Hypothesis draws: a few, the same in each run, or many with `--exhaustive`."""

from functools import partial
from operator import attrgetter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import multikeras.src.ops  # noqa: F401 - fills OPS
from multikeras.src.ops.op import OPS
from multikeras.src.testing.check import Check
from multikeras.src.testing.op_conformance import assert_matches_reference
from multikeras.src.testing.op_strategies import op_samples

COMPARED = [op for op in OPS.values() if op.cases is not None and op.cases.compare and op.cases.reference is not None]
CHECKS = [Check(op.name, "drawn", partial(op_samples, op)) for op in COMPARED]

FEW = settings(max_examples=4, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=200, derandomize=False)


@pytest.mark.parametrize("check", CHECKS, ids=attrgetter("title"))
def test_op(check, request):
    @(MANY if request.config.getoption("--exhaustive") else FEW)
    @given(st.data())
    def matches(data):
        assert_matches_reference(data.draw(check.run()))

    matches()
