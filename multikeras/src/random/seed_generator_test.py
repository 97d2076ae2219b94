import json
import random

import numpy as np

from multikeras.src.random.seed_generator import host_randomness, restore_host_randomness, set_random_seed


def draws():
    return random.random(), random.gauss(0, 1), np.random.normal(), np.random.random()


def test_generators_of_the_host_are_put_back():
    set_random_seed(3)
    draws()  # leaves a second normal number waiting
    state = json.loads(json.dumps(host_randomness(), default=np.ndarray.tolist))
    expected = draws()
    set_random_seed(4)
    assert draws() != expected
    state["framework"] = host_randomness()["framework"]
    restore_host_randomness(state)
    assert draws() == expected
