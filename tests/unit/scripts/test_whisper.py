"""`make whisper`: fetches weights by Whisper's own loader, which shows progress and checks their sum."""

import sys

import pytest
from launcher import bootstrap, environments, whisper


@pytest.fixture
def services(project, executable, monkeypatch, tmp_path):
    """An environment whose Python writes down what it is asked, and ends as told."""
    calls = tmp_path / "calls"
    python = project.python("services")
    python.parent.mkdir(parents=True)
    fake = executable(
        "python",
        f"""printf '%s\\n' "$*" >> {calls}
case "$*" in *"$FAILS_AT"*) [ -n "$FAILS_AT" ] && exit 1;; esac
exit 0""",
    )
    python.symlink_to(fake)
    installed = []
    monkeypatch.setattr(bootstrap, "project", lambda: project)
    monkeypatch.setattr(environments, "add_whisper", lambda _here, *, faster, **_: installed.append(faster))
    monkeypatch.setenv("FAILS_AT", "")
    monkeypatch.chdir(tmp_path)

    def make(*words):
        monkeypatch.setattr(sys, "argv", ["whisper", *words])
        status = whisper.main()
        return status, installed, calls.read_text().splitlines() if calls.exists() else []

    return make


def test_a_model_is_fetched_by_name_into_its_folder_and_said_to_serve(services, capsys):
    status, installed, calls = services("tiny.en")
    assert (status, installed) == (0, [False])
    [fetched] = calls
    assert "whisper.load_model" in fetched
    assert fetched.endswith("tiny.en models/whisper")
    assert "tiny.en lies in models/whisper" in capsys.readouterr().out


def test_without_a_name_it_is_the_usual_one(services):
    assert services("")[2][0].endswith("base.en models/whisper")


def test_weights_that_cannot_be_had_leave_what_was_there(services, monkeypatch, capsys):
    monkeypatch.setenv("FAILS_AT", "load_model")
    status, _, calls = services("base.en", "faster-whisper")
    assert (status, len(calls)) == (1, 1)
    assert "what was there before still serves" in capsys.readouterr().out


def test_for_faster_whisper_they_are_written_for_it_as_well(services):
    status, installed, calls = services("base.en", "faster-whisper")
    assert (status, installed) == (0, [True])
    assert calls[1].endswith("models/whisper/base.en.pt models/whisper/base.en.ct2")


def test_where_that_fails_the_weights_serve_all_the_same(services, monkeypatch, capsys):
    monkeypatch.setenv("FAILS_AT", "ctranslate2_model")
    assert services("base.en", "faster-whisper")[0] == 1
    assert "whisper serves" in capsys.readouterr().out


def test_an_unknown_backend_is_told_before_anything_is_installed(services, capsys):
    with pytest.raises(SystemExit):
        services("base.en", "whisker")
    assert "whisper, faster-whisper" in capsys.readouterr().err
