"""Migrations make exactly the tables that the code uses, up and down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from services.notify.stores.sql_delivery_log import MIGRATIONS, prepare
from services.notify.stores.tables import metadata
from shared.sql import Database


def test_migrated_tables_are_those_of_the_code(database):
    prepare(database)
    with database.write() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "alembic_notify", "compare_type": False}
        )
        differences = compare_metadata(context, metadata)
    assert differences == []


def test_two_first_starts_at_once_make_them_once(database):
    others = [Database(database.engine.url.render_as_string(hide_password=False)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(prepare, others))
    for other in others:
        other.close()
    prepare(database)
    with database.read() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM alembic_notify")) == 1


def test_every_step_can_be_taken_back(database):
    prepare(database)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    with database.write() as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            for revision in script.walk_revisions():
                revision.module.downgrade()
    assert sa.inspect(database.engine).get_table_names() == ["alembic_notify"]
