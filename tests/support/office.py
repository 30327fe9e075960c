"""LibreOffice driven by a macro of its own: tracked changes accepted or rejected as a person does it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

ACCEPT, REJECT, AS_IS = "AcceptAllTrackedChanges", "RejectAllTrackedChanges", ""

# Python's bridge to LibreOffice is a package of its own; Basic comes with every LibreOffice.
_MACRO = """
Sub Settle(folder As String)
  Dim pieces
  Dim document As Object
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim form(0) As New com.sun.star.beans.PropertyValue
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  form(0).Name = "FilterName"
  list = FreeFile
  Open folder &amp; "/work.txt" For Input As #list
  Do While Not Eof(list)
    Line Input #list, written
    If written &lt;&gt; "" Then
      pieces = Split(written, " ")
      document = StarDesktop.loadComponentFromURL(folder &amp; "/" &amp; pieces(0), "_blank", 0, hidden())
      If pieces(1) &lt;&gt; "-" Then
        dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:" &amp; pieces(1), "", 0, Array())
      End If
      form(0).Value = "MS Word 2007 XML"
      document.storeToURL(folder &amp; "/" &amp; pieces(2) &amp; ".docx", form())
      form(0).Value = "Text"
      document.storeToURL(folder &amp; "/" &amp; pieces(2) &amp; ".txt", form())
      document.close(True)
    End If
  Loop
  Close #list
End Sub
"""
# What an author does in an afternoon, at the places that words in capitals mark.
_EDITING = """
Sub Edit(folder As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim form(0) As New com.sun.star.beans.PropertyValue
  Dim picture(0) As New com.sun.star.beans.PropertyValue
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  form(0).Name = "FilterName"
  form(0).Value = "MS Word 2007 XML"
  document = StarDesktop.loadComponentFromURL(folder &amp; "/in.docx", "_blank", 0, hidden())
  replacing = document.createReplaceDescriptor()
  replacing.SearchString = "CHANGE"
  replacing.ReplaceString = "CHANGED"
  document.replaceAll(replacing)
  looking = document.createSearchDescriptor()
  looking.SearchString = "REMOVE"
  place = document.findFirst(looking)
  cursor = place.Text.createTextCursorByRange(place)
  cursor.gotoStartOfParagraph(False)
  cursor.gotoEndOfParagraph(True)
  cursor.String = ""
  document.CurrentController.ViewCursor.gotoRange(cursor, False)
  dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:Delete", "", 0, Array())
  looking.SearchString = "TABLE"
  table = document.findFirst(looking).TextTable
  rows = table.Rows.Count
  table.Rows.insertByIndex(rows, 1)
  table.getCellByPosition(0, rows).String = "NEWROW"
  table.getCellByPosition(1, rows).String = "NEWCELL"
  looking.SearchString = "MOVE"
  document.CurrentController.ViewCursor.gotoRange(document.findFirst(looking), False)
  dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:MoveDown", "", 0, Array())
  picture(0).Name = "URL"
  picture(0).Value = folder &amp; "/new.png"
  provider = createUnoService("com.sun.star.graphic.GraphicProvider")
  shown = document.GraphicObjects.getByIndex(document.GraphicObjects.Count - 1)
  shown.Graphic = provider.queryGraphic(picture())
  document.storeToURL(folder &amp; "/out.docx", form())
  document.close(True)
End Sub
"""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {0}:{1} PUBLIC '
    '"-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'
)
_LIBRARY = (
    _HEAD.format("library", "library")
    + '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
    'library:readonly="false" library:passwordprotected="false"><library:element library:name="Conformance"/>'
    "</library:library>\n"
)
_MODULE = (
    _HEAD.format("script", "module")
    + '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Conformance" '
    f'script:language="StarBasic">{_MACRO}{_EDITING}</script:module>\n'
)


def settled(
    files: Mapping[str, bytes], wanted: Mapping[str, tuple[str, str]], folder: Path
) -> dict[str, tuple[bytes, str]]:
    """What LibreOffice saves of Word files, each ``wanted`` by its name from a file and what to do with it.

    Returns the Word file and the plain text, by that name. Fails where LibreOffice is not installed or did
    not write one of them.
    """
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    lines = [f"{source}.docx {what or '-'} {name}" for name, (source, what) in wanted.items()]
    (folder / "work.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    _call("Settle", folder, timeout=60 + 10 * len(wanted))
    return {
        name: (
            (folder / f"{name}.docx").read_bytes(),
            (folder / f"{name}.txt").read_text(encoding="utf-8-sig"),
        )
        for name in wanted
    }


def edited(data: bytes, picture: bytes, folder: Path) -> bytes:
    """A Word file after an author's edits in LibreOffice.

    CHANGE becomes CHANGED, the paragraph with REMOVE goes, that with MOVE goes down by one, the table with
    TABLE gets a row of NEWROW and NEWCELL, and the last picture becomes another.
    """
    (folder / "in.docx").write_bytes(data)
    (folder / "new.png").write_bytes(picture)
    _call("Edit", folder, timeout=120)
    return (folder / "out.docx").read_bytes()


def _call(macro: str, folder: Path, *, timeout: int) -> None:
    office = _office(folder)
    # The first start writes the profile's own library over what stands there.
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
    library = folder / "profile/user/basic/Standard"
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (library / "Conformance.xba").write_text(_MODULE, encoding="utf-8")
    call = f"macro:///Standard.Conformance.{macro}({folder.as_uri()})"
    subprocess.run([*office, call], check=True, capture_output=True, timeout=timeout)


def _office(folder: Path) -> list[str]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "LibreOffice is missing"
    os.environ.setdefault("SAL_USE_VCLPLUGIN", "svp")
    return [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
