Attribute VB_Name = "LotseKnoepfe"
Option Explicit
' Die Knöpfe des Menübands. Sie starten Python neben Excel; gearbeitet wird in der offenen Mappe.
' Kein "Declare" in diesen Modulen: so gilt derselbe Text für 32 und 64 Bit, und keine Regel gegen Windows-Aufrufe
' aus Makros greift.

Private mLaeuft As Boolean

' Das Menüband ruft jeden Knopf hier auf; im Merkmal "tag" steht, was er tut: "automation.macros:check".
Public Sub LotseKnopf(control As IRibbonControl)
    Druecken control.Tag
End Sub

Public Sub Druecken(ByVal aufruf As String)
    Dim satz As String
    ' Während gewartet wird, kann ein zweiter Klick ankommen.
    If mLaeuft Then
        Sagen "Lotse arbeitet noch. Bitte warten, bis die Meldung erscheint."
        Exit Sub
    End If
    mLaeuft = True
    satz = Versucht(aufruf)
    mLaeuft = False
    If satz <> "" Then Sagen satz
End Sub
