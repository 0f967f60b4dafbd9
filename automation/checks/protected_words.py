"""The words that tell of what is protected: Art. 9 and 10 GDPR, and what § 67 SGB X guards beside them.

German builds words, so most stand for a part of one: „bandscheib“, „diabet“, „krank“ at an end. `^` and `$`
are the
ends of a word. Data alone; how they are looked for is `words.py`.
"""

from __future__ import annotations

HEALTH = "etwas über die Gesundheit"
BENEFIT = "etwas über Leistungen, Schulden oder Strafen"
FAMILY = "etwas über Familie oder Gewalt"
ORIGIN = "etwas über Herkunft oder Aufenthalt"
CONVICTION = "etwas über Glauben, Überzeugung oder Sexualität"

HARMLESS = r"""
    ^behinderten-?(?:fahrdienst|werkst|beauftrag|beirat|hilfe|verband|parkpl|sport)
    .(?:straße|strasse|str\.|allee|gasse)$ ^(?:krebs|klinik)(?:weg|platz)$
    ^(?:sucht|schuldner|schulden|drogen|insolvenz)-?berat ^krankenkassen?$
    ^krankenversicher ^kranken?-?(?:pfleg|schwester) ^altenpfleg ^diagnose-?(?:gerät|system|technik)
    ^(?:flüchtlings|asyl)-?(?:hilfe|rat|arbeit|recht) ^gewerkschafts-?(?:haus|büro) ^tauben.
    ^(?:schwangerschafts|mutterschutz)-?vertret ^diabetes-?berat ^(?:gefängnis|jva)-?(?:wärt|beamt) ^sanktionslist
    ^islamwissensch
"""
"""Services, streets and jobs: they tell of nobody."""

WORDS = {
    HEALTH: r"""
        ^kranke?[rnsm]?$ krankheit krankgeschr krankschr krankmeld krankengeld erkrank ...krank$ diagnos
        depressi
        ^burn-?out psychisch psychiatr psychose psychothera borderline angststör essstör magersucht
        (?:alkohol|drogen|spiel|tabletten|heroin|medikamenten)-?sucht ^süchtig .süchtig suchtmittel suchtproblem
        suchtkrank suchtthera alkoholi alkoholprobl alkoholabh drogenabh drogenkons drogenprobl ^drogen$
        ^alkohol$
        entzug$ entgiftung substituiert methadon schwanger fehlgeburt behindert behinderung schwerbehind
        ^gdb\d*$
        ^merkzeichen$ gleichgestellt gehbehind sehbehind ^gehörlos ^erblindet ^blind(?:e[rnms]?)?$ pflegegrad
        pflegestufe pflegebedürft rollstuhl rollator gehhilfe prothese amput dialyse diabet krebs$ krebskrank
        krebsthera tumor chemothera ^hiv$ ^aids$ hepatitis tuberkul epilep asthma allergi demenz ^dement$
        parkinson
        schlaganfall herzinfarkt herzfehler herzkrank bandscheib rheuma arthrose ...schmerz ...leiden$ ^leidet$
        traumat ^trauma$ suizid autis ^adhs$ medikament operiert ^operation ^attest$ ^reha$ ^klinik
        erwerbsgemind (?:entzugs|sucht|reha|schmerz)-?klinik
        erwerbsminder arbeitsunfähig gesundheitlich hilfsmittel$ ^taub(?:e[rsm]|heit|stumm.*|blind.*)?$
        gebärdensprach hörgerät schwerhörig hörbehind hörgeschäd cochlea ^stumm(?:e[rnsm]?)?$ sehschwäche
        gelähmt
        lähmung querschnitt spastik spastisch kleinwüchs lernbehind lernschwäche legasthen
        intelligenzmind mukoviszid ^lupus$ ^morbus$ zöliakie migräne neurodermit schuppenflechte
        schizophren bipolar ^copd$ zwangsstör panikatta phobie$ ^ptbs$ bulimi anorexi adipös adiposit
        übergewicht inkontinen herzschrittm thrombos ^long-covid
        fatigue chronisch ^insulin(?!er) ^krampfanf ohnmacht sturzgefahr gebrechlich berufsbetreu
        angstzust ^krücken?$ ^gehstock katheter ^stoma$ knochenbruch fibromyalg ^ekzem tinnitus apnoe ^bluthoch
        herzklapp nierenvers ^leberzirr ^gicht$ osteopor ^stotter sauerstoffgerät ^schwerbeh ^mutterschutz ^abtreib
        kaiserschnitt nervenzusammenb selbstmord ^trinker(?:in)?$ ^kiff analphabet lernschwierig
        (?:rücken|knie|herz|hüft|gelenk|atem|lungen|magen|nieren|augen)-?(?:problem|beschwerd|operation)
    """,
    BENEFIT: r"""
        ^sanktion ^minderung hartz bürgergeld grundsicherung leistungsbetrug rückforderung ^schulden$
        verschuldet
        pfändung insolvenz ^vorstraf vorbestraft haftstrafe haftentlass inhaftiert ^gefängnis bewährung$ ^jva$
        ^(?:u-|untersuchungs)?haft$ straffällig straftat strafverfahren strafbefehl ermittlungsverf
        ^verurteil ^knast$ freigänger fußfessel diebstahl ^gestohlen körperverletz drogendelik ^betrug$
        sozialbetrug offenbarungseid ^schufa ^inkasso$ bewährungsstrafe strafanzeige gerichtsverfahr ^sozialhilfe$
        leistungskürz ^sperrzeit ^aufstocker(?:in)?$
    """,
    FAMILY: r"""
        frauenhaus ^männerhaus ^gewalt$ gewalttät gewaltschutz gewaltopfer ^misshand missbrauch vergewaltig
        ^stalk
        bedroh(?:t|ung)$ ^prügel ^geschlagen$ zwangs(?:heirat|ehe|verheirat) kindeswohl inobhutnahme sorgerecht
        umgangsrecht kinderschutz getrenntlebend ^geschieden(?:e[rn]?)?$ ^scheidung ^verwitwet ehekrise
    """,
    ORIGIN: r"""
        ^flüchtling ^geflüchtet ^geflohen kriegsflücht ^asyl ^migrant migrationshinter zuwander
        ^ausländer(?:in|s|n|innen)?$ ^duldung ^geduldet(?:e[rn]?)?$ abschieb abgeschoben ausreisepflicht
        aufenthaltstitel aufenthaltserlaub aussiedler staatenlos eingebürgert ^herkunft(?:sland)?$
        ...stämmig hautfarbe dunkelhäutig
        ^ethni ^roma$ ^sint[io]$ ^zigeuner
        ^(?:türk|kurd|afghan|rumän|bulgar|libanes|chines|vietnames|serb|kroat|russ|bosni)(?:e|in|en|innen|er)$
        ^(?:syr|irak|iran|ukrain|alban|marokkan|nigerian|eritre|somali|ghana|afrikan|arab|ägypt)er(?:in|innen|n|s)?$
    """,
    CONVICTION: r"""
        ^muslim ^moslem ^islam ^alevit ^sunnit ^schiit ^jesid ^yezid ^ezid ^jüdisch ^juden?$ ^jüdin ^buddhist
        ^hindu
        kopftuch ^ramadan ^koscher ^gläubig ^konfession ^religi(?:on|ös) ^atheis kirchenaustritt ^freikirch
        ^sekte$
        ^konvertier ^gewerkschaft ^ver\.di parteimitgl ^(?:afd|spd|cdu|fdp|npd)\b
        ^(?:rechts|links)(?:extrem|radikal) neonazi reichsbürger salafist islamist ^kommunist ^schwul
        ^lesb(?:e|isch) (?:homo|bi|trans|inter|a)-?sexuell
        ^homosex ^trans-?(?:gender|frau|mann|person|ident) ^queer$ sexualit prostituier sexarbeit
        geschlechtsangl
        geschlechtsumw
    """,
}
"""What a single word tells, by kind."""

PHRASES = {
    HEALTH: (
        r"multiple[rn]? sklerose",
        r"burn out",
        r"long covid",
        r"\btauben? (?:frau|mann|mensch|person|kind|mutter|vater)",
        r"(?:liegt|lag|ist|war|kommt|muss) (?:\w+ )?(?:im|ins|in der|in die) (?:krankenhaus|klinik)",
        r"(?:in|macht) therapie\b",
        r"(?:rechtliche[rn]?|gesetzliche[rn]?) betreu",
    ),
    BENEFIT: (r"\balg ?(?:ii|2)\b",),
    FAMILY: (
        r"häusliche[rn]? gewalt",
        r"schlägt (?:sie|ihn|die kinder|ihre|seine)",
        r"\bin obhut",
        r"getrennt lebend",
        r"(?:lebt|leben|wohnt|wohnen) (?:seit \w+ |jetzt |vom \w+ |von \w+ )*getrennt\b",
        r"getrennt (?:vom|von der|von ihre[mr]|von seine[mr]) (?:ehe|mann|frau|partner|vater|mutter)",
        r"trennung (?:vom|von der|von ihre[mr]|von seine[mr]) ",
    ),
    CONVICTION: (
        r"zeug(?:e|in|en|innen) jehovas",
        r"(?:ist|sei|streng|sehr) (?:katholisch|evangelisch|orthodox)",
        r"\bin der partei\b",
        r"politisch (?:verfolgt|aktiv)",
        r"sexuelle orient",
    ),
}
"""What several words tell together, by kind; each holds a word of `ANCHORS`."""

ANCHORS = r"""
    sklerose ^out$ covid ^taube ^krankenhaus ^klinik therapie betreu ^alg gewalt ^schlägt obhut getrennt
    trennung
    jehovas katholisch evangelisch orthodox ^partei$ ^politisch orient
"""
"""The words that call for a look at `PHRASES`; nearly every text has none of them."""
