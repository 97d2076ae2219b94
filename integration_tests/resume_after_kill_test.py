"""A run that is killed and begun again ends with the same numbers as one that was not; `kills.py` does it many times."""

import signal

import pytest

from integration_tests.kills import Trial
from integration_tests.resume_run import SETTINGS
from multikeras.src.core import config

pytestmark = [
    pytest.mark.requires_trainable_backend,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL"),
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_killed(setting: str) -> None:
    trial = Trial(config.backend(), setting)
    outcome = trial.run(kills=2)
    while not outcome.kills:  # the run was faster than the kill
        outcome = trial.run(kills=2)
    assert outcome.equal
