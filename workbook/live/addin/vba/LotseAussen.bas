Attribute VB_Name = "LotseAussen"
Option Explicit
Option Private Module
' Was Excel, Windows und macOS tun. Alles andere steht in LotseStart.

Public Sub Sagen(ByVal satz As String)
    MsgBox satz, vbExclamation, "Lotse"
End Sub

Public Function NurAnsicht() As Boolean
    ' In der geschützten Ansicht gibt es keine aktive Mappe, nur dieses Fenster; ältere Excel kennen es nicht.
    On Error Resume Next
    NurAnsicht = Not (Application.ActiveProtectedViewWindow Is Nothing)
End Function

Public Function MappeVorn() As String
    If Not (ActiveWorkbook Is Nothing) Then MappeVorn = ActiveWorkbook.Name
End Function

Public Function Fenster() As String
    Fenster = CStr(Application.Hwnd)
End Function

Public Function AufDemMac() As Boolean
    #If Mac Then
        AufDemMac = True
    #End If
End Function

' Auf dem Mac darf Excel nur Skripte starten, die in seinem Ordner liegen; das Skript wartet nicht auf Python.
Public Function MacStarten(ByVal angaben As String) As Long
    #If Mac Then
        On Error GoTo fehlt
        MacStarten = CLng(AppleScriptTask("Lotse.applescript", "starten", angaben))
        Exit Function
fehlt:
        MacStarten = 5
    #End If
End Function

Public Function Orte() As Variant
    ' Nicht über Environ: das kennt nur die Zeichen der eingestellten Sprache.
    Dim daheim As String
    daheim = CreateObject("WScript.Shell").ExpandEnvironmentStrings("%LOCALAPPDATA%")
    Orte = Array(ThisWorkbook.Path & "\Lotse\Python.txt", daheim & "\Lotse\Python.txt")
End Function

Public Function Vorhanden(ByVal datei As String) As Boolean
    Vorhanden = CreateObject("Scripting.FileSystemObject").FileExists(datei)
End Function

Public Function ErsteZeile(ByVal datei As String) As String
    ' 1: lesen, -1: UTF-16, damit jeder Name eines Ordners lesbar bleibt.
    Dim strom As Object
    Set strom = CreateObject("Scripting.FileSystemObject").OpenTextFile(datei, 1, False, -1)
    If Not strom.AtEndOfStream Then ErsteZeile = strom.ReadLine
    strom.Close
End Function

' Startet ohne Fenster und wartet, wie RunPython von xlwings: Python arbeitet in Excel, solange niemand dazwischen
' tippen kann. Zurück kommt, womit Python endete.
Public Function Ausfuehren(ByVal befehlszeile As String) As Long
    On Error GoTo verhindert
    Application.StatusBar = "Lotse startet …"
    Ausfuehren = CreateObject("WScript.Shell").Run(befehlszeile, 0, True)
    Application.StatusBar = False
    Exit Function
verhindert:
    Dim nummer As Long, grund As String
    nummer = Err.Number
    grund = Err.Description
    Application.StatusBar = False
    Err.Raise nummer, "Lotse", grund
End Function
