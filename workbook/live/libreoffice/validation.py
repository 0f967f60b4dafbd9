"""What may be typed into a range: dropdowns and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from workbook.cells import quoted
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import implements
from workbook.live.libreoffice.places import Place
from workbook.live.libreoffice.translate import from_office, to_office

if TYPE_CHECKING:
    from workbook.live.libreoffice.bridge import Uno

# com.sun.star.sheet.ValidationType
_TYPES = {
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "list": "LIST",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "custom": "CUSTOM",
}
_TYPE_NAMES = {"ANY": "none"} | {office: name for name, office in _TYPES.items()}

# com.sun.star.sheet.ConditionOperator
OPERATORS = {
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
}
OPERATOR_NAMES = {office: name for name, office in OPERATORS.items()}

_ALERTS = {"STOP": "stop", "WARNING": "warning", "INFO": "information", "MACRO": "information"}


@implements(base_classes.DataValidation)
class DataValidation:
    """The validation of a range; read from its first cell."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @property
    def api(self) -> Uno:
        """LibreOffice's settings (TableValidation): a copy, to be put back when changed."""
        return Place(self._place.sheet, self._place.row, self._place.column, 1, 1).api.Validation

    @property
    def type(self) -> str:
        """What is demanded (`list`, `date`, …), `none` without."""
        return _TYPE_NAMES.get(self.api.Type.value, "unknown")

    def _if(self, *kinds: str) -> bool:
        return self.type in kinds

    def _limits(self) -> bool:
        return self._if("whole_number", "decimal", "date", "time", "text_length")

    @property
    def operator(self) -> str | None:
        """How the value is compared."""
        return OPERATOR_NAMES.get(self.api.getOperator().value) if self._limits() else None

    @property
    def formula1(self) -> str | None:
        """The limit, or the lower one."""
        return from_office(f"={self.api.getFormula1()}") if self._limits() else None

    @property
    def formula2(self) -> str | None:
        """The upper limit."""
        between = self.operator in {"between", "not_between"}
        return from_office(f"={self.api.getFormula2()}") if between else None

    @property
    def formula(self) -> str | None:
        """The condition of a custom validation."""
        return from_office(f"={self.api.getFormula1()}") if self._if("custom") else None

    @property
    def source(self) -> str | None:
        """What a dropdown offers: `=name`, `=$A$1:$A$9`, or the texts with commas."""
        if not self._if("list"):
            return None
        text = self.api.getFormula1()
        if text.startswith('"'):
            return ",".join(piece.replace('""', '"') for piece in text[1:-1].split('";"'))
        return from_office(f"={text}")

    @property
    def in_cell_dropdown(self) -> bool | None:
        """Whether the list opens at the cell."""
        return self.api.ShowList != 0 if self._if("list") else None

    @property
    def ignore_blank(self) -> bool | None:
        """Whether an empty cell is allowed."""
        return None if self._if("none") else bool(self.api.IgnoreBlankCells)

    @property
    def input_title(self) -> str:
        """The heading of the help that shows at the cell."""
        return str(self.api.InputTitle)

    @property
    def input_message(self) -> str:
        """The help that shows at the cell."""
        return str(self.api.InputMessage)

    @property
    def show_input(self) -> bool:
        """Whether help shows at the cell."""
        return bool(self.api.ShowInputMessage)

    @property
    def error_title(self) -> str:
        """The heading of the message about a wrong value."""
        return str(self.api.ErrorTitle)

    @property
    def error_message(self) -> str:
        """The message about a wrong value."""
        return str(self.api.ErrorMessage)

    @property
    def show_error(self) -> bool:
        """Whether a wrong value brings up a message."""
        return bool(self.api.ShowErrorMessage)

    @property
    def alert_style(self) -> str | None:
        """Whether a wrong value is refused (`stop`) or may be kept."""
        return _ALERTS.get(self.api.ErrorAlertStyle.value)

    def _change(self, kind: str, operator: str, formula1: str, formula2: str = "", **more: Any) -> None:
        settings = self.api
        settings.Type = bridge.enum("sheet.ValidationType", kind)
        settings.setOperator(bridge.enum("sheet.ConditionOperator", operator))
        # Relative references are meant from the first cell.
        settings.setSourcePosition(self._place.first)
        settings.setFormula1(formula1)
        settings.setFormula2(formula2)
        settings.ShowErrorMessage = True
        for name, value in more.items():
            setattr(settings, name, value)
        self._place.api.Validation = settings

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """Offer a list: texts, a range, or a name."""
        if isinstance(source, Place):
            formula = to_office(f"{quoted(source.sheet.name)}!{source.get_address(True, True, False)}")
        elif hasattr(source, "plain"):  # a name
            formula = source.plain
        else:
            formula = ";".join('"' + str(text).replace('"', '""') + '"' for text in source)
        self._change("LIST", "EQUAL", formula, ShowList=1 if in_cell_dropdown else 0)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        """Demand a value within limits, or a condition."""
        first, second = to_office(formula1).removeprefix("="), to_office(formula2 or "").removeprefix("=")
        office_operator = "FORMULA" if operator is None else OPERATORS[operator]
        self._change(_TYPES[rule_type], office_operator, first, second)

    def delete(self) -> None:
        """Allow everything again."""
        settings = self.api
        settings.Type = bridge.enum("sheet.ValidationType", "ANY")
        settings.setFormula1("")
        self._place.api.Validation = settings
