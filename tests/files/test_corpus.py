"""Workbooks made by real Excel take Lotse's sheets, and nothing else in them changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import xlwings
from conftest import SHARED, TODAY, streams
from openxml_audit import validate_file

from workbook.book import FileBook
from workbook.changing import Safety
from workbook.errors import RefusedWorkbookError
from workbook.package.parts import Package
from workbook.saving import Backups
from workbook.trial import remove_lotse, try_on_copy
from workbook.trial_sheets import trial_sheets
