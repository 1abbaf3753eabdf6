"""Tables in files: read from CSV and XLSX, written as CSV and XLSX.

The functions of this module are the port ``usecases.import_table.TableFiles``.
"""

from __future__ import annotations

from services.network.adapters.tables_in import read_tables
from services.network.adapters.tables_out import template, write_csv, write_xlsx

__all__ = ["read_tables", "template", "write_csv", "write_xlsx"]
