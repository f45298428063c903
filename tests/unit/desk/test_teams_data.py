"""The care team's data as an operator writes it: what is understood, and what is told when it is wrong."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conversation.handoff import HandoffReason
from desk.__main__ import main
from desk.teams.check import advice
from desk.teams.directory import DEMO, TeamsBroken, read_directory
from desk.teams.fictional import roster
from desk.teams.skills import TOPICS

ROOT = Path(__file__).parents[3]
A_WEEK = datetime(2026, 7, 20, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "organisation"
    shutil.copytree(DEMO, copy)
    return copy


def change(folder, name, before, after):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def mistakes(folder):
    read_directory.cache_clear()
    with pytest.raises(TeamsBroken) as broken:
        read_directory(folder)
    return broken.value.mistakes


def test_the_demo_has_17_sites_and_teams_of_30_to_40_with_an_overseas_night_team():
    demo = read_directory()
    assert len(demo.sites) == 17
    assert len(demo.teams) >= 20
    assert all(30 <= len(team.agents) <= 40 for team in demo.teams.values())
    assert demo.teams["night"].site.zone.key == "Asia/Manila"
    assert all(any(agent.lead for agent in team.agents) for team in demo.teams.values())


def test_the_demo_leaves_nothing_to_advise():
    assert advice(read_directory(), A_WEEK) == []


@pytest.mark.parametrize(
    ("zip_code", "market"),
    [
        ("55408", "Minnesota"),
        ("11432", "New York: Queens"),
        ("11201", "New York: Brooklyn"),
        ("11001", "New York: Queens"),
        ("11003-1234", "New York: Long Island"),
        ("00901", "Puerto Rico and the Virgin Islands"),
        ("79901", "West Texas"),
    ],
)
def test_a_zip_code_finds_its_market_the_whole_code_before_its_first_digits(zip_code, market):
    team, found = read_directory().team_at(zip_code)
    assert found.name == market
    assert team.team_id == found.team_id


@pytest.mark.parametrize("zip_code", [None, "", "09012", "5540", "abcde"])
def test_a_zip_code_of_no_market_goes_to_the_general_team(zip_code):
    demo = read_directory()
    assert demo.team_at(zip_code) == (demo.general, None)


def test_every_place_of_the_demo_carrier_lies_in_a_market():
    from carrier.demo.catalog import PLACES

    assert [place for place in PLACES if read_directory().markets.at(place.zip_code) is None] == []


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("teams.yml", "site: duluth", "site: dulut", "there is no dulut"),
        ("teams.yml", "zone: America/Boise", "zone: America/Boisy", "no IANA time zone America/Boisy"),
        ("teams.yml", "07:00-21:00", "7-21", "is no interval"),
        ("teams.yml", "sister: great_plains", "siter: great_plains", "siter is not known here"),
        ("teams.yml", "holidays: us", "holidays: uk", "there is no uk"),
        ("teams.yml", "monday-sunday", "monday-funday", "monday-funday is no day"),
        ("markets.yml", "areas: [100-102]", "areas: [100-102, 112]", "112 belongs to brooklyn"),
        ("markets.yml", "areas: [112]", "areas: [11]", "is no area"),
        ("markets.yml", "team: brooklyn", "team: brookline", "there is no brookline"),
        ("skills.yml", "skill: network", "skill: networks", "there is no networks"),
        ("skills.yml", "head_start_s: 600", "head_start_s: 6000", "from 0 to 600"),
        ("holidays.yml", "on: 07-04", "on: 07-34", "day is out of range"),
        ("callbacks.yml", '"07:00-21:00"', '"07:05-21:00"', "picked must be a span on quarter hours"),
        ("callbacks.yml", "tries: 3", "tries: 30", "from 1 to 5"),
        ("callbacks.yml", "retry_minutes", "retry_mintues", "retry_mintues is not known here"),
        ("rosters/queens.yml", "tier: 2", "tier: two", "tier must be a whole number"),
        ("rosters/queens.yml", "skills: {network: 2}", "skills: {netwrk: 2}", "netwrk is not known"),
        ("rosters/queens.yml", "id: agent_marisol", "id: Marisol", "is no agent's id"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(folder, name, before, after, told):
    line = change(folder, name, before, after)
    assert any(one.startswith(f"{name}:{line}: ") and told in one for one in mistakes(folder))


def test_callbacks_have_their_usual_numbers_where_no_file_says_otherwise(folder):
    (folder / "callbacks.yml").unlink()
    assert read_directory(folder).callbacks == read_directory().callbacks


def test_all_mistakes_are_told_at_once(folder):
    change(folder, "teams.yml", "site: duluth", "site: dulut")
    change(folder, "skills.yml", "skill: network", "skill: networks")
    assert len(mistakes(folder)) >= 2


def test_what_is_missing_or_no_yaml_is_told(folder):
    (folder / "holidays.yml").unlink()
    assert mistakes(folder) == ("holidays.yml: cannot be read: No such file or directory",)
    (folder / "holidays.yml").write_text("us:\n  - {name: [\n")
    assert mistakes(folder)[0].startswith("holidays.yml:3: this is no YAML")


def test_two_agents_of_one_login_are_refused_and_their_roster_named(folder):
    change(folder, "rosters/queens.yml", "login: marisol", "login: maya")
    assert mistakes(folder) == ("rosters: two agents share the login maya (queens.yml, upper_midwest.yml)",)


def test_a_sister_must_be_another_team(folder):
    change(folder, "teams.yml", "sister: great_plains", "sister: upper_midwest")
    assert mistakes(folder) == (
        "teams.yml: the sister of upper_midwest must be another team, not upper_midwest",
    )


def test_advice_names_hours_nobody_answers_and_sisters_under_one_roof(folder):
    change(folder, "teams.yml", '["08:30-00:00"]', '["08:30-23:00"]')
    change(folder, "teams.yml", "sister: ohio_valley", "sister: prairie")
    read_directory.cache_clear()
    told = advice(read_directory(folder), A_WEEK)
    assert any(line.startswith("pacific_northwest: neither it nor sister") for line in told) is False
    assert "chicago and its sister prairie work at one site and go dark together" in told


def test_the_operators_command_checks_finds_and_draws(folder, capsys):
    read_directory.cache_clear()
    assert main(["teams", "check", str(folder)]) == 0
    assert "17 sites" in capsys.readouterr().out
    change(folder, "teams.yml", "site: duluth", "site: dulut")
    read_directory.cache_clear()
    assert main(["teams", "check", str(folder)]) == 1
    assert "teams.yml:" in capsys.readouterr().err
    assert main(["teams", "find", "55408"]) == 0
    assert "Upper Midwest team" in capsys.readouterr().out
    assert main(["teams"]) == 2


def test_a_drawn_roster_is_always_the_same_and_can_be_read_back(folder):
    drawn = roster("queens", 35)
    assert drawn == roster("queens", 35)
    (folder / "rosters" / "queens.yml").write_text("agents:\n" + drawn + "\n", encoding="utf-8")
    read_directory.cache_clear()
    assert len(read_directory(folder).teams["queens"].agents) == 35


def test_every_intent_of_a_topic_stands_with_its_topic():
    """Intents are named in the assistant's data; one that no topic names would go to anybody."""
    skills = read_directory().skills
    walking = {"already_done", "ask_where", "step_done", "step_failed", "step_worked"}
    for topic in TOPICS:
        path = ROOT / "nlu_data" / f"{topic}.yml"
        said = set(re.findall(r"(?m)^ *- intent: ([a-z_]+)$", path.read_text(encoding="utf-8"))) - walking
        assert said, topic
        assert {skills.topic_of(intent) for intent in said} == {topic}


def test_topic_reason_and_contacts_say_what_a_case_needs():
    skills = read_directory().skills
    assert skills.needs("billing").skill == "billing"
    assert skills.needs("billing").tier == 1
    assert skills.needs(None).skill == "general"
    assert skills.needs("network", HandoffReason.STEPS_USED_UP).tier == 2
    assert skills.needs("plans", contacts=3).tier == 2
    assert skills.needs("plans", lines=12).tier == 2
    assert skills.needs("sim", HandoffReason.EMERGENCY).head_start_s == 600
