"""How recurrent layers run best."""

from typing import Any

import numpy as np


def projects_each_step(sequences: np.ndarray) -> bool:
    return False


def unrolls(steps: Any) -> bool:
    return False
