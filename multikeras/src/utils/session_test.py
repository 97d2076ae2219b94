from multikeras.src.layers.core.dense import Dense
from multikeras.src.utils.session import clear_session


def test_names_start_anew():
    assert [Dense(1).name, Dense(1).name] == ["dense", "dense_1"]
    clear_session()
    assert Dense(1).name == "dense"
    clear_session(free_memory=False)
    assert Dense(1).name == "dense"
