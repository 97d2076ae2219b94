"""Nothing differs from Keras without a reason. NumPy's ops stand for all here; `python -m integration_tests.differential` runs the rest."""

import pytest

from integration_tests.differential.__main__ import report

pytest.importorskip("keras")


@pytest.mark.parametrize("subject", ["ops", "layers"])
def test_every_difference_has_a_verdict(subject, capsys):
    missing = report(subject, "numpy")
    assert "differences" in capsys.readouterr().out
    assert not missing
