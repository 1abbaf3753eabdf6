"""Accounts: passwords, limits, roles, sessions; on SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta

import pytest

from shared.accounts import Accounts, command, passwords
from shared.accounts.browsers import browser_name
from shared.accounts.sessions import hashed
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


def test_a_stranger_who_goes_on_guessing_cannot_keep_the_owner_waiting(accounts, admin, clock):
    stranger, owner = "198.51.100.{}", "203.0.113.9"
    guesses = 0

    def guess() -> None:
        nonlocal guesses
        guesses += 1
        with contextlib.suppress(TooMany):
            accounts.check_password(EMAIL, f"falsch {guesses}", stranger.format(guesses % 200))

    for _ in range(30):
        guess()
    with pytest.raises(TooMany) as caught:
        accounts.check_password(EMAIL, PASSWORD, owner)
    for _ in range(caught.value.params["minutes"] * 6):
        clock.forward(seconds=10)
        guess()
    assert accounts.check_password(EMAIL, PASSWORD, owner).id == admin.id


def test_a_wait_that_is_over_is_for_one_look_at_the_password(accounts, admin, clock):
    _fail(accounts, 10, address="198.51.100.1")
    for number in range(4):
        clock.forward(minutes=2**number)
        _fail(accounts, 1, address=f"198.51.100.{2 + number}")
    for address in ("198.51.100.9", HERE):
        with pytest.raises(TooMany) as caught:
            accounts.check_password(EMAIL, "falsch falsch", address)
        assert caught.value.params == {"minutes": 8}
    clock.forward(minutes=8)
    # The stranger's own wait is over, too; a failure makes the account wait longer for others.
    _fail(accounts, 1, address="198.51.100.9")
    _fail(accounts, 1)
    for _ in range(2):
        with pytest.raises(TooMany) as caught:
            accounts.check_password(EMAIL, PASSWORD, HERE)
        assert caught.value.params == {"minutes": 15}
    clock.forward(minutes=15)
    assert accounts.check_password(EMAIL, PASSWORD, HERE).id == admin.id


def test_on_a_known_device_the_right_password_never_waits(accounts, admin, clock):
    device = accounts.devices.remember(admin.id, "Firefox, Windows")
    _fail(accounts, 10)
    for number in range(20):
        _fail(accounts, 1, email=f"x{number}@ikoe.example", address="203.0.113.50")
    for address in (HERE, "203.0.113.50"):
        with pytest.raises(TooMany):
            accounts.check_password(EMAIL, PASSWORD, address)
        assert accounts.check_password(EMAIL, PASSWORD, address, device).id == admin.id
        _fail(accounts, 10, address="198.51.100.77")
    other = accounts.create("zwei@ikoe.example", "Zwei", "viewer", PASSWORD)
    _fail(accounts, 9, email="zwei@ikoe.example")
    _fail(accounts, 1, email="zwei@ikoe.example")
    with pytest.raises(TooMany):
        accounts.check_password("zwei@ikoe.example", PASSWORD, "203.0.113.51", device)
    assert not accounts.devices.knows(other, device)


def test_a_device_is_known_for_180_days_after_the_last_login_and_can_be_forgotten(
    accounts, admin, clock
):
    device = accounts.devices.remember(admin.id, "Firefox, Windows")
    clock.forward(days=179)
    assert accounts.devices.remember(admin.id, "Firefox, Windows", device) == device
    clock.forward(days=179)
    assert accounts.devices.knows(admin.id, device)
    (shown,) = accounts.devices.of(admin.id)
    assert (shown.label, shown.seen - shown.since) == ("Firefox, Windows", timedelta(days=179))
    clock.forward(days=2)
    assert (accounts.devices.knows(admin.id, device), accounts.devices.of(admin.id)) == (False, [])
    assert accounts.clean() == 1
    fresh = accounts.devices.remember(admin.id, "Firefox, Windows", device)
    assert fresh != device
    accounts.devices.forget(admin.id + 1, hashed(fresh))
    assert accounts.devices.knows(admin.id, fresh)
    for _ in range(2):
        accounts.devices.forget(admin.id, hashed(fresh))
        assert not accounts.devices.knows(admin.id, fresh)


def test_logins_are_listed_and_ended_one_by_one(accounts, admin, clock):
    first = accounts.sessions.begin(admin.id, "Firefox, Windows")
    clock.forward(minutes=10)
    second = accounts.sessions.begin(admin.id, "Safari, iPhone")
    accounts.sessions.seen(first)
    clock.forward(minutes=1)
    accounts.sessions.seen(second)
    # ``first`` was used again ten minutes after it began, ``second`` too soon to be written down.
    found = {one.label: one.seen - one.since for one in accounts.sessions.of(admin.id)}
    assert found == {
        "Firefox, Windows": timedelta(minutes=10),
        "Safari, iPhone": timedelta(0),
    }
    other = accounts.create("zwei@ikoe.example", "Zwei", "viewer", PASSWORD)
    accounts.sessions.end_one(other, hashed(first))
    assert accounts.sessions.account(admin.fs_uniquifier, first).id == admin.id
    accounts.sessions.end_one(admin.id, hashed(first))
    assert accounts.sessions.account(admin.fs_uniquifier, first) is None
    assert accounts.sessions.account(admin.fs_uniquifier, second).id == admin.id
    clock.forward(hours=13)
    assert accounts.sessions.of(admin.id) == []
    clock.forward(days=31)
    assert accounts.clean() == 2


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
    _fail(accounts, 9)
    with pytest.raises(TooMany):
        accounts.check_password(EMAIL, PASSWORD, HERE)
    with accounts.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT key FROM login_attempt").fetchall()
    assert len({key for (key,) in rows}) == 3
    assert all(EMAIL not in key and HERE not in key for (key,) in rows)


def test_a_new_password_ends_all_sessions(accounts, admin):
    token = accounts.sessions.begin(admin.id, "Firefox")
    device = accounts.devices.remember(admin.id, "Firefox")
    mark = accounts.change_password(admin.id, "ganz neue lange wörter")
    assert accounts.sessions.account(admin.fs_uniquifier, token) is None
    assert accounts.sessions.account(mark, token) is None
    assert not accounts.devices.knows(admin.id, device)
    assert accounts.sessions.account(mark, accounts.sessions.begin(admin.id, "")).id == admin.id
    assert accounts.check_password(EMAIL, PASSWORD, HERE) is None


def test_logging_out_everywhere_ends_all_sessions(accounts, admin):
    token = accounts.sessions.begin(admin.id, "Firefox")
    assert accounts.sessions.account(admin.fs_uniquifier, token).id == admin.id
    accounts.log_out_everywhere(admin.id)
    assert accounts.sessions.account(admin.fs_uniquifier, token) is None
    assert accounts.sessions.of(admin.id) == []
    with pytest.raises(NotFound):
        accounts.log_out_everywhere(admin.id + 1)


def test_roles_count_at_once_and_the_last_administrator_stays(accounts, admin):
    with pytest.raises(Conflict):
        accounts.set_role(admin.id, "viewer")
    with pytest.raises(Conflict):
        accounts.set_active(admin.id, False)
    second = accounts.create("zwei@ikoe.example", "Zwei", "admin", PASSWORD)
    accounts.set_role(admin.id, "viewer")
    token = accounts.sessions.begin(admin.id, "Firefox")
    assert accounts.sessions.account(admin.fs_uniquifier, token).role == "viewer"
    accounts.set_active(admin.id, False)
    assert accounts.sessions.account(admin.fs_uniquifier, token) is None
    assert accounts.sessions.of(admin.id) == []
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
    assert accounts.by_email(EMAIL).fs_uniquifier != admin.fs_uniquifier
    assert command.main(["niemand@ikoe.example"], environ) == 1
    assert command.main([], environ) == 2


def test_the_command_line_makes_no_database(tmp_path, capsys):
    assert command.main([EMAIL], {"DATA_DIR": str(tmp_path)}) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
         "like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_has_a_name_that_its_owner_knows(user_agent, name):
    assert browser_name(user_agent) == name
