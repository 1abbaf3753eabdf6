#!/usr/bin/env bash
# typst 0.15.2 (the Python binding): a Compiler made from bytes sets its document once. The second
# compile() of the same object looks for a file "__typst_py_bytes__.typ" in the working folder and
# fails. Made from a path, the same object compiles as often as asked; two Compilers from the same
# bytes work, too.
# Expected: the same document again, as from a path.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "typst==0.15.2"
v/bin/python - <<'PY' | tee seen
import pathlib, typst

source = b"= Sachbericht"
pathlib.Path("report.typ").write_bytes(source)
for name, made_from in (("path", "report.typ"), ("bytes", source)):
    compiler = typst.Compiler(made_from)
    for turn in (1, 2):
        try:
            print(name, turn, compiler.compile(format="pdf")[:5].decode())
        except Exception as error:
            print(name, turn, type(error).__name__, str(error).split(" (")[0])
PY
diff seen - <<'WANTED'
path 1 %PDF-
path 2 %PDF-
bytes 1 %PDF-
bytes 2 TypstError file not found
WANTED
echo "still so: a compiler from bytes sets its document once"
