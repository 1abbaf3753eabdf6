#!/usr/bin/env bash
# flask-openapi3 4.3.2: a field of a form is tried as JSON before the model sees it. A text field
# (str) in which somebody typed "2019", "true" or a quoted list is therefore a number, a truth value or
# a list, and the form is refused with 422; "0361" passes, as a leading zero is no JSON. A
# query or a path of the same model takes "2019".
# Expected: what stands in a form is text, and a str takes it as it is.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "flask-openapi3==4.3.2"
v/bin/python - <<'PY' | tee seen
from flask_openapi3 import Info, OpenAPI
from pydantic import BaseModel


class Entry(BaseModel):
    name: str = ""


app = OpenAPI(__name__, info=Info(title="entries", version="1"))


@app.post("/entries")
def add(form: Entry):
    return form.model_dump()


@app.get("/entries")
def find(query: Entry):
    return query.model_dump()


client = app.test_client()
for text in ("Verein", "0361", "2019", "true", '["Jena"]'):
    print(text, client.get("/entries", query_string={"name": text}).status_code, client.post("/entries", data={"name": text}).status_code)
PY
diff seen - <<'WANTED'
Verein 200 200
0361 200 200
2019 200 422
true 200 422
["Jena"] 200 422
WANTED
echo "still so: a form's text must not look like JSON"
