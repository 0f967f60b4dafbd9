# Aus dem Programm erzeugt (make docs). Änderungen bitte dort.
_lotse() {
    local cur prev befehl="" angebot="" dateien="" i
    COMPREPLY=()
    cur="${COMP_WORDS[COMP_CWORD]}"
    prev="${COMP_WORDS[COMP_CWORD - 1]}"
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${befehl:+$befehl }${COMP_WORDS[i]}" in
            "new" | "demo" | "run" | "check" | "today" | "desk" | "collect" | "diff" | "restore" | "letters" | "dashboard" | "publish" | "handin" | "rollup" | "export" | "person" | "remove" | "privacy" | "adopt" | "live" | "live start" | "live watch" | "live attach" | "live install-libreoffice" | "live install-excel" | "doctor") befehl="${befehl:+$befehl }${COMP_WORDS[i]}" ;;
        esac
    done
    case "$befehl" in
        "")
            angebot="new demo run check today desk collect diff restore letters dashboard publish handin rollup export person remove privacy adopt live doctor -h --help -V --version"
            ;;
        "new")
            angebot="-h --help --demo --rows --seed --as-of --json"
            dateien=ja
            case "$prev" in
                --rows) return ;;
                --seed) return ;;
                --as-of) return ;;
            esac
            ;;
        "demo")
            angebot="-h --help --rows --seed --as-of --json"
            dateien=ja
            case "$prev" in
                --rows) return ;;
                --seed) return ;;
                --as-of) return ;;
            esac
            ;;
        "run")
            angebot="-h --help --out --no-pdf --quarter --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --out) angebot="" dateien=ja ;;
                --quarter) return ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "check")
            angebot="-h --help --no-write --all --fix --yes --rule --by --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --rule) return ;;
                --by) return ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "today")
            angebot="-h --help --for --days --ics --no-write --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --for) return ;;
                --days) return ;;
                --ics) angebot="" dateien=ja ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "desk")
            angebot="-h --help --for -o --out --as-of --json"
            dateien=ja
            case "$prev" in
                --for) return ;;
                -o) angebot="" dateien=ja ;;
                --out) angebot="" dateien=ja ;;
                --as-of) return ;;
            esac
            ;;
        "collect")
            angebot="-h --help --append --yes --same --new --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --same) return ;;
                --new) return ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "diff")
            angebot="-h --help --sheet --all --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "restore")
            angebot="-h --help --fix --yes --by --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --fix) return ;;
                --by) return ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "letters")
            angebot="-h --help --out --no-pdf --kind --key --site --dry-run --fitting --print --mark-sent --reference --by --own-templates --check-templates --fields --probe --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --out) angebot="" dateien=ja ;;
                --kind) return ;;
                --key) return ;;
                --site) return ;;
                --fitting) return ;;
                --reference) return ;;
                --by) return ;;
                --probe) angebot="" dateien=ja ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "dashboard")
            angebot="-h --help --quarter --verify --close --by --reopen --explain --form -o --output --public --draft --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --quarter) return ;;
                --close) return ;;
                --by) return ;;
                --reopen) return ;;
                --explain) return ;;
                --form) angebot="" dateien=ja ;;
                -o) angebot="" dateien=ja ;;
                --output) angebot="" dateien=ja ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "publish")
            angebot="-h --help -o --out --draft --lang --quick --attack --quarter --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                -o) angebot="" dateien=ja ;;
                --out) angebot="" dateien=ja ;;
                --lang) angebot="de en" dateien="" ;;
                --attack) angebot="" dateien=ja ;;
                --quarter) return ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "handin")
            angebot="-h --help --quarter -o --out --draft --as-of --json"
            dateien=ja
            case "$prev" in
                --quarter) return ;;
                -o) angebot="" dateien=ja ;;
                --out) angebot="" dateien=ja ;;
                --as-of) return ;;
            esac
            ;;
        "rollup")
            angebot="-h --help -o --out --remote --offices --quarter --workbooks --ground --processes --memory --cluster --no-cache --clear-cache --as-of --json"
            case "$prev" in
                -o) angebot="" dateien=ja ;;
                --out) angebot="" dateien=ja ;;
                --offices) angebot="" dateien=ja ;;
                --quarter) return ;;
                --ground) return ;;
                --processes) return ;;
                --memory) return ;;
                --cluster) return ;;
                --as-of) return ;;
            esac
            ;;
        "export")
            angebot="-h --help --to --as-of --json"
            dateien=ja
            case "$prev" in
                --to) angebot="" dateien=ja ;;
                --as-of) return ;;
            esac
            ;;
        "person")
            angebot="-h --help --out --erase --received --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --out) angebot="" dateien=ja ;;
                --received) return ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "remove")
            angebot="-h --help --backups --despite-reservation --json"
            dateien=ja
            case "$prev" in
                --backups) return ;;
            esac
            ;;
        "privacy")
            angebot="-h --help --out --view --draft --by -o --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --out) angebot="" dateien=ja ;;
                --view) return ;;
                --by) return ;;
                -o) angebot="" dateien=ja ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "adopt")
            angebot="-h --help --yes --highlight --export --upgrade -o --output --backups --despite-reservation --as-of --json"
            dateien=ja
            case "$prev" in
                --export) angebot="" dateien=ja ;;
                -o) angebot="" dateien=ja ;;
                --output) angebot="" dateien=ja ;;
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "live")
            angebot="start watch attach install-libreoffice install-excel -h --help"
            ;;
        "live start")
            angebot="-h --help"
            dateien=ja
            ;;
        "live watch")
            angebot="-h --help --no-write --no-browser --no-notify --backups --despite-reservation --as-of"
            dateien=ja
            case "$prev" in
                --backups) return ;;
                --as-of) return ;;
            esac
            ;;
        "live attach")
            angebot="-h --help --program --as-of --json"
            case "$prev" in
                --program) angebot="excel libreoffice" dateien="" ;;
                --as-of) return ;;
            esac
            ;;
        "live install-libreoffice")
            angebot="-h --help --json"
            ;;
        "live install-excel")
            angebot="-h --help --folder --python --remove --json"
            case "$prev" in
                --folder) angebot="" dateien=ja ;;
                --python) angebot="" dateien=ja ;;
            esac
            ;;
        "doctor")
            angebot="-h --help --keep --json"
            dateien=ja
            case "$prev" in
                --keep) angebot="" dateien=ja ;;
            esac
            ;;
    esac
    local wort
    if [[ -n "$angebot" && ( -z "$dateien" || "$cur" == -* ) ]]; then
        while IFS= read -r wort; do COMPREPLY+=("$wort"); done < <(compgen -W "$angebot" -- "$cur")
    elif [[ -n "$dateien" ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r wort; do COMPREPLY+=("$wort"); done < <(compgen -f -- "$cur")
    fi
}
complete -F _lotse lotse
