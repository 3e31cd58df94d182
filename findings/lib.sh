# Sourced by every finding: prints its header, then `install` and `check` prepare and run it in a temporary folder.
set -u
sed -n '2,${/^#/!q; s/^# \{0,1\}//p}' "$0"
echo "----"
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2

# install PACKAGE==VERSION…: installs them into venv/ and prints their versions.
install() {
    { python3 -m venv venv && venv/bin/python -m pip install -q --disable-pip-version-check "$@"; } >install.log 2>&1 ||
        { tail -n 3 install.log; echo "COULD NOT BE TRIED: the packages cannot be installed"; exit 2; }
    venv/bin/python -m pip list --format freeze 2>/dev/null | tr _ - | grep -iE "^($(printf '%s|' "${@%%=*}")-)=="
    echo "----"
}

# check: runs the Python script on standard input. It calls sys.exit(0) if the behaviour is as described, and sys.exit(3)
# if it has changed; any other exit status means that it could not be tried.
check() {
    venv/bin/python -
    case $? in
    0) echo "HOLDS"; exit 0 ;;
    3) echo "HAS CHANGED"; exit 1 ;;
    *) echo "COULD NOT BE TRIED: the script failed"; exit 2 ;;
    esac
}
