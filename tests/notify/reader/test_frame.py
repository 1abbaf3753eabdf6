"""The frame is named after the centre of the newest letter; health is asked beside it."""

from __future__ import annotations

import pytest

from tests.notify.builders import notice
from tests.notify.conftest import accept


def test_health_asks_the_store_and_not_the_mail_server(app, client):
    assert client.get("/health/notify/live").status_code == 200
    assert client.get("/health/notify/ready").status_code == 200


def test_the_frame_names_the_centre_as_its_newest_letter_does(app, client, bell):
    assert "IKÖ-Netz</span>" in client.get("/abbestellen/x/y").text
    accept(app, bell)
    page = client.get("/abbestellen/x/y").text
    assert "Koordinierungsstelle Interkulturelle Öffnung</span>" in page
    assert 'href="http://127.0.0.1:8080/impressum"' in page


@pytest.mark.parametrize(
    ("dataset", "banner"),
    [
        ("practice", "Übungsnetz – erfundene Daten"),
        ("example", "Beispielnetz – Stand Herbst 2021"),
        ("", ""),
        ("one of a later version", ""),
    ],
)
def test_the_frame_says_whose_data_the_newest_letter_comes_from(app, client, bell, dataset, banner):
    sender = notice().sender.model_copy(update={"dataset": dataset})
    accept(app, bell, sender=sender)
    page = client.get("/abbestellen/x/y").text
    assert ('class="origin-note"' in page) == bool(banner)
    assert banner in page


def test_the_banner_is_in_the_language_of_each_reader(app, client, bell):
    accept(app, bell, sender=notice().sender.model_copy(update={"dataset": "practice"}))
    assert "Übungsnetz – erfundene Daten" in client.get("/abbestellen/x/y?lang=de").text
    assert "Practice network – invented data" in client.get("/abbestellen/x/y?lang=en").text
