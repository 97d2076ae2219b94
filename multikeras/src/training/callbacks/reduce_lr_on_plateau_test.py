import pytest

from multikeras.src.training.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau


@pytest.mark.parametrize(
    "arguments, values, rates",
    [
        ({"patience": 1}, [2, 2, 2, 1], [0.5, 0.5, 0.05, 0.005]),
        ({"patience": 2}, [2, 2, 2, 1], [0.5, 0.5, 0.5, 0.05]),
        ({"patience": 1, "cooldown": 2}, [2, 2, 2, 2, 2], [0.5, 0.5, 0.05, 0.05, 0.005]),
        ({"patience": 1, "min_lr": 0.02}, [2, 2, 2, 2], [0.5, 0.5, 0.05, 0.02]),
        ({"patience": 1, "min_delta": 0.5}, [2, 1.8, 1.0, 1.0], [0.5, 0.5, 0.05, 0.05]),
        ({"patience": 1, "mode": "max"}, [1, 2, 1, 1], [0.5, 0.5, 0.5, 0.05]),
    ],
)
def test_rates_in_the_logs(run, arguments, values, rates):
    logs = [{"val_loss": value} for value in values]
    run(ReduceLROnPlateau(factor=0.1, **arguments), logs)
    assert [log["learning_rate"] for log in logs] == pytest.approx(rates)


def test_message_and_warning(run, capsys):
    run(ReduceLROnPlateau(patience=1, verbose=1), [{"val_loss": 1.0} for _ in range(2)])
    assert capsys.readouterr().out == "Epoch 2: ReduceLROnPlateau reduces the learning rate to 0.05.\n"
    with pytest.warns(UserWarning, match="ReduceLROnPlateau watches 'val_loss'.*is not reduced. Available: loss"):
        run(ReduceLROnPlateau(), [{"loss": 1.0}])


def test_factor_that_would_not_reduce():
    with pytest.raises(ValueError, match="factor must be at least 0 and less than 1.*got 1"):
        ReduceLROnPlateau(factor=1)
