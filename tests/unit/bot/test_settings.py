from __future__ import annotations

import pytest

from bot.settings import SettingsRefused, load


def test_arguments_are_stronger_than_environment_and_environment_than_the_file(tmp_path):
    file = tmp_path / "care.toml"
    file.write_text('[assistant]\nport = 1\nlive_trackers = 1\nlog_level = "error"\n')
    environ = {"CARE_FILE": str(file), "ASSISTANT_PORT": "2", "ASSISTANT_LIVE_TRACKERS": "2"}
    settings = load(["--port", "3"], environ)
    assert (settings.port, settings.live_trackers, settings.log_level) == (3, 2, "error")


def test_defaults_need_no_file_no_token_and_only_loopback(tmp_path):
    settings = load([], {"CARE_FILE": str(tmp_path / "none.toml")})
    assert (settings.host, settings.port, settings.internal_token) == ("127.0.0.1", 5005, "")
    assert settings.actions_url == "http://127.0.0.1:5055/webhook"


def test_an_empty_variable_counts_as_absent(tmp_path):
    assert load([], {"CARE_FILE": str(tmp_path / "x"), "ASSISTANT_PORT": ""}).port == 5005


@pytest.mark.parametrize(
    ("arguments", "environ", "table"),
    [
        (["--prot", "1"], {}, ""),
        (["port", "1"], {}, ""),
        (["--port"], {}, ""),
        (["--port", "many"], {}, ""),
        (["--port", "70000"], {}, ""),
        (["--internal-token", "x"], {}, ""),
        ([], {"ASSISTANT_PROT": "1"}, ""),
        ([], {}, "prot = 1"),
        ([], {}, 'internal_token = "x"'),
        ([], {}, "port ="),
        (["--host", "0.0.0.0"], {}, ""),
    ],
)
def test_what_is_unknown_or_unusable_is_refused(tmp_path, arguments, environ, table):
    file = tmp_path / "care.toml"
    file.write_text(f"[assistant]\n{table}\n")
    with pytest.raises(SettingsRefused):
        load(arguments, {"CARE_FILE": str(file), **environ})


def test_beyond_this_machine_a_token_is_enough(tmp_path):
    environ = {"CARE_FILE": str(tmp_path / "x"), "CARE_INTERNAL_TOKEN": "t"}
    assert load(["--host", "0.0.0.0"], environ).internal_token == "t"
