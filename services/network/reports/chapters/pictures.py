"""The pictures of a report as plain SVG: no styles, no scripts, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from services.network.coverage.cartogram import Area, DistrictPicture, MapLabel

FONT = "Libertinus Serif, Georgia, Times New Roman, serif"
INK = "#131525"

# Colour and pattern of a state: none is told by colour alone.
FACES: Mapping[str, tuple[str, str]] = {
    "gap": ("#d55e00", '<path d="M0 0L12 12M12 0L0 12" stroke="#7a2f00" stroke-width="1.6"/>'),
    "reach_only": ("#f3c969", '<circle cx="6" cy="6" r="2" fill="#7d5600"/>'),
    "thin": ("#a9cbe8", '<path d="M0 6H12" stroke="#2f6da3" stroke-width="1.6"/>'),
    "unknown": (
        "#ffffff",
        '<path d="M-3 3L3 -3M0 12L12 0M9 15L15 9" stroke="#9097a6" stroke-width="1.4"/>',
    ),
    "covered": ("#2f6da3", ""),
    "none": ("#eef0f4", ""),
}
_LEGEND_COLUMNS = 3
_LEGEND_ROW = 34.0


def district_picture(
    picture: DistrictPicture, faces: Mapping[str, str], legend: Iterable[tuple[str, str]], mark: str
) -> str:
    """The districts in the patterns of their states, with a legend below.

    ``faces`` maps region id -> state; ``legend`` are (state, words);
    ``mark`` begins the ids, so that two pictures can stand on one page.
    """
    entries = list(legend)
    rows = -(-len(entries) // _LEGEND_COLUMNS)
    height = picture.height + 24 + rows * _LEGEND_ROW
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {picture.width:.0f} {height:.0f}" font-family="{FONT}">',
        "<defs>",
        *(_pattern(name, mark) for name, (_colour, drawing) in FACES.items() if drawing),
        "</defs>",
        *(_shape(area, faces.get(area.region_id, "none"), mark) for area in picture.areas),
        *(_label(area.long) for area in picture.areas),
        *_legend(entries, picture.height + 24, picture.width, mark),
        "</svg>",
    ]
    return "".join(parts)


def _pattern(name: str, mark: str) -> str:
    _colour, drawing = FACES[name]
    # Drawn over the colour: a pattern that brings its own ground shows seams in print.
    return (
        f'<pattern id="{mark}-{name}" width="12" height="12" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale(1.6)">{drawing}</pattern>'
    )


def _filled(shape: str, face: str, border: str, mark: str) -> str:
    """A shape (an element left open) in the colour of a state, then in its pattern."""
    colour, drawing = FACES[face]
    parts = [f'{shape} fill="{colour}" {border}/>']
    if drawing:
        parts.append(f'{shape} fill="url(#{mark}-{face})"/>')
    return "".join(parts)


def _shape(area: Area, face: str, mark: str) -> str:
    border = 'stroke="#ffffff" stroke-width="3"'
    if face in ("unknown", "none"):
        border = 'stroke="#9097a6" stroke-width="1.2"'
    if area.radius:
        subgroup = f'<circle cx="{area.x:.1f}" cy="{area.y:.1f}" r="{area.radius:.1f}"'
        return _filled(subgroup, face, border, mark)
    return _filled(f'<path d="{area.path}" fill-rule="evenodd"', face, border, mark)


def _label(label: MapLabel) -> str:
    """Lines of text on a light ground, so that they can be read on every pattern."""
    parts = []
    if label.line_to:
        x, y = label.line_to
        parts.append(
            f'<line x1="{label.x:.1f}" y1="{label.y:.1f}" x2="{x:.1f}" y2="{y:.1f}" '
            f'stroke="{INK}" stroke-width="1"/>'
        )
    left, top, right, bottom = label.box
    parts.append(
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
        f'height="{bottom - top:.1f}" rx="4" fill="#ffffff" fill-opacity="0.86"/>'
    )
    for text, y in label.baselines():
        parts.append(
            f'<text x="{label.x:.1f}" y="{y:.1f}" font-size="{label.size:.1f}" '
            f'text-anchor="middle" fill="{INK}">{escape(text)}</text>'
        )
    return "".join(parts)


def _legend(entries: list[tuple[str, str]], top: float, width: float, mark: str) -> Iterable[str]:
    step = width / _LEGEND_COLUMNS
    for at, (face, words) in enumerate(entries):
        x = (at % _LEGEND_COLUMNS) * step + 2
        y = top + (at // _LEGEND_COLUMNS) * _LEGEND_ROW
        box = f'<rect x="{x:.0f}" y="{y:.0f}" width="34" height="22" rx="3"'
        yield _filled(box, face, 'stroke="#474c66" stroke-width="1"', mark) + (
            f'<text x="{x + 44:.0f}" y="{y + 17:.0f}" font-size="19" fill="{INK}">'
            f"{escape(words)}</text>"
        )
