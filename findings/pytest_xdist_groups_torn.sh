#!/usr/bin/env bash
# pytest 9.2.0 with pytest-xdist 3.8.0: --dist loadgroup keeps no group together. xdist writes the
# group behind the id of a test into `_nodeid`, which this pytest reads no more (the id is made of
# `_id`), so that every test of a group may go to any worker. Nothing is said; with pytest 9.0.2
# all tests of the group run in one worker.
# Expected: one worker, with either pytest.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
cat > test_group.py <<'PY'
import os, time
import pytest


@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(12))
def test_of_the_group(number):
    with open("workers", "a") as out:
        out.write(os.environ["PYTEST_XDIST_WORKER"] + "\n")
    time.sleep(0.1)
PY
for pytest in 9.0.2 9.2.0; do
  python3 -m venv "v$pytest"; "v$pytest/bin/pip" -q install "pytest==$pytest" "pytest-xdist==3.8.0"
  rm -f workers
  "v$pytest/bin/pytest" -q -n 2 --dist loadgroup -p no:cacheprovider test_group.py > /dev/null
  echo "pytest $pytest: $(sort -u workers | wc -l | tr -d ' ') worker(s) for one group"
done | tee seen
diff seen - <<'WANTED'
pytest 9.0.2: 1 worker(s) for one group
pytest 9.2.0: 2 worker(s) for one group
WANTED
echo "still so: groups are torn apart"
