"""The extension for LibreOffice: a menu and a toolbar whose buttons run macros of this Python.

An .oxt is a zip of configuration and a Basic library. On a click Basic lets LibreOffice listen at a pipe of its own
(no restart, no switch) and starts the runner beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from msgspec import Struct

from workbook.live.icons import png
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import speaks_python
from workbook.package.zipping import zipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbook.live.libreoffice.office import Office

IDENTIFIER = "de.quartierslotse.lotse"
VERSION = "1.0"
_LIBRARY, _MODULE = "Lotse", "Knoepfe"
_CALC = "com.sun.star.sheet.SpreadsheetDocument"


class Button(Struct, frozen=True):
    """A button: `name` is the function that it calls in `module`, `label` what staff read."""

    name: str
    label: str
    tip: str
    icon: str
    module: str = "automation.macros"


_MOVED = (
    "Lotse liegt nicht mehr dort, wo es eingerichtet wurde. Bitte „lotse live install-libreoffice“ noch einmal "
    "aufrufen, dann LibreOffice ganz schließen und neu öffnen."
)

_BASIC = """Option Explicit
' Erzeugt von Lotse. Die Knöpfe starten Python neben LibreOffice; gearbeitet wird in der offenen Mappe.

Global gLeitung As String
Global gEmpfang As Object

Sub Empfangen()
  ' Beim ersten Klick beginnt LibreOffice, auf einer eigenen Leitung zu hören.
  If gLeitung <> "" Then Exit Sub
  Randomize
  gLeitung = "lotse_" & Format(Now, "yyyymmddhhnnss") & "_" & CLng(Rnd() * 1000000000)
  gEmpfang = createUnoService("com.sun.star.office.Acceptor")
  gEmpfang.initialize(Array("pipe,name=" & gLeitung & ";urp;StarOffice.ComponentContext", True))
End Sub

Function Mappe() As String
  ' Wurde eben eine andere Mappe geschlossen, so weiß LibreOffice manchmal nicht, welche nun „diese“ ist.
  On Error Resume Next
  Mappe = " --uid " & ThisComponent.RuntimeUID
  If Mappe = "" Then Mappe = " --uid " & StarDesktop.CurrentComponent.RuntimeUID
End Function

Function Starten(aufruf As String) As String
  ' Ohne zu warten: sonst könnte LibreOffice dem Programm nicht antworten.
  Dim angaben As String
  If Not FileExists("{python}") Then
    MsgBox "{moved}", 48, "Lotse"
    Exit Function
  End If
  Empfangen()
  angaben = "-m workbook.live.runner --pipe " & gLeitung & " --call " & aufruf
  angaben = angaben & Mappe()
  Shell("{python}", 0, angaben, False)
  Starten = gLeitung
End Function
"""

_BASIC_BUTTON = """
Function {name}() As String
  {name} = Starten("{module}:{name}")
End Function
"""


def build_extension(buttons: Sequence[Button], python: Path) -> bytes:
    """Return the extension as an .oxt; its buttons start `python`. Equal input gives equal bytes."""
    basic = _BASIC.replace("{python}", str(python).replace('"', '""')).replace("{moved}", _MOVED)
    basic += "".join(_BASIC_BUTTON.format(name=button.name, module=button.module) for button in buttons)
    files: dict[str, bytes] = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "Addons.xcu": _addons(buttons),
        "CalcWindowState.xcu": _toolbar_state(),
        f"{_LIBRARY}/script.xlb": _library(_MODULE),
        f"{_LIBRARY}/dialog.xlb": _library(),
        f"{_LIBRARY}/{_MODULE}.xba": _basic_module(basic),
    }
    for icon in {button.icon for button in buttons}:
        files[f"icons/{icon}_16.png"] = png(icon)
        files[f"icons/{icon}_26.png"] = png(icon, 2)
    return zipped(sorted(files.items())).getvalue()


def url_of_button(name: str) -> str:
    """Return the address by which LibreOffice calls a button's macro."""
    return f"vnd.sun.star.script:{_LIBRARY}.{_MODULE}.{name}?language=Basic&location=application"


def _manifest() -> bytes:
    return b"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
 <manifest:file-entry manifest:full-path="Lotse/" manifest:media-type="application/vnd.sun.star.basic-library"/>
 <manifest:file-entry manifest:full-path="Addons.xcu" \
manifest:media-type="application/vnd.sun.star.configuration-data"/>
 <manifest:file-entry manifest:full-path="CalcWindowState.xcu" \
manifest:media-type="application/vnd.sun.star.configuration-data"/>
</manifest:manifest>
"""


def _description() -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006">
 <identifier value="{IDENTIFIER}"/><version value="{VERSION}"/>
 <display-name><name lang="de">Lotse</name></display-name>
</description>
""".encode()


def _library(*modules: str) -> bytes:
    elements = "".join(f' <library:element library:name="{module}"/>\n' for module in modules)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="{_LIBRARY}" \
library:readonly="false" library:passwordprotected="false">
{elements}</library:library>
""".encode()


def _basic_module(source: str) -> bytes:
    text = escape(source, {'"': "&quot;", "'": "&apos;"})
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="{_MODULE}" \
script:language="StarBasic">{text}</script:module>
""".encode()


def _addons(buttons: Sequence[Button]) -> bytes:
    menu = "".join(_menu_item(number, button) for number, button in enumerate(buttons, 1))
    tools = "".join(_tool(number, button) for number, button in enumerate(buttons, 1))
    images = "".join(_image(number, button) for number, button in enumerate(buttons, 1))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
oor:name="Addons" oor:package="org.openoffice.Office">
<node oor:name="AddonUI">
<node oor:name="OfficeMenuBar"><node oor:name="{IDENTIFIER}" oor:op="replace">
<prop oor:name="Title"><value>Lotse</value></prop>
<prop oor:name="Context"><value>{_CALC}</value></prop>
<node oor:name="Submenu">
{menu}</node></node></node>
<node oor:name="OfficeToolBar"><node oor:name="{IDENTIFIER}.leiste" oor:op="replace">
<prop oor:name="Title"><value>Lotse</value></prop>
{tools}</node></node>
<node oor:name="Images">
{images}</node>
</node>
</oor:component-data>
""".encode()


def _toolbar_state() -> bytes:
    """Return the toolbar's name, place (a row of its own) and style (2: pictures with their texts).

    Without them it floats over the sheet as „Add-On 1“.
    """
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
oor:name="CalcWindowState" oor:package="org.openoffice.Office.UI">
<node oor:name="UIElements"><node oor:name="States">
<node oor:name="private:resource/toolbar/addon_{IDENTIFIER}.leiste" oor:op="replace">
<prop oor:name="UIName"><value>Lotse</value></prop>
<prop oor:name="Docked"><value>true</value></prop>
<prop oor:name="DockingArea"><value>0</value></prop>
<prop oor:name="DockPos"><value>0,3</value></prop>
<prop oor:name="Style"><value>2</value></prop>
<prop oor:name="Visible"><value>true</value></prop>
</node></node></node>
</oor:component-data>
""".encode()


def _menu_item(number: int, button: Button) -> str:
    return f"""<node oor:name="M{number:02}" oor:op="replace">
<prop oor:name="URL"><value>{escape(url_of_button(button.name))}</value></prop>
<prop oor:name="Title"><value>{escape(button.label)}</value></prop>
<prop oor:name="Target"><value>_self</value></prop>
</node>
"""


def _tool(number: int, button: Button) -> str:
    return _menu_item(number, button).replace(
        "</node>", f'<prop oor:name="Context"><value>{_CALC}</value></prop>\n</node>'
    )


def _image(number: int, button: Button) -> str:
    return f"""<node oor:name="{IDENTIFIER}.bild{number:02}" oor:op="replace">
<prop oor:name="URL"><value>{escape(url_of_button(button.name))}</value></prop>
<node oor:name="UserDefinedImages">
<prop oor:name="ImageSmallURL"><value>%origin%/icons/{button.icon}_16.png</value></prop>
<prop oor:name="ImageBigURL"><value>%origin%/icons/{button.icon}_26.png</value></prop>
</node></node>
"""


@speaks_python
class ExtensionManager:
    """The extensions of a LibreOffice; `unopkg` would do the same, but refuses to run for some users."""

    def __init__(self, office: Office) -> None:
        self._manager = office.context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")

    def install(self, oxt: Path) -> None:
        """Install or replace the extension for this user; LibreOffice shows it after its next start."""
        self.remove()
        self._manager.addExtension(bridge.url_of(oxt), (), "user", None, bridge.approving())

    def remove(self) -> None:
        """Remove the extension if it is installed."""
        if self.installed():
            self._manager.removeExtension(IDENTIFIER, "lotse.oxt", "user", None, bridge.approving())

    def installed(self) -> bool:
        """Tell whether the extension is installed for this user."""
        found = self._manager.getDeployedExtensions("user", None, None)
        return any(package is not None and package.getIdentifier().Value == IDENTIFIER for package in found)
