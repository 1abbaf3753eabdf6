"""Accounts: passwords, limits, roles, sessions; on SQLite and PostgreSQL."""

from __future__ import annotations

import threading

import pytest

from shared.accounts import Accounts, command, passwords
from shared.errors import Conflict, Invalid, NotFound, TooMany

PASSWORD = "vier wörter ohne sinn"
EMAIL = "leitung@ikoe.example"
HERE = "203.0.113.7"


@pytest.fixture
def accounts(database_url, clock):
    accounts = Accounts(database_url, clock)
    accounts.prepare()
    yield accounts
    accounts.close()


@pytest.fixture
def admin(accounts):
    accounts.ensure_admin(EMAIL, PASSWORD)
    account = accounts.by_email(EMAIL)
    assert account is not None
    return account


def test_the_first_administrator_gets_a_password_once(accounts):
    made = accounts.ensure_admin(EMAIL)
    assert made is not None
    assert len(made.replace("-", "")) == 16
    assert accounts.check_password(EMAIL, made, HERE).role == "admin"
    assert accounts.ensure_admin(EMAIL) is None


def test_a_given_password_is_not_shown_again(accounts):
    assert accounts.ensure_admin(EMAIL, PASSWORD) is None
    assert accounts.check_password(EMAIL, PASSWORD, HERE) is not None


def test_two_first_starts_at_once_make_one_administrator(accounts, database_url, clock):
    shown = []

    def start():
        other = Accounts(database_url, clock)
        shown.append(other.ensure_admin(EMAIL))
        other.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accounts.all()) == 1
    assert len([password for password in shown if password]) == 1


def test_addresses_are_compared_folded_and_taken_once(accounts, admin):
    assert accounts.by_email("  LEITUNG@ikoe.EXAMPLE ").id == admin.id
    with pytest.raises(Conflict):
        accounts.create("Leitung@IKOE.example", "Zweite", "viewer", PASSWORD)


@pytest.mark.parametrize("weak", ["kurz", "aaaaaaaaaaaaaaaa", "x" * 300, "ä" * 200])
def test_weak_and_huge_passwords_are_refused(accounts, weak):
    with pytest.raises(Invalid):
        accounts.create("a@b.example", "A", "viewer", weak)


def test_hashes_are_argon2id_with_the_agreed_costs(admin):
    assert admin.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_wrong_unknown_closed_and_huge_all_give_nothing(accounts, admin):
    closed = accounts.create("zu@ikoe.example", "Zu", "viewer", PASSWORD)
    accounts.set_active(closed, False)
    assert accounts.check_password(EMAIL, "falsch falsch", HERE) is None
    assert accounts.check_password("wer@ikoe.example", PASSWORD, HERE) is None
    assert accounts.check_password("zu@ikoe.example", PASSWORD, HERE) is None
    assert accounts.check_password(EMAIL, "x" * 1_000_000, HERE) is None
    assert accounts.check_password(EMAIL, "\ud800 surrogate", HERE) is None


def _fail(accounts, times, email=EMAIL, address=HERE):
    for _ in range(times):
        assert accounts.check_password(email, "falsch falsch", address) is None


def test_an_account_waits_after_ten_failures_and_is_never_locked_for_good(accounts, admin, clock):
    _fail(accounts, 10)
    with pytest.raises(TooMany) as caught:
        accounts.check_password(EMAIL, PASSWORD, "198.51.100.1")
    assert caught.value.params == {"minutes": 1}
    clock.forward(seconds=31)
    assert accounts.check_password(EMAIL, PASSWORD, HERE) is not None
    _fail(accounts, 5)  # A success has forgiven the earlier ones.


def test_an_unknown_account_waits_just_the_same(accounts, clock):
    _fail(accounts, 10, email="niemand@ikoe.example")
    with pytest.raises(TooMany):
        accounts.check_password("niemand@ikoe.example", PASSWORD, HERE)


def test_a_network_address_waits_after_twenty_failures(accounts, admin, clock):
    for number in range(20):
        _fail(accounts, 1, email=f"x{number}@ikoe.example")
    with pytest.raises(TooMany):
        accounts.check_password(EMAIL, PASSWORD, HERE)
    assert accounts.check_password(EMAIL, PASSWORD, "198.51.100.1") is not None


def test_waits_grow_to_a_quarter_of_an_hour(accounts, clock):
    _fail(accounts, 10)
    longest = 0
    for _ in range(8):
        with pytest.raises(TooMany) as caught:
            accounts.check_password(EMAIL, PASSWORD, HERE)
        longest = max(longest, caught.value.params["minutes"])
        clock.forward(minutes=caught.value.params["minutes"])
        try:
            _fail(accounts, 1)
        except TooMany:
            continue
    assert longest == 15


def test_fifty_guesses_at_once_are_fifty_guesses(accounts, admin):
    outcomes = []

    def guess():
        try:
            outcomes.append(accounts.check_password(EMAIL, "falsch falsch", HERE))
        except TooMany:
            outcomes.append("wait")

    threads = [threading.Thread(target=guess) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(None) == 10
    assert outcomes.count("wait") == 40


def test_the_table_of_attempts_names_nobody(accounts, admin):
    _fail(accounts, 1)
    with accounts.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT key FROM login_attempt").fetchall()
    assert all(EMAIL not in key and HERE not in key for (key,) in rows)


def test_a_new_password_ends_all_sessions(accounts, admin):
    mark = accounts.change_password(admin.id, "ganz neue lange wörter")
    assert accounts.by_session(admin.fs_uniquifier) is None
    assert accounts.by_session(mark).id == admin.id
    assert accounts.check_password(EMAIL, PASSWORD, HERE) is None


def test_logging_out_everywhere_ends_all_sessions(accounts, admin):
    accounts.log_out_everywhere(admin.id)
    assert accounts.by_session(admin.fs_uniquifier) is None
    with pytest.raises(NotFound):
        accounts.log_out_everywhere(admin.id + 1)


def test_roles_count_at_once_and_the_last_administrator_stays(accounts, admin):
    with pytest.raises(Conflict):
        accounts.set_role(admin.id, "viewer")
    with pytest.raises(Conflict):
        accounts.set_active(admin.id, False)
    second = accounts.create("zwei@ikoe.example", "Zwei", "admin", PASSWORD)
    accounts.set_role(admin.id, "viewer")
    assert accounts.by_session(admin.fs_uniquifier).role == "viewer"
    accounts.set_active(admin.id, False)
    assert accounts.by_session(admin.fs_uniquifier) is None
    with pytest.raises(Conflict):
        accounts.set_role(second, "editor")


def test_old_hashes_are_renewed_at_the_next_login(accounts, admin, clock):
    from argon2 import PasswordHasher

    cheap = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with accounts.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE account SET password = '" + cheap.replace("%", "%%") + "'"
        )
    assert accounts.check_password(EMAIL, PASSWORD, HERE) is not None
    assert not passwords.outdated(accounts.by_email(EMAIL).password)


def test_the_command_line_gives_a_new_password_once(accounts, admin, database_url, capsys):
    environ = {"ACCOUNTS_URL": database_url}
    assert command.main([EMAIL], environ) == 0
    fresh = capsys.readouterr().out.removeprefix("Neues Passwort: ").strip()
    assert accounts.check_password(EMAIL, fresh, HERE) is not None
    assert accounts.by_session(admin.fs_uniquifier) is None
    assert command.main(["niemand@ikoe.example"], environ) == 1
    assert command.main([], environ) == 2


def test_the_command_line_makes_no_database(tmp_path, capsys):
    assert command.main([EMAIL], {"DATA_DIR": str(tmp_path)}) == 2
    assert list(tmp_path.iterdir()) == []
