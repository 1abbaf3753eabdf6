"""Tables in files: read from CSV and XLSX, written as CSV and XLSX.

The functions of this module are the port ``usecases.import_table.TableFiles``.
"""

from __future__ import annotations

from services.network.exchange.files.read_tables import read_tables
from services.network.exchange.files.write_tables import template, write_csv, write_xlsx

__all__ = ["read_tables", "template", "write_csv", "write_xlsx"]
