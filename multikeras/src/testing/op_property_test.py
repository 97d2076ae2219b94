"""Ops against their references with arguments that Hypothesis draws: a few, the same in each run, or many with `--exhaustive`."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import multikeras.src.ops  # noqa: F401 - fills OPS
from multikeras.src.ops.op import OPS
from multikeras.src.testing.op_conformance import assert_matches_reference
from multikeras.src.testing.op_strategies import op_samples

COMPARED = sorted(name for name, op in OPS.items() if op.cases is not None and op.cases.compare and op.cases.reference is not None)

FEW = settings(max_examples=4, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=200, derandomize=False)


@pytest.mark.parametrize("name", COMPARED)
def test_op(name, request):
    @(MANY if request.config.getoption("--exhaustive") else FEW)
    @given(st.data())
    def matches(data):
        assert_matches_reference(data.draw(op_samples(OPS[name])))

    matches()
