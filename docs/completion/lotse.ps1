# Aus dem Programm erzeugt (make docs). Änderungen bitte dort.
Register-ArgumentCompleter -Native -CommandName lotse -ScriptBlock {
    param($wort, $zeile, $stelle)
    $angebot = @{
        '' = [ordered]@{
            'new' = 'legt eine neue Mappe an'
            'demo' = 'legt ein Büro mit erfundenen Daten an und führt alles einmal vor'
            'run' = 'prüft, schreibt die offenen Schreiben, erneuert die Auswertung'
            'check' = 'prüft die Mappe und schreibt den Prüfbericht hinein'
            'today' = 'zeigt, was fällig ist, und schreibt das Blatt „Heute“ in die Mappe'
            'desk' = 'legt eine kleine Eingangsmappe für eine Person an'
            'collect' = 'zeigt, was aus Eingangsmappen käme, und hängt es auf Wunsch an'
            'diff' = 'zeigt, was sich in der Mappe seit einer früheren Fassung geändert hat'
            'restore' = 'zeigt die Sicherungen, holt eine zurück oder nimmt eine Berichtigung zurück'
            'letters' = 'schreibt die offenen Schreiben als Word und PDF'
            'dashboard' = 'erneuert die Auswertung in der Mappe'
            'publish' = 'veröffentlicht ein Quartal: kleine Zahlen verdeckt, mit Nachweis'
            'handin' = 'gibt die Summen eines Quartals an die Stadt ab'
            'rollup' = 'zählt die Abgaben aller Büros zur Mappe der Stadt zusammen'
            'export' = 'gibt die Tatsachen hinter den Zahlen als CSV und Parquet aus, mit Pseudonymen'
            'person' = 'stellt alles über eine Person zusammen, oder löscht sie'
            'remove' = 'nimmt die Blätter von Lotse wieder aus der Mappe'
            'privacy' = 'zeigt, wessen Daten zu löschen sind, und schreibt die Papiere zum Datenschutz'
            'adopt' = 'lernt eine Mappe kennen, die im Büro gewachsen ist, und merkt sich die Zuordnung'
            'live' = 'arbeitet in der geöffneten Tabelle, ohne sie zu schließen'
            'doctor' = 'zeigt, was installiert ist, was fehlt und was zu tun ist'
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '-V' = 'zeigt die Version'
            '--version' = 'zeigt die Version'
        }
        'new' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--demo' = 'mit dem Demo-Büro statt leer'
            '--rows' = 'so viele Klienten im Demo-Büro (sonst etwa 250, höchstens 100000)'
            '--seed' = 'andere Zahl, andere erfundene Daten'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'demo' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--rows' = 'so viele Klienten im Demo-Büro (sonst etwa 250, höchstens 100000)'
            '--seed' = 'andere Zahl, andere erfundene Daten'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'run' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--out' = 'wohin die Schreiben kommen (sonst: neben die Mappe)'
            '--no-pdf' = 'nur Word, kein PDF'
            '--quarter' = 'dieses Quartal, zum Beispiel 2019-Q2 (sonst: das laufende)'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'check' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--no-write' = 'zeigt die Befunde nur, die Mappe bleibt unberührt'
            '--all' = 'zeigt alle Befunde, nicht nur die ersten 40'
            '--fix' = 'berichtigt Zellen, deren richtiger Wert sicher ist; fragt vorher'
            '--yes' = 'berichtigt, ohne zu fragen (mit --fix)'
            '--rule' = 'berichtigt nur zu dieser Regel, zum Beispiel F-03 (mit --fix)'
            '--by' = 'wer das ändert, für das Blatt „Änderungen“ (sonst: der Anmeldename)'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'today' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--for' = 'zeigt nur, was diese Person zu tun hat'
            '--days' = 'so viele Tage voraus (sonst: 7; 0 heißt nur bis heute)'
            '--ics' = 'legt für jede Person eine Kalenderdatei in diesen Ordner (Heute_KÜRZEL.ics), ohne Namen'
            '--no-write' = 'zeigt die Liste nur, die Mappe bleibt unberührt'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'desk' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--for' = 'für wen die Eingangsmappe ist'
            '-o' = 'wie sie heißen soll (sonst: Eingang_KÜRZEL_TAG.xlsx neben der Mappe)'
            '--out' = 'wie sie heißen soll (sonst: Eingang_KÜRZEL_TAG.xlsx neben der Mappe)'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'collect' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--append' = 'hängt die Zeilen an; fragt vorher, ohne --append zeigt es sie nur'
            '--yes' = 'hängt an, ohne zu fragen (mit --append)'
            '--same' = 'die Zeile des Eingangs gibt es in der Mappe schon unter dieser Kennung'
            '--new' = 'die Zeile des Eingangs ist neu, obwohl sie einer der Mappe ähnelt'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'diff' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--sheet' = 'schreibt den Vergleich mit allen Werten auf das Blatt „Änderungen“'
            '--all' = 'zeigt alle Änderungen, nicht nur die ersten 40'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'restore' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--fix' = 'nimmt die eine Berichtigung dieser Nummer zurück (Blatt „Änderungen“)'
            '--yes' = 'tut es, ohne zu fragen'
            '--by' = 'wer das ändert, für das Blatt „Änderungen“ (sonst: der Anmeldename)'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'letters' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--out' = 'wohin die Schreiben kommen (sonst: neben die Mappe)'
            '--no-pdf' = 'nur Word, kein PDF'
            '--kind' = 'nur diese Art, zum Beispiel WOHNEN oder EINLADUNG; AUSHANG schreibt den Stellenaushang'
            '--key' = 'nur zu dieser Nummer, zum Beispiel R-00012'
            '--site' = 'mit --kind AUSHANG: nennt die Anschrift dieses Standorts statt der des Büros'
            '--dry-run' = 'sagt nur, was geschrieben würde'
            '--fitting' = 'zeigt die offenen Stellen zu einer Person, mit dem Grund, und schreibt nichts'
            '--print' = 'legt ein PDF aller Schreiben, die daliegen, zum Drucken in den Ordner, mit einer Liste dazu'
            '--mark-sent' = 'trägt die Post als versandt ein: was gedruckt ist, sonst was der letzte Lauf schrieb'
            '--reference' = 'mit --mark-sent oder --print: nur dieses Schreiben, zum Beispiel QB-2019-0007'
            '--by' = 'mit --mark-sent: wer die Post hinausgab, ein Kürzel vom Blatt Personal'
            '--own-templates' = 'kopiert unsere Vorlagen zum Ändern in den Ordner „Lotse-Vorlagen“, ohne etwas zu überschreiben'
            '--check-templates' = 'prüft die eigenen Vorlagen und nennt jeden Fehler'
            '--fields' = 'schreibt eine Liste für „Empfänger auswählen“ in Word, mit allen Feldern und einer erfundenen Person'
            '--probe' = 'zeigt, welche Felder ein Brief aus Word hat und wer sie bekommen darf; schreibt drei Muster'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'dashboard' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--quarter' = 'dieses Quartal, zum Beispiel 2019-Q2 (sonst: das laufende)'
            '--verify' = 'rechnet die fertige Mappe mit LibreOffice und weiteren Programmen nach, soweit installiert'
            '--close' = 'schließt dieses Quartal ab; dazu gehört --by'
            '--by' = 'wer abschließt oder wieder öffnet, wie auf dem Blatt „Personal“'
            '--reopen' = 'öffnet ein abgeschlossenes Quartal wieder; mit --close wird es gleich neu abgeschlossen'
            '--explain' = 'nennt die Zeilen hinter einer Zahl und warum andere nicht zählen, zum Beispiel Z20; schreibt nichts'
            '--form' = 'füllt eine Kopie dieses Formulars mit den Zahlen; dazu gehört -o'
            '-o' = 'so heißt das gefüllte Formular'
            '--output' = 'so heißt das gefüllte Formular'
            '--public' = 'füllt das Formular nur mit dem, was veröffentlicht ist; Verdecktes bleibt *'
            '--draft' = 'füllt das Formular auch für ein Quartal, das nicht abgeschlossen ist'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'publish' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '-o' = 'wohin die Dateien kommen (sonst: Ordner „Veröffentlichungen“ neben der Mappe)'
            '--out' = 'wohin die Dateien kommen (sonst: Ordner „Veröffentlichungen“ neben der Mappe)'
            '--draft' = 'zeigt auch ein Quartal, das nicht abgeschlossen ist, als Entwurf'
            '--lang' = 'de oder en (sonst: de)'
            '--quick' = 'nimmt die erste sichere Verdeckung, statt die sparsamste zu suchen'
            '--attack' = 'greift fertige Dateien an (.xlsx, .html, .csv, .pdf), auch die von anderen; schreibt nichts'
            '--quarter' = 'dieses Quartal, zum Beispiel 2019-Q2 (sonst: das letzte abgeschlossene)'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'handin' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--quarter' = 'dieses Quartal, zum Beispiel 2019-Q2 (sonst: das letzte abgeschlossene)'
            '-o' = 'wie die Abgabe heißen soll (sonst: Abgabe_QUARTAL_BÜRO.xlsx neben der Mappe)'
            '--out' = 'wie die Abgabe heißen soll (sonst: Abgabe_QUARTAL_BÜRO.xlsx neben der Mappe)'
            '--draft' = 'gibt auch ein Quartal ab, das nicht abgeschlossen ist, als Entwurf'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'rollup' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '-o' = 'wie die Mappe der Stadt heißen soll (.xlsx)'
            '--out' = 'wie die Mappe der Stadt heißen soll (.xlsx)'
            '--remote' = 'erlaubt Adressen außerhalb dieses Rechners (s3://…; Extra „s3“; § 80 SGB X)'
            '--offices' = 'Textdatei mit den erwarteten Büros, eines in jeder Zeile'
            '--quarter' = 'dieses Quartal, zum Beispiel 2019-Q2 (sonst: das der meisten Abgaben)'
            '--workbooks' = 'liest statt Abgaben die Mappen der eigenen Büros eines Verantwortlichen; dazu gehört --ground'
            '--ground' = 'die Rechtsgrundlage dafür; sie steht auf dem Blatt der Stadt'
            '--processes' = 'so viele Mappen zugleich (sonst: je Kern eine)'
            '--memory' = 'so viel Arbeitsspeicher darf jede Mappe brauchen'
            '--cluster' = 'rechnet auf einem laufenden Cluster (tcp://…; Extra „cluster“)'
            '--no-cache' = 'liest auch Mappen neu, die sich nicht geändert haben'
            '--clear-cache' = 'löscht vorher, was von früheren Läufen aufgehoben ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'export' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--to' = 'der neue Ordner für CSV, Parquet und Verzeichnis'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'person' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--out' = 'wohin die Auskunft kommt (sonst: „Auskunft“ neben der Mappe)'
            '--erase' = 'löscht die Person in zwei Schritten: erst eine Liste für Sie, nach dem Löschen die Prüfung'
            '--received' = 'Tag, an dem der Antrag kam; danach richtet sich die Frist'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'remove' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'privacy' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--out' = 'wohin die Papiere kommen (sonst: „Datenschutz“ neben der Mappe)'
            '--view' = 'nur eine neue Mappe mit dem, was dieser Partner oder Arbeitgeber sehen darf'
            '--draft' = 'zu --view: nur zum Ansehen, als Entwurf gekennzeichnet und ohne Eintrag im „Postausgang“'
            '--by' = 'zu --view: wer die Mappe weitergibt, für den „Postausgang“'
            '-o' = 'Name der neuen Mappe'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'adopt' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--yes' = 'übernimmt den Vorschlag, ohne zu fragen'
            '--highlight' = 'lässt Zellen mit Befunden auch auf Ihren eigenen Blättern rot werden (ändert nur diese Regel)'
            '--export' = 'trägt die Daten in eine neue Mappe von Lotse (.xlsx)'
            '--upgrade' = 'baut aus einer Mappe einer früheren Version von Lotse eine neue mit allem, was dazukam (mit -o)'
            '-o' = 'so heißt die neue Mappe (.xlsx, mit --upgrade)'
            '--output' = 'so heißt die neue Mappe (.xlsx, mit --upgrade)'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'live' = [ordered]@{
            'start' = 'fragt in einem Fenster, was zu tun ist; das ruft die Verknüpfung auf dem Schreibtisch'
            'watch' = 'prüft bei jedem Speichern und zeigt die Befunde im Browser'
            'attach' = 'drückt einen Knopf von Lotse in der Mappe, die gerade geöffnet ist'
            'install-libreoffice' = 'richtet das Menü „Lotse“ in LibreOffice Calc ein, nur für Sie'
            'install-excel' = 'richtet den Reiter „Lotse“ in Excel ein und sagt, was die IT erlauben muss'
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
        }
        'live start' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
        }
        'live watch' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--no-write' = 'zeigt die Befunde nur, die Mappe bleibt unberührt'
            '--no-browser' = 'öffnet die Seite nicht, nennt nur ihre Adresse'
            '--no-notify' = 'ohne Meldungen am Bildschirmrand'
            '--backups' = 'so viele Sicherungen bleiben im Ordner „Sicherungen“ (sonst: 20; 0 heißt keine)'
            '--despite-reservation' = 'schreibt auch in eine Mappe, die als abgeschlossen gekennzeichnet ist'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
        }
        'live attach' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--program' = 'excel oder libreoffice (sonst: Excel, wenn es offen ist)'
            '--as-of' = 'rechnet, als wäre heute dieser Tag (30.06.2019 oder 2019-06-30)'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'live install-libreoffice' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'live install-excel' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--folder' = 'legt alles nur in diesen Ordner, zum Verteilen durch die IT'
            '--python' = 'dieses Python starten die Knöpfe (sonst: das von Lotse)'
            '--remove' = 'entfernt die Knöpfe wieder'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
        'doctor' = [ordered]@{
            '-h' = 'zeigt diese Hilfe'
            '--help' = 'zeigt diese Hilfe'
            '--keep' = 'behält die Kopien der Probe in diesem Ordner'
            '--json' = 'gibt das Ergebnis als ein JSON-Dokument aus'
        }
    }
    $befehl = ''
    foreach ($teil in $zeile.CommandElements | Select-Object -Skip 1) {
        $weiter = "$befehl $teil".Trim()
        if ($angebot.ContainsKey($weiter)) { $befehl = $weiter }
    }
    $angebot[$befehl].GetEnumerator() | Where-Object { $_.Key -like "$wort*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
    }
}
