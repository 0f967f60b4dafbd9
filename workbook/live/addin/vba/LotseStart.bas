Attribute VB_Name = "LotseStart"
Option Explicit
Option Private Module
' Was auf jedem Rechner gleich ist: die Befehlszeile und die Sätze. Was Excel, Windows und macOS tun, steht in
' LotseAussen. "Option Private Module", damit diese Funktionen nicht in Excels Liste der Formeln stehen.

' Leer, wenn Python lief und selbst gesagt hat, was zu sagen war; sonst der Satz für den Menschen am Bildschirm.
Public Function Versucht(ByVal aufruf As String) As String
    Dim mappe As String, python As String
    On Error GoTo verhindert
    If NurAnsicht() Then
        Versucht = "Die Mappe ist in der geschützten Ansicht geöffnet. Bitte oben auf „Bearbeitung aktivieren“ klicken und noch einmal starten."
        Exit Function
    End If
    mappe = MappeVorn()
    If mappe = "" Then
        Versucht = "Es ist keine Mappe geöffnet. Bitte die Mappe öffnen und noch einmal starten."
        Exit Function
    End If
    If AufDemMac() Then
        Versucht = Antwort(MacStarten(aufruf & "|" & Zeichen(mappe)))
        Exit Function
    End If
    python = PythonPfad()
    If python = "" Then
        Versucht = "Lotse ist auf diesem Rechner noch nicht eingerichtet. Bitte in der Eingabeaufforderung einmal „lotse live install-excel“ aufrufen."
    ElseIf Not Vorhanden(python) Then
        Versucht = "Lotse findet sein Python nicht mehr: " & python & vbCrLf & vbCrLf & "Wurde Lotse verschoben oder neu eingerichtet? Dann bitte einmal „lotse live install-excel“ aufrufen."
    Else
        Versucht = Antwort(Ausfuehren(Befehl(python, aufruf, mappe, Fenster())))
    End If
    Exit Function
verhindert:
    Versucht = "Python ließ sich nicht starten (" & Err.Number & "). Oft verhindert das eine Sicherheitsregel; die IT findet sie in Lotses Anleitung (docs/it.md, „Excel“)."
End Function

' Die Befehlszeile. Der Name der Mappe steht in Zahlen darin: so stören weder Umlaute noch %, = oder Leerzeichen.
Public Function Befehl(ByVal python As String, ByVal aufruf As String, ByVal mappe As String, ByVal hFenster As String) As String
    Befehl = """" & python & """ -P -m workbook.live.addin.start --call " & aufruf & " --book " & Zeichen(mappe) & " --window " & hFenster
End Function

' Jedes Zeichen als vier Stellen: ein ü wird 00FC.
Public Function Zeichen(ByVal text As String) As String
    Dim stelle As Long
    For stelle = 1 To Len(text)
        Zeichen = Zeichen & Right("000" & Hex(AscW(Mid(text, stelle, 1))), 4)
    Next stelle
End Function

' Wo der Pfad von Python steht: zuerst neben dem Add-in (von der IT verteilt), dann beim angemeldeten Menschen.
Public Function PythonPfad() As String
    Dim stellen As Variant, nummer As Long
    stellen = Orte()
    For nummer = LBound(stellen) To UBound(stellen)
        If Vorhanden(stellen(nummer)) Then
            PythonPfad = Trim(ErsteZeile(stellen(nummer)))
            Exit Function
        End If
    Next nummer
End Function

' Was das Ende von Python heißt (workbook/live/addin/start.py).
Public Function Antwort(ByVal ende As Long) As String
    Select Case ende
        Case 0
            Antwort = ""
        Case 3
            Antwort = "Die Mappe ist nicht mehr offen. Bitte wieder öffnen und noch einmal starten."
        Case 4
            Antwort = "Zwei Mappen dieses Namens sind geöffnet, in zwei Excel, die nichts voneinander wissen. Bitte eines davon ganz schließen und noch einmal starten."
        Case 5
            Antwort = "Lotse ist auf diesem Rechner noch nicht eingerichtet. Bitte im Terminal einmal „lotse live install-excel“ aufrufen."
        Case Else
            Antwort = "Lotse ist nicht bis zum Ende gekommen (" & ende & "). Bitte offene Eingaben und Fenster schließen und noch einmal starten. Hilft das nicht, zeigt „lotse doctor“ in der Eingabeaufforderung, was fehlt."
    End Select
End Function
