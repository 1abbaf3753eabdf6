#!/usr/bin/env bash
# python-calamine 0.9.1 reading OpenDocument tables (.ods): a line break or a tab inside a paragraph
# (<text:line-break/>, <text:tab/>) vanishes, so that "Jena" and "Nord" below it become "JenaNord";
# two paragraphs of a cell keep their break. A duration is a time of day up to 24 hours and the text
# "PT36H00M00S" above it: one column of hours has two types. pyexcel-ods3 0.6.1 gives "Jena\nNord"
# and a timedelta.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "python-calamine==0.9.1" "pyexcel-ods3==0.6.1" "odfpy==1.4.1"
v/bin/python - <<'PY' | tee seen
import pyexcel_ods3
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P
from python_calamine import CalamineWorkbook

book, sheet, row = OpenDocumentSpreadsheet(), Table(name="Liste"), TableRow()
place = P(text="Jena")
place.addElement(LineBreak())
place.addText("Nord")
cell = TableCell(valuetype="string")
cell.addElement(place)
row.addElement(cell)
cell = TableCell(valuetype="string")
for part in ("Jena", "Nord"):
    cell.addElement(P(text=part))
row.addElement(cell)
for value, shown in (("PT12H00M00S", "12:00:00"), ("PT36H00M00S", "36:00:00")):
    cell = TableCell(valuetype="time", timevalue=value)
    cell.addElement(P(text=shown))
    row.addElement(cell)
sheet.addElement(row)
book.spreadsheet.addElement(sheet)
book.save("list.ods")
print("calamine", CalamineWorkbook.from_path("list.ods").get_sheet_by_index(0).to_python()[0])
print("pyexcel", pyexcel_ods3.get_data("list.ods")["Liste"][0])
PY
diff seen - <<'WANTED'
calamine ['JenaNord', 'Jena\nNord', datetime.time(12, 0), 'PT36H00M00S']
pyexcel ['Jena\nNord', 'Jena\nNord', datetime.time(12, 0), datetime.timedelta(days=1, seconds=43200)]
WANTED
echo "still so: line breaks and long hours of .ods are lost"
