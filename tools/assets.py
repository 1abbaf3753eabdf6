"""Copy the files that browsers need from node_modules to shared/web/static/vendor.

An allow-list: npm packages carry sources, maps and tests that no page asks for. Every
package's licence travels with its files. Run by ``make run`` and by the images.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "shared" / "web" / "static" / "vendor"

FILES = {
    "@kern-ux/native/dist/kern.min.css": "kern/kern.min.css",
    "@kern-ux/native/dist/fonts/fira-sans.css": "kern/fonts/fira-sans.css",
    "@kern-ux/native/LICENSE.md": "kern/LICENSE.md",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "vis-data/peer/umd/vis-data.min.js": "vis/vis-data.min.js",
    "vis-network/peer/umd/vis-network.min.js": "vis/vis-network.min.js",
    "vis-network/styles/vis-network.min.css": "vis/vis-network.min.css",
    "vis-network/LICENSE-MIT": "vis/LICENSE-MIT",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui/swagger-ui.css",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui/swagger-ui-bundle.js",
    "swagger-ui-dist/LICENSE": "swagger-ui/LICENSE",
    "swagger-ui-dist/NOTICE": "swagger-ui/NOTICE",
}
"""Path in node_modules → path below ``vendor/``."""

PACKAGES = ("@kern-ux/native", "htmx.org", "vis-data", "vis-network", "swagger-ui-dist")

_URL = re.compile(r"""url\(["']?\./([^"')]+)["']?\)""")
_SOURCE_MAP = re.compile(rb"(?m)^(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)\s*$")


def main() -> int:
    """Copy everything; return 1 and name the file if a package lacks one."""
    fonts = SOURCE / "@kern-ux/native/dist/fonts"
    wanted = dict(FILES)
    try:
        # The style sheet of the fonts says which of its many cuts are used.
        for name in _URL.findall((fonts / "fira-sans.css").read_text(encoding="utf-8")):
            wanted[f"@kern-ux/native/dist/fonts/{name}"] = f"kern/fonts/{name}"
        shutil.rmtree(TARGET, ignore_errors=True)
        for source, target in wanted.items():
            place = TARGET / target
            place.parent.mkdir(parents=True, exist_ok=True)
            content = (SOURCE / source).read_bytes()
            if place.suffix in {".css", ".js"}:
                # Maps are not copied; a browser's tools would ask for them in vain.
                content = _SOURCE_MAP.sub(b"", content)
            place.write_bytes(content)
        versions = {
            name: json.loads((SOURCE / name / "package.json").read_text("utf-8"))["version"]
            for name in PACKAGES
        }
    except FileNotFoundError as error:
        print(f"{error.filename} fehlt: erst `npm ci --ignore-scripts`", file=sys.stderr)
        return 1
    (TARGET / "versions.json").write_text(json.dumps(versions, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
