#!/bin/bash
# Runs once, when the database folder is still empty: a database and a role for each purpose,
# so that no service can read another's tables.
set -euo pipefail
create() { # create NAME PASSWORD
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v name="$1" -v password="$2" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
}
create accounts "$ACCOUNTS_PASSWORD"
create events "$EVENTS_PASSWORD"
create notify "$NOTIFY_PASSWORD"
