import pytest
from launcher import environments
from launcher.terminal import Trouble

UV = """
echo "$@" >> {log}
case "$1 $2" in
  "venv --quiet") for last; do :; done; mkdir -p "$last/bin"; touch "$last/bin/python" ;;
esac
case "$*" in *"{failing}"*) echo "it broke"; exit 1 ;; esac
exit 0
"""


@pytest.fixture
def uv(executable, monkeypatch, tmp_path):
    """A uv that writes down what it is asked to do, and fails where told."""
    log = tmp_path / "asked"

    def make(failing="nothing fails"):
        path = executable("uv", UV.format(log=log, failing=failing))
        monkeypatch.setattr(environments.uv_tool, "locate", lambda _tools: str(path))
        monkeypatch.setattr(environments.uv_tool, "python_for", lambda _uv, _environment: "/python3.11")
        monkeypatch.setattr(environments.uv_tool, "pip_settings", lambda _environment: {})

    def asked():
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    make.asked = asked
    make()
    return make


def ensure(project, *, with_tests=False):
    environments.ensure(project, with_tests=with_tests, environment={"PATH": "/usr/bin:/bin"})


def test_both_environments_are_built_from_their_locks_with_hashes(project, uv):
    ensure(project)
    synced = [line for line in uv.asked() if line.startswith("pip sync")]
    assert len(synced) == 2
    assert all("--require-hashes" in line for line in synced)


def test_a_second_set_up_does_nothing(project, uv):
    ensure(project, with_tests=True)
    uv.asked()
    ensure(project, with_tests=True)
    ensure(project)
    assert uv.asked() == []


def test_only_the_environment_whose_lock_changed_is_built_again(project, uv):
    ensure(project)
    uv.asked()
    (project.requirements / "assistant.txt").write_text("assistant==2\n")
    ensure(project)
    asked = uv.asked()
    assert asked
    assert all("services" not in line for line in asked)


def test_what_tests_need_is_added_and_survives_a_later_plain_set_up(project, uv):
    ensure(project, with_tests=True)
    uv.asked()
    (project.requirements / "services.txt").write_text("services==2\n")
    ensure(project)
    assert any("-r" in line and line.endswith("test.txt") for line in uv.asked())
    assert environments.is_ready(project, "services", with_tests=True)


def test_a_lost_interpreter_is_noticed(project, uv):
    ensure(project)
    project.python("assistant").unlink()
    assert not environments.is_ready(project, "assistant", with_tests=False)


def test_a_failed_step_tells_what_was_said_and_is_tried_again_next_time(project, uv):
    uv(failing="requirements/assistant.txt")
    with pytest.raises(Trouble, match="it broke"):
        ensure(project)
    assert not environments.is_ready(project, "assistant", with_tests=False)
    uv(failing="nothing fails")
    ensure(project)
    assert environments.is_ready(project, "assistant", with_tests=False)


def test_torch_comes_from_the_wheel_folder_that_pip_knows(project, uv, monkeypatch):
    monkeypatch.setattr(environments.uv_tool, "pip_settings", lambda _environment: {"find-links": "/wheels"})
    ensure(project)
    (torch,) = [line for line in uv.asked() if "torch==1" in line]
    assert "--find-links /wheels" in torch
    assert "--no-config" in torch


def test_torch_comes_from_its_own_index_where_the_folder_has_none(project, uv, monkeypatch):
    uv(failing="--find-links /wheels")
    monkeypatch.setattr(environments.uv_tool, "pip_settings", lambda _environment: {"find-links": "/wheels"})
    ensure(project)
    assert any("--torch-backend cpu" in line and "torch==1" in line for line in uv.asked())


def test_whisper_is_added_when_asked_for_and_kept_when_the_environment_is_built_anew(project, uv):
    (project.requirements / "whisper.txt").write_text("openai-whisper==1\n")
    ensure(project)
    assert not [line for line in uv.asked() if "whisper.txt" in line]
    environments.add_whisper(project, faster=False, environment={"PATH": "/usr/bin:/bin"})
    (added,) = [line for line in uv.asked() if "whisper.txt" in line]
    assert "--require-hashes" in added
    (project.requirements / "services.txt").write_text("services==2\n")
    ensure(project)
    assert [line for line in uv.asked() if line.startswith("pip sync") and "whisper.txt" in line]
