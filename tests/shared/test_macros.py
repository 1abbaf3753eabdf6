"""The parts of pages: what each makes, and that people who do not see it can use it."""

from __future__ import annotations

import re

import pytest

from shared.errors import Problem
from shared.web.install import page_href, page_window


@pytest.fixture
def ui(app):
    """Renders one call of a macro on a page that was asked for in German."""

    def render(call: str, path: str = "/", **values: object) -> str:
        source = '{% import "shared/macros.html" as ui with context %}' + call
        with app.test_request_context(path):
            text = app.jinja_env.from_string(source).render(**values)
        return re.sub(r"\s+", " ", text).strip()

    return render


def test_a_field_is_tied_to_its_label_hint_and_error(ui):
    html = ui(
        "{{ ui.field('email', 'E-Mail', value, 'email', hint='Ihre', error='Fehlt', required=True,"
        " autocomplete='email') }}",
        value='"><script>',
    )
    assert '<label class="kern-label" for="f-email">E-Mail</label>' in html
    assert 'id="f-email" name="email" type="email" value="&#34;&gt;&lt;script&gt;"' in html
    assert 'aria-describedby="f-email-hinweis f-email-fehler" aria-invalid="true"' in html
    assert 'id="f-email-hinweis">Ihre<' in html
    assert 'id="f-email-fehler"' in html
    assert " required" in html
    assert 'autocomplete="email"' in html


def test_what_is_voluntary_says_so(ui):
    assert "(freiwillig)" in ui("{{ ui.field('x', 'X') }}")
    assert "(freiwillig)" not in ui("{{ ui.field('x', 'X', required=True) }}")
    assert "(freiwillig)" not in ui("{{ ui.field('x', 'X', mark_optional=False) }}")


def test_a_password_never_comes_back(ui):
    assert "geheim" not in ui("{{ ui.field('p', 'P', 'geheim', 'password') }}")


def test_line_breaks_at_the_beginning_of_a_text_survive(ui, app):
    source = '{% import "shared/macros.html" as ui with context %}{{ ui.textarea("t", "T", v) }}'
    with app.test_request_context("/"):
        html = app.jinja_env.from_string(source).render(v="\nzweite Zeile")
    # A browser drops the first line break after the tag, and only that one.
    assert ">\n\nzweite Zeile</textarea>" in html


def test_a_choice_marks_what_is_chosen(ui):
    html = ui("{{ ui.select('r', 'Region', [(1, 'Erfurt'), (2, 'Gera')], 2, empty='alle') }}")
    assert '<option value="">alle</option>' in html
    assert '<option value="1">Erfurt</option>' in html
    assert '<option value="2" selected>Gera</option>' in html
    many = ui("{{ ui.select('r', 'R', [(1, 'a'), (2, 'b'), (3, 'c')], [1, 3], multiple=True) }}")
    assert many.count(" selected") == 2
    assert "multiple" in many


def test_groups_have_a_legend(ui):
    html = ui("{{ ui.radios('k', 'Art', [('a', 'A', 'Hilfe'), ('b', 'B')], 'b', required=True) }}")
    assert '<fieldset class="kern-fieldset" id="f-k">' in html
    assert '<legend class="kern-label">Art</legend>' in html
    assert 'id="f-k-2" name="k" value="b" checked' in html
    assert 'aria-describedby="f-k-1-hinweis"' in html
    boxes = ui("{{ ui.checkboxes('t', 'T', [(1, 'A'), (2, 'B')], ['2'], error='Bitte wählen') }}")
    assert boxes.count(" checked") == 1
    assert 'aria-invalid="true"' in boxes


def test_a_form_carries_its_key_and_the_language(ui):
    html = ui("{% call ui.form('/x') %}A{% endcall %}", "/?lang=en")
    assert 'action="/x?lang=en" method="post"' in html
    assert html.count('name="form_key"') == 1
    html = ui("{% call ui.filters('/x') %}A{% endcall %}", "/?lang=en")
    assert 'method="get"' in html
    assert '<input type="hidden" name="lang" value="en">' in html
    assert "form_key" not in html


def test_buttons_are_links_or_send(ui):
    assert ui("{{ ui.button('Speichern') }}").startswith('<button type="submit"')
    link = ui("{{ ui.button('Neu', '/akteure/neu', 'secondary', icon='add') }}", "/?lang=en")
    assert 'href="/akteure/neu?lang=en"' in link
    assert "kern-btn--secondary" in link
    assert 'aria-hidden="true"' in link
    assert 'name="tun" value="weg"' in ui("{{ ui.button('Weg', name='tun', value='weg') }}")


def test_a_table_names_its_columns_and_rows(ui):
    html = ui(
        "{{ ui.table(['Name', ('Zahl', 'numeric')], [['<b>', 3]], 'Liste') }}",
    )
    assert '<caption class="kern-sr-only">Liste</caption>' in html
    assert '<th scope="col"' in html
    assert '<th scope="row" class="kern-table__cell">&lt;b&gt;</th>' in html
    assert "kern-table__cell--numeric" in html
    assert "Keine Einträge." in ui("{{ ui.table(['Name'], []) }}")


def test_a_badge_is_never_colour_alone(ui):
    for tone in ("info", "success", "warning", "danger"):
        html = ui("{{ ui.badge('Lücke', tone) }}", tone=tone)
        assert f"kern-icon--{tone}" in html
        assert "Lücke" in html
    assert "kern-icon" not in ui("{{ ui.badge('nicht erhoben') }}")


def test_the_summary_leads_to_the_fields(ui):
    problems = [Problem("field.required", "name"), Problem("conflict")]
    html = ui("{{ ui.errors(problems) }}", problems=problems)
    assert "Bitte prüfen Sie 2 Angaben" in html
    assert '<a href="#f-name">Diese Angabe fehlt.</a>' in html
    assert 'role="alert"' in html
    assert ui("{{ ui.errors([]) }}") == ""
    assert ui("{{ ui.error_of(p, 'name') }}", p=problems) == "Diese Angabe fehlt."
    assert ui("{{ ui.error_of(p, 'other') }}", p=problems) == ""
    one = ui("{{ ui.errors([('name', 'Zu lang')]) }}")
    assert "Bitte prüfen Sie eine Angabe" in one
    assert '<a href="#f-name">Zu lang</a>' in one


def test_breadcrumbs_end_with_the_present_page(ui):
    html = ui("{{ ui.breadcrumbs([('Start', '/'), ('Akteure', None)]) }}")
    assert '<a href="/">Start</a>' in html
    assert '<span aria-current="page">Akteure</span>' in html


def test_lists_leave_out_what_is_empty(ui):
    html = ui("{{ ui.definition_list([('Sitz', 'Erfurt'), ('Leer', ''), ('Null', 0)]) }}")
    assert "Sitz" in html
    assert "Leer" not in html


def test_alerts_empty_states_and_cards(ui):
    assert 'role="alert"' in ui("{{ ui.alert('Schade', 'Text', 'danger') }}")
    assert 'role="status"' in ui("{{ ui.alert('Fertig', tone='success') }}")
    assert "<p>mehr</p>" in ui("{% call ui.alert('T') %}<p>mehr</p>{% endcall %}")
    assert "Noch nichts" in ui("{{ ui.empty('Noch nichts', 'Text') }}")
    card = ui("{{ ui.card('T<i>', 'x', '/a', 'm', level=2) }}")
    assert '<h2 class="card__title"><a href="/a">T&lt;i&gt;</a></h2>' in card
    assert "<p>in</p>" in ui("{% call ui.card('T') %}<p>in</p>{% endcall %}")


def test_a_fragment_is_a_plain_link_without_script(ui):
    html = ui("{{ ui.fragment('/termine/kurz', 'Nächste Termine') }}")
    assert 'hx-get="/termine/kurz"' in html
    assert '<a href="/termine/kurz">Nächste Termine</a>' in html


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (3, 5, [1, 2, 3, 4, 5]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_pages_are_shown_around_the_present_one(page, pages, shown):
    assert page_window(page, pages) == shown


def test_page_links_keep_the_rest_of_the_address(app, ui):
    with app.test_request_context("/"):
        assert page_href("/akteure?q=a&seite=3&thema=x", 2) == "/akteure?q=a&thema=x&seite=2"
        assert page_href("/akteure?q=a&seite=3", 1) == "/akteure?q=a"
        assert page_href(lambda number: f"/p{number}", 4) == "/p4"
    html = ui("{{ ui.pagination(2, 3, '/akteure') }}")
    assert '<a href="/akteure?seite=2" aria-current="page" aria-label="Seite 2">2</a>' in html
    assert ui("{{ ui.pagination(1, 1, '/akteure') }}") == ""
