import pytest
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from runtime.settings import Settings, SettingsRefused


class ActionSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="ACTIONS_")

    port: int = Field(default=5055, ge=0, le=65535)
    host: str = "127.0.0.1"
    backoffice_url: str = Field(default="http://127.0.0.1:8090", validation_alias="BACKOFFICE_URL")
    seal_key: SecretStr = Field(default=SecretStr(""), validation_alias="CARE_SEAL_KEY")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in ("ACTIONS_PORT", "ACTIONS_HOST", "BACKOFFICE_URL", "CARE_SEAL_KEY", "CARE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def care_file(tmp_path):
    def write(text):
        (tmp_path / "care.toml").write_text(text)

    return write


def refusal():
    with pytest.raises(SettingsRefused) as caught:
        ActionSettings.load()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_defaults_hold_where_nothing_is_said():
    assert ActionSettings.load().port == 5055


def test_the_file_is_stronger_than_the_default(care_file):
    care_file("[actions]\nport = 6000\nbackoffice_url = 'http://127.0.0.1:1'\n[front_door]\nport = 9\n")
    settings = ActionSettings.load()
    assert (settings.port, settings.backoffice_url) == (6000, "http://127.0.0.1:1")


def test_the_environment_is_stronger_than_the_file(care_file, monkeypatch):
    care_file("[actions]\nport = 6000\nbackoffice_url = 'http://127.0.0.1:1'\n")
    monkeypatch.setenv("ACTIONS_PORT", "7000")
    monkeypatch.setenv("BACKOFFICE_URL", "http://127.0.0.1:2")
    settings = ActionSettings.load()
    assert (settings.port, settings.backoffice_url) == (7000, "http://127.0.0.1:2")


def test_an_empty_variable_says_nothing(care_file, monkeypatch):
    care_file("[actions]\nport = 6000\n")
    monkeypatch.setenv("ACTIONS_PORT", "")
    assert ActionSettings.load().port == 6000


def test_an_unknown_key_is_refused_with_file_table_key_and_the_likely_one(care_file):
    care_file("[actions]\nprot = 6000\n")
    assert refusal() == "care.toml [actions]: unknown key prot (did you mean port?)"


def test_an_unknown_table_is_refused(care_file):
    care_file("[action]\nport = 6000\n")
    assert refusal() == "care.toml: unknown table [action] (did you mean actions?)"


def test_an_unknown_variable_with_our_prefix_is_refused(monkeypatch):
    monkeypatch.setenv("ACTIONS_PROT", "6000")
    assert refusal() == "environment: unknown variable ACTIONS_PROT (did you mean ACTIONS_PORT?)"


def test_a_value_that_does_not_fit_is_refused_where_it_stands_in_the_file(care_file):
    care_file("[actions]\nport = 70000\n")
    assert refusal().startswith("care.toml [actions] port: ")


def test_a_value_that_does_not_fit_is_refused_where_it_stands_in_the_environment(monkeypatch):
    monkeypatch.setenv("ACTIONS_PORT", "many")
    assert refusal().startswith("environment ACTIONS_PORT: ")


def test_a_list_in_the_environment_that_is_no_json_is_refused_with_the_way_to_write_it(monkeypatch):
    class DoorSettings(Settings):
        model_config = SettingsConfigDict(env_prefix="DOOR_")

        urls: tuple[str, ...] = ()

    monkeypatch.setenv("DOOR_URLS", "http://127.0.0.1:1")
    with pytest.raises(SettingsRefused, match=r"environment DOOR_URLS: .*written as JSON") as caught:
        DoorSettings.load()
    assert "\n" not in str(caught.value)
    monkeypatch.setenv("DOOR_URLS", '["http://127.0.0.1:1"]')
    assert DoorSettings.load().urls == ("http://127.0.0.1:1",)


def test_a_secret_never_stands_in_a_refusal(monkeypatch):
    class Strict(ActionSettings):
        seal_key: SecretStr = Field(validation_alias="CARE_SEAL_KEY", min_length=40)

    monkeypatch.setenv("CARE_SEAL_KEY", "hush")
    with pytest.raises(SettingsRefused, match="CARE_SEAL_KEY") as caught:
        Strict.load()
    assert "hush" not in str(caught.value)


def test_a_missing_needed_value_names_both_places(monkeypatch):
    class Needy(ActionSettings):
        database: str

    with pytest.raises(SettingsRefused, match=r"\[actions\] database .*ACTIONS_DATABASE in the environment"):
        Needy.load()


def test_a_file_that_is_no_toml_is_refused(care_file):
    care_file("[actions\n")
    assert refusal().startswith("care.toml cannot be read: ")


def test_a_file_that_was_asked_for_must_exist(monkeypatch):
    monkeypatch.setenv("CARE_FILE", "other.toml")
    assert refusal() == "other.toml does not exist"


def test_settings_do_not_change():
    settings = ActionSettings.load()
    with pytest.raises(ValidationError):
        settings.port = 1


def test_a_process_that_is_set_up_wrongly_ends_with_one_line(monkeypatch, capsys):
    monkeypatch.setenv("ACTIONS_PORT", "many")
    with pytest.raises(SystemExit) as caught:
        ActionSettings.load_or_exit()
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("settings: environment ACTIONS_PORT: ")
    assert error.count("\n") == 1
