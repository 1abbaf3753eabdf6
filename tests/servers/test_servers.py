"""The servers of the tests are real and empty."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import neo4j
import psycopg
import pytest
import redis


@pytest.mark.parametrize("turn", [1, 2])
def test_neo4j_is_empty_for_every_test(bare_neo4j_url, turn):
    scheme, _, rest = bare_neo4j_url.partition("://")
    login, _, address = rest.partition("@")
    user, _, password = login.partition(":")
    with neo4j.GraphDatabase.driver(f"{scheme}://{address}", auth=(user, password)) as driver:
        count = driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"]
        indexes = driver.execute_query("SHOW INDEXES YIELD type RETURN collect(type) AS t")
        driver.execute_query("CREATE CONSTRAINT one FOR (a:Actor) REQUIRE a.id IS UNIQUE")
        driver.execute_query("UNWIND range(1, 100) AS id CREATE (:Actor {id: id})")
    assert (count, indexes.records[0]["t"]) == (0, ["LOOKUP", "LOOKUP"])


@pytest.mark.parametrize("turn", [1, 2])
def test_postgres_is_empty_for_every_test(postgres_url, turn):
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE once (id int)")
        found = connection.execute("SHOW transaction_isolation").fetchone()
    assert found == ("read committed",)


@pytest.mark.parametrize("turn", [1, 2])
def test_redis_is_empty_for_every_test(redis_url, turn):
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("a", "b")


def test_own_redis_keeps_its_data_over_a_restart(own_redis):
    with redis.Redis.from_url(own_redis.url) as client:
        client.set("a", "b")
    own_redis.stop()
    own_redis.start()
    with redis.Redis.from_url(own_redis.url, decode_responses=True) as client:
        assert client.get("a") == "b"


def _letter(to: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@a.example", to, "Grüße"
    letter.set_content("Hallo")
    return letter


def test_the_mail_server_keeps_letters_and_refuses_when_told(smtp_server):
    smtp_server.greylist("b@b.example")
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            client.send_message(_letter("b@b.example"))
        client.send_message(_letter("b@b.example"))
    assert refused.value.recipients["b@b.example"][0] == 451
    assert [m.message["Subject"] for m in smtp_server.to("b@b.example")] == ["Grüße"]


def test_the_mail_server_can_take_a_letter_and_cut_the_line(smtp_server):
    smtp_server.answer("after_data", "drop")
    client = smtplib.SMTP("127.0.0.1", smtp_server.port)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.send_message(_letter("b@b.example"))
    assert len(smtp_server.messages) == 1


def test_the_mail_server_comes_back_on_its_port(smtp_server):
    smtp_server.stop()
    with pytest.raises(OSError):
        smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=2)
    smtp_server.start()
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client:
        assert client.noop()[0] == 250


def test_the_browser_shows_a_page(chromium):
    page = chromium.new_page(locale="de-DE")
    page.set_content("<h1>Grüß Gott</h1>")
    assert page.inner_text("h1") == "Grüß Gott"
    page.close()
