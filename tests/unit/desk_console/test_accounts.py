import stat

import pytest

from desk.teams.directory import DEMO, read_directory
from front_door.desk_console.accounts import (
    Accounts,
    NewAccount,
    add_account,
    all_accounts,
    close_account,
    reset_password,
)
from front_door.desk_console.commands import agents_command, demo_logins
from front_door.desk_console.errors import AccountRefused, SignInRefused
from front_door.desk_console.passwords import new_password
from front_door.desk_console.sessions import Sessions
from front_door.desk_console.store import DeskStore

PASSWORD = "correct horse battery"
ADMIN = NewAccount(login="Ana@example.com", name="  Ana   Ruiz ", team="Upper Midwest team", admin=True)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "desk.sqlite"


@pytest.fixture
def store(path):
    store = DeskStore(path)
    yield store
    store.close_now()


@pytest.fixture
def ana(store):
    return store.run_now(lambda db: add_account(db, ADMIN, PASSWORD))


async def test_login_and_password_together_open_the_account(store, ana):
    account = await Accounts(store).sign_in("ana@EXAMPLE.com", PASSWORD)
    assert account == ana
    assert account.name == "Ana Ruiz"
    assert account.identity.photo == f"/team/{account.agent_id}.svg"


@pytest.mark.parametrize(("login", "password"), [("ana@example.com", "wrong password"), ("nobody", PASSWORD)])
async def test_anything_else_is_refused_alike(store, ana, login, password):
    with pytest.raises(SignInRefused):
        await Accounts(store).sign_in(login, password)


async def test_passwords_are_argon2id_hashes_in_a_file_only_its_owner_reads(store, ana, path):
    stored = store.run_now(lambda db: db.execute("SELECT password_hash FROM agents").fetchone()[0])
    assert stored.startswith("$argon2id$")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_first_account_has_to_be_an_admins(store):
    plain = NewAccount(login="ben", name="Ben", team="T")
    with pytest.raises(AccountRefused, match="--admin"):
        store.run_now(lambda db: add_account(db, plain, PASSWORD))


def test_a_login_is_taken_once(store, ana):
    with pytest.raises(AccountRefused, match="taken"):
        store.run_now(
            lambda db: add_account(db, NewAccount(login="ANA@example.com", name="A", team="T"), PASSWORD)
        )


@pytest.mark.parametrize(
    ("login", "name", "password", "why"),
    [("x y", "Ben", PASSWORD, "login"), ("ben", " ", PASSWORD, "name"), ("ben", "Ben", "short", "12 to 200")],
)
def test_a_malformed_account_is_refused_and_says_why(store, ana, login, name, password, why):
    with pytest.raises(AccountRefused, match=why):
        store.run_now(lambda db: add_account(db, NewAccount(login=login, name=name, team="T"), password))
    assert len(store.run_now(all_accounts)) == 1


def test_two_agents_of_one_first_name_get_ids_of_their_own(store, ana):
    def add(login):
        new = NewAccount(login=login, name="Jo", team="T")
        return store.run_now(lambda db: add_account(db, new, PASSWORD))

    one, two = add("jo@a.example"), add("jo@b.example")
    assert (one.agent_id, two.agent_id) == ("agent_jo", "agent_jo_2")


async def test_a_new_password_signs_out_everywhere(store, ana):
    sessions = Sessions(store)
    token = await sessions.begin(ana.agent_id)
    await store.run(lambda db: reset_password(db, "ana@example.com", "another long one"))
    assert await sessions.find(token) is None
    with pytest.raises(SignInRefused):
        await Accounts(store).sign_in("ana@example.com", PASSWORD)


async def test_a_closed_account_is_closed_at_once(store, ana):
    sessions = Sessions(store)
    token = await sessions.begin(ana.agent_id)
    await store.run(lambda db: close_account(db, "ana@example.com"))
    assert await sessions.find(token) is None
    assert await Accounts(store).everybody() == []
    with pytest.raises(SignInRefused):
        await Accounts(store).sign_in("ana@example.com", PASSWORD)


def test_demo_agents_are_made_once_and_their_logins_stay_the_same(store, path):
    first, second = demo_logins(store, read_directory()), demo_logins(store, read_directory())
    assert first == second
    assert len(first) >= 8
    kept = path.with_name("demo_agents.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_a_printed_demo_login_works_even_after_its_note_was_lost(store, path):
    demo_logins(store, read_directory())
    path.with_name("demo_agents.json").unlink()
    login = demo_logins(store, read_directory())[0]
    assert (await Accounts(store).sign_in(login["login"], login["password"])).name == login["name"]


def test_generated_passwords_differ_and_can_be_read_out():
    passwords = {new_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(len(password) == 19 for password in passwords)


def test_the_commands_make_list_and_reset_accounts(path, capsys):
    base = ["add", "--name", "Ana Ruiz", "--email", "ana", "--team", "T", "--generate"]
    assert agents_command(base, path, DEMO) == 1
    assert "--admin" in capsys.readouterr().err
    assert agents_command([*base, "--admin"], path, DEMO) == 0
    assert "shown this once" in capsys.readouterr().out
    assert agents_command(["list"], path, DEMO) == 0
    assert "Ana Ruiz" in capsys.readouterr().out
    assert agents_command(["reset", "--login", "ana", "--generate"], path, DEMO) == 0
    assert agents_command(["reset", "--login", "nobody", "--generate"], path, DEMO) == 1
    assert agents_command(["close", "--login", "ana"], path, DEMO) == 0
    assert agents_command(["demo", "--json"], path, DEMO) == 0
