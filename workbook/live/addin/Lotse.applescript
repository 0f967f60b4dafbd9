-- Erzeugt von Lotse. Excel ruft es auf und gibt "Modul:Funktion|Mappe" mit.
on starten(angaben)
	set python to "{python}"
	try
		do shell script "test -x " & quoted form of python
	on error
		return "5"
	end try
	set vorher to AppleScript's text item delimiters
	set AppleScript's text item delimiters to "|"
	set aufruf to text item 1 of angaben
	set mappe to text item 2 of angaben
	set AppleScript's text item delimiters to vorher
	-- Ohne zu warten: sonst bekommt Python von Excel keine Antwort.
	do shell script quoted form of python & " -P -m workbook.live.addin.start --call " & quoted form of aufruf & " --book " & quoted form of mappe & " > /dev/null 2>&1 &"
	return "0"
end starten
