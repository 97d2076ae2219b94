import pytest

from benchmarks.__main__ import cell, duration, failed, limit_cell, median_line, parse, settings_of
from benchmarks.cases import CASES
from benchmarks.runner import Entry, Row, family_medians, rotated


def row_of(case="op_add", seconds=2.0, result=(1.0,), **fields):
    raw = Entry(samples=[1.0, 1.0], result=[1.0])
    row = Row(case, "torch", {"raw": raw, "multikeras": Entry(samples=[seconds] * 2, result=list(result), **fields)})
    row.conclude()
    return row


def test_a_row_within_the_limit():
    row = row_of(seconds=1.25)
    assert row.within_limit("multikeras") is True
    assert cell(row, "raw") == "1 s/call"
    assert cell(row, "multikeras") == "1.25 s (1.25x, 1.25-1.25)"
    assert "kept" in limit_cell(row)
    assert not failed([row], check=True)


def test_a_missed_limit_fails_only_when_asked():
    row = row_of(seconds=1.75)
    assert row.within_limit("multikeras") is False
    assert "missed" in limit_cell(row)
    assert failed([row], check=True)
    assert not failed([row], check=False)


def test_a_case_without_a_limit_has_no_verdict():
    row = row_of("ops_many", seconds=100.0)
    assert row.within_limit("multikeras") is None
    assert limit_cell(row) == ""
    assert not failed([row], check=True)


def test_imports_are_limited_in_seconds_over_raw():
    assert row_of("import", seconds=1.125).within_limit("multikeras") is True
    assert row_of("import", seconds=1.25).within_limit("multikeras") is False


def test_a_different_result_fails():
    row = row_of(result=(1.5,))
    assert not row.agrees("multikeras")
    assert "differs by 5.0e-01" in cell(row, "multikeras")
    assert failed([row], check=False)


def test_unwanted_modules_fail_when_asked():
    row = row_of("import", seconds=1.0, unwanted=["pandas"])
    assert "brings pandas" in cell(row, "multikeras")
    assert failed([row], check=True)
    assert not failed([row], check=False)


def test_an_error_is_shown_and_fails():
    row = Row("op_add", "torch", {"raw": Entry(samples=[1.0], result=[1.0]), "multikeras": Entry(error="ImportError: no")})
    row.conclude()
    assert "error" in cell(row, "multikeras")
    assert row.within_limit("multikeras") is None
    assert failed([row], check=False)


def test_each_contender_takes_its_turn_at_being_first():
    assert [rotated(["a", "b", "c"], turn)[0] for turn in range(4)] == ["a", "b", "c", "a"]
    assert rotated([], 1) == []


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.5, "2.5 s"), (0.0123, "12.3 ms"), (4.567e-6, "4.57 us"), (3e-9, "3 ns"), (-0.02, "-20 ms")]
)
def test_duration(seconds, text):
    assert duration(seconds) == text


def test_command_line():
    arguments = parse(["--backend", "torch", "--case", "import", "op_add", "--rounds", "3", "--core", "-1"])
    assert (arguments.backend, arguments.case) == (["torch"], ["import", "op_add"])
    assert (settings_of(arguments).rounds, settings_of(arguments).core) == (3, None)


def test_quick_means_few_rounds():
    settings = settings_of(parse(["--quick", "--core", "0"]))
    assert settings.quick and settings.rounds == 2 and settings.core == 0


def test_an_unknown_case_is_refused_with_the_choice(capsys):
    with pytest.raises(SystemExit):
        parse(["--case", "op_adds"])
    assert "op_add" in capsys.readouterr().err


def rows_of_singles(ratio):
    return [row_of(name, seconds=ratio) for name in CASES if name.startswith("op:")]


def test_the_median_over_single_ops_has_a_limit_of_its_own():
    (found,) = family_medians(rows_of_singles(1.25))
    assert (found.backend, found.ratio, found.within_limit) == ("torch", 1.25, True)
    assert median_line(found) == "torch: median over op:* 1.25x, limit 1.3x [green]kept[/green]"
    assert not failed(rows_of_singles(1.25), check=True)
    assert failed(rows_of_singles(1.5), check=True)


def test_a_median_needs_every_case():
    assert family_medians(rows_of_singles(1.25)[1:]) == []


def test_symbolic_calls_are_limited_in_seconds():
    assert limit_cell(row_of("symbolic_op", seconds=1 + 10e-6)) == "+20 us [green]kept[/green]"
    assert row_of("symbolic_op", seconds=1 + 30e-6).within_limit("multikeras") is False
