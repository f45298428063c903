import pytest
from launcher import audit, check, test
from launcher.steps import Outcome, Result, Step, run_all


def step(name, outcome, text=""):
    return Step(name=name, run=lambda: Result(outcome=outcome, text=text))


STEPS = [
    step("good", Outcome.PASSED, "not shown"),
    step("bad", Outcome.FAILED, "what is wrong"),
    step("away", Outcome.SKIPPED, "no network"),
]


def test_a_failed_step_fails_the_whole_and_shows_what_it_said(capsys):
    assert run_all(STEPS, []) == 1
    said = capsys.readouterr().out
    assert "what is wrong" in said
    assert "not shown" not in said
    assert "skipped  away (0 s): no network" in said
    assert "checks: 1 passed, 1 failed, 1 skipped" in said
    assert said.rstrip().splitlines()[-2].endswith("NOT CHECKED: away: no network")


def test_only_chosen_steps_run():
    assert run_all(STEPS, ["good", "away"]) == 0


def test_an_unknown_step_is_told(capsys):
    assert run_all(STEPS, ["goood"]) == 2
    assert "goood" in capsys.readouterr().out


VULNERABLE = {"name": "keras", "version": "2.12.0", "vulns": [{"id": "CVE-1"}]}


def test_a_vulnerability_nobody_thought_about_fails():
    result = audit.judge([VULNERABLE], {})
    assert result.outcome is Outcome.FAILED
    assert "keras 2.12.0: CVE-1" in result.text


def test_a_contained_vulnerability_passes_for_its_version_only():
    assert audit.judge([VULNERABLE], {("keras", "2.12.0"): "never loaded"}).outcome is Outcome.PASSED
    assert audit.judge([VULNERABLE], {("keras", "2.11.0"): "never loaded"}).outcome is Outcome.FAILED


def test_an_index_that_knows_no_package_is_no_clean_bill():
    assert audit.judge([{"name": "keras", "skip_reason": "not found"}], {}).outcome is Outcome.SKIPPED


def test_every_contained_package_says_why_and_is_pinned_in_that_version():
    here = check.bootstrap.project()
    lock = (here.requirements / "assistant.txt").read_text()
    for (package, version), why in audit.contained(here, "assistant").items():
        assert f"\n{package}=={version} " in lock
        assert len(why) > 20


def test_nothing_is_contained_in_what_meets_the_outside():
    assert audit.contained(check.bootstrap.project(), "services") == {}


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("a==1 \\\n    --hash=sha256:00", Outcome.PASSED),
        ("a==1", Outcome.FAILED),
        ("--find-links somewhere\na==1 \\", Outcome.FAILED),
        ("a==1 \\\n    # via https://index.example", Outcome.FAILED),
        ("a==1 \\\n    # uv pip compile /home/me/x", Outcome.FAILED),
    ],
)
def test_a_lock_has_hashes_and_names_no_place(tmp_path, line, outcome):
    (tmp_path / "services.txt").write_text(line + "\n")
    assert check.check_locks(tmp_path).outcome is outcome


def environments(arguments):
    return {run.environment: run.arguments for run in test.plan(arguments)}


def test_without_names_every_folder_of_tests_is_run_exactly_once():
    live, *others = test.plan(["-x"])
    assert live.arguments[0] == "tests"
    assert {run.arguments[-1] for run in (live, *others)} == {"-x"}
    left_out = [word.removeprefix("--ignore=") for word in live.arguments if word.startswith("--ignore=")]
    beside = [word for run in others for word in run.arguments if word.startswith("tests")]
    assert sorted(left_out) == sorted(beside)
    assert {run.environment for run in others if test.IN_ASSISTANT in run.arguments} == {"assistant"}


def test_what_ran_beside_is_shown_and_judged_too(monkeypatch, capfd):
    def pytest_of(here, run, said=None):
        if said is not None:
            said.write_text(f"{run.environment} said this")
        return test.Ran(run=run, status=int(said is not None), failed=())

    monkeypatch.setattr(test, "_run", pytest_of)
    names = ("live", "beside", "after it", "third")
    lanes = (0, 1, 1, 2)
    runs = [
        test.Run(environment=name, arguments=("tests/x",), lane=lane)
        for name, lane in zip(names, lanes, strict=True)
    ]
    assert [ran.status for ran in test._in_lanes(None, runs)] == [0, 1, 1, 1]
    shown = capfd.readouterr().out
    assert [name for name in names[1:] if f"{name} said this" in shown] == ["beside", "after it", "third"]


def test_a_named_test_runs_where_it_belongs():
    assert set(environments(["tests/unit/desk", "-k", "claim"])) == {"services"}
    assert set(environments(["tests/assistant_env/test_turns.py::test_x"])) == {"assistant"}
    assert set(environments(["tests/unit", "tests/assistant_env"])) == {"services", "assistant"}


def test_only_tests_that_start_an_assistant_wait_for_its_training():
    assert test.needs_assistant(test.plan([]))
    assert test.needs_assistant(test.plan(["tests/unit", "tests/service"]))
    assert not test.needs_assistant(test.plan(["tests/unit/desk", "-x"]))


@pytest.mark.parametrize(
    ("statuses", "expected"), [([0, 0], 0), ([0, 1], 1), ([5, 0], 0), ([5, 5], 5), ([2, 5], 2)]
)
def test_running_nothing_at_all_is_no_success(statuses, expected):
    assert test.judge(statuses) == expected
