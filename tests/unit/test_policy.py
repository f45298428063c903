"""Every line of `docs/policy.md` is named by a test that proves it, and no test names a line that is not there."""

import ast
import inspect
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from carrier.port import CarrierSystems

ROOT = Path(__file__).resolve().parents[2]
LINES = re.findall(
    r"^- `([a-z0-9-]+)` ", (ROOT / "docs" / "policy.md").read_text(encoding="utf-8"), re.MULTILINE
)
MARK = "policy"
READS = ("find_", "get_", "list_", "has_", "check_", "send_one_time_code")
"""Operations of the port that change no account: sending and checking proofs is how somebody is identified."""
ALONE = {
    "create_payment_request",
    "resume_line",
    "suspend_line",
    "add_data_topup",
    "set_roaming",
    "set_autopay",
}
NOT_ALONE = {"set_plan", "create_handoff"}
"""A plan is the team's to change, and a handover is delivered by the front door."""


@cache
def named() -> dict[str, set[str]]:
    """Line of the policy -> where it is named."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for mark in getattr(node, "decorator_list", ()):
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == f"pytest.mark.{MARK}":
                    for argument in mark.args:
                        found[ast.literal_eval(argument)].add(f"{path.name}::{node.name}")
    for path in sorted((ROOT / "tests" / "scenarios").glob("*/*.yml")):
        scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
        for line in scenario.get(MARK, ()):
            found[line].add(f"{path.parent.name}/{path.name}")
    return found


def test_the_policy_has_lines_and_each_its_own_name():
    assert len(LINES) > 30
    assert len(LINES) == len(set(LINES))


@pytest.mark.parametrize("line", LINES)
def test_each_line_of_the_policy_has_a_test_that_names_it(line):
    assert named()[line], f"docs/policy.md: nothing proves {line!r}"


def test_no_test_names_a_line_that_is_not_in_the_policy():
    assert set(named()) - set(LINES) == set()


@pytest.mark.policy("alone-changes", "plan-changes-to-the-team")
def test_actions_change_by_themselves_what_the_policy_names_and_nothing_else():
    operations = {
        name for name, _ in inspect.getmembers(CarrierSystems, inspect.isfunction) if not name.startswith("_")
    }
    changing = {name for name in operations if not name.startswith(READS)}
    assert changing == ALONE | NOT_ALONE
    called = {
        node.func.attr
        for path in (ROOT / "actions").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called & changing == ALONE
