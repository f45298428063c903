"""Settings of one process: environment over care.toml over defaults, read once, unknown keys refused.

SettingsRefused   a key is unknown, missing or has a value that does not fit; one line that says where
"""

import difflib
import os
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Never, Self

from pydantic import AliasChoices, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

PROCESSES = ("assistant", "actions", "front_door", "voice_gateway", "carrier")
"""The tables that care.toml may have."""
FILE_VARIABLE = "CARE_FILE"
DEFAULT_FILE = Path("care.toml")


class SettingsRefused(Exception):
    """Settings that cannot be used; the message names the place, the key and what is wrong."""


class Settings(BaseSettings):
    """Base of each process's settings.

    A subclass sets `model_config = SettingsConfigDict(env_prefix="ACTIONS_")`.
    Start a process with `load`; make one with plain arguments in tests. A setting shared by several processes
    (`BACKOFFICE_URL`) gives its own environment name by `Field(validation_alias="BACKOFFICE_URL")`.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, env_ignore_empty=True, validate_default=True
    )

    @classmethod
    def table_name(cls) -> str:
        """The process's table in care.toml: its environment prefix in small letters."""
        return str(cls.model_config.get("env_prefix", "")).rstrip("_").lower()

    @classmethod
    def load(cls, file: Path | None = None) -> Self:
        """The settings of this process's environment and care.toml (or the file `CARE_FILE` names).

        Raises SettingsRefused. Use `load_or_exit` in a `__main__`.
        """
        path = file or Path(os.environ.get(FILE_VARIABLE) or DEFAULT_FILE)
        table = _read_table(path, cls.table_name(), required=file is not None or FILE_VARIABLE in os.environ)
        names = {name: _environment_names(cls, name, field) for name, field in cls.model_fields.items()}
        _refuse_unknown_keys(table, names, path, cls.table_name())
        _refuse_unknown_variables(cls, names)
        from_file = {key: value for key, value in table.items() if not _first_set(names[key])}
        try:
            return cls(**from_file)
        except ValidationError as error:
            raise SettingsRefused(_explain(error, names, from_file, f"{path} [{cls.table_name()}]")) from None
        except SettingsError as error:
            raise SettingsRefused(_explain_no_json(error, names)) from None

    @classmethod
    def load_or_exit(cls) -> Self:
        """`load`, or one line on stderr and exit status 2."""
        try:
            return cls.load()
        except SettingsRefused as error:
            exit_with(f"settings: {error}")


def exit_with(line: str) -> Never:
    """End the process as one that was set up wrongly: one line on stderr, exit status 2."""
    sys.stderr.write(line + "\n")
    raise SystemExit(2)


def _read_table(path: Path, name: str, *, required: bool) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if required:
            raise SettingsRefused(f"{path} does not exist") from None
        return {}
    except (OSError, ValueError) as error:
        raise SettingsRefused(f"{path} cannot be read: {error}") from error
    for key in content:
        if key not in PROCESSES:
            raise SettingsRefused(f"{path}: unknown table [{key}]{_suggestion(key, PROCESSES)}")
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise SettingsRefused(f"{path}: {name} must be a table")
    return table


def _environment_names(cls: type[Settings], name: str, field: FieldInfo) -> tuple[str, ...]:
    match field.validation_alias:
        case None:
            return (str(cls.model_config.get("env_prefix", "")) + name.upper(),)
        case str(alias):
            return (alias,)
        case AliasChoices(choices=choices):
            return tuple(choice for choice in choices if isinstance(choice, str))
        case other:
            raise TypeError(f"{cls.__name__}.{name}: {other!r} has no environment name")


def _first_set(variables: Iterable[str]) -> str | None:
    return next((variable for variable in variables if os.environ.get(variable)), None)


def _refuse_unknown_keys(
    table: Mapping[str, object], names: Mapping[str, tuple[str, ...]], path: Path, table_name: str
) -> None:
    for key in table:
        if key not in names:
            raise SettingsRefused(f"{path} [{table_name}]: unknown key {key}{_suggestion(key, names)}")


def _refuse_unknown_variables(cls: type[Settings], names: Mapping[str, tuple[str, ...]]) -> None:
    prefix = str(cls.model_config.get("env_prefix", ""))
    known = {variable for variables in names.values() for variable in variables}
    for variable in sorted(os.environ):
        if prefix and variable.startswith(prefix) and variable not in known:
            raise SettingsRefused(f"environment: unknown variable {variable}{_suggestion(variable, known)}")


def _suggestion(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _explain(
    error: ValidationError, names: Mapping[str, tuple[str, ...]], from_file: Mapping[str, object], table: str
) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        place = str(problem["loc"][0]) if problem["loc"] else ""
        name = next((name for name, aliases in names.items() if place == name or place in aliases), place)
        variable = _first_set(names.get(name, ()))
        if variable:
            where = f"environment {variable}"
        elif name in from_file:
            where = f"{table} {name}"
        else:
            where = (
                f"{table} {name} (or {' or '.join(names.get(name, ()))} in the environment)"
                if name
                else table
            )
        lines.append(f"{where}: {problem['msg']}")
    return "; ".join(lines)


def _explain_no_json(error: SettingsError, names: Mapping[str, tuple[str, ...]]) -> str:
    """Lists and tables are written as JSON in the environment; the library names only the field."""
    name = next((name for name in names if f'"{name}"' in str(error)), "")
    variable = _first_set(names.get(name, ())) or name
    return f"""environment {variable}: a list or table is written as JSON there, such as '["a", "b"]'"""
