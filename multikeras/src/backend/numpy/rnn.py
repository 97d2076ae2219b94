"""How recurrent layers run best."""

import numpy as np


def projects_each_step(sequences: np.ndarray) -> bool:
    return False
