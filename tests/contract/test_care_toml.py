"""care.toml promises to show every setting with its default: each process is held to it."""

import dataclasses
import os
import tomllib
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from actions.settings import ActionsSettings
from bot import settings as assistant
from carrier.__main__ import CarrierSettings
from front_door.settings import FrontDoorSettings
from voice_gateway.settings import VoiceGatewaySettings

FILE = Path(__file__).parents[2] / "care.toml"
TEXT = FILE.read_text(encoding="utf-8")
TABLES = tomllib.loads(TEXT)
SECRETS = {"sip_password", "sip_trunk_password", "rest_token", "identity_key", "twilio_auth_token"}
CLASSES = [CarrierSettings, ActionsSettings, FrontDoorSettings, VoiceGatewaySettings]


def own_fields(settings):
    return {name: field for name, field in settings.model_fields.items() if field.validation_alias is None}


def shown_without_value(name):
    return f"\n# {name} = " in TEXT


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in os.environ:
        if name.startswith(("CARRIER_", "ACTIONS_", "FRONT_DOOR_", "ASSISTANT_", "VOICE_GATEWAY_", "CARE_")):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("settings", CLASSES)
def test_every_setting_stands_in_its_table(settings):
    shown = set(TABLES[settings.table_name()])
    missing = set(own_fields(settings)) - shown
    assert {name for name in missing if not shown_without_value(name)} == set()
    assert {name for name in missing if settings.model_fields[name].default not in {None, ""}} == set()


@pytest.mark.parametrize("settings", CLASSES)
def test_every_value_is_the_default(settings):
    for name, value in TABLES[settings.table_name()].items():
        field = settings.model_fields[name]
        as_told = TypeAdapter(field.annotation).validate_python(value)
        root = FILE.parent
        defaults = (field.default, root / field.default if isinstance(field.default, Path) else None)
        assert as_told in defaults or root / str(as_told) in defaults, (
            f"{name}: {as_told} or {field.default}?"
        )


@pytest.mark.parametrize("settings", CLASSES)
def test_no_secret_stands_in_the_file(settings):
    assert SECRETS.isdisjoint(TABLES[settings.table_name()])


@pytest.mark.parametrize("settings", CLASSES)
def test_every_process_takes_the_file(settings):
    assert settings.load(FILE).port > 0


def test_the_assistants_table_shows_its_settings_and_defaults():
    told = assistant.load([], {"CARE_FILE": str(FILE)})
    assert told == assistant.Settings()
    fields = {field.name for field in dataclasses.fields(assistant.Settings)} - {"internal_token"}
    assert set(TABLES["assistant"]) == fields
