#!/usr/bin/env bash
# Guess:   `pip install trafilatura` in a fresh virtual environment installs a package that can be imported.
# Happens: With the pip bundled with Python 3.11 (23.2.1) it installs without an error, and `import trafilatura` raises
#          ImportError. jusText requires lxml[html_clean], lxml's metadata spells the extra html-clean, and pip before 23.3
#          does not treat the two as one name: it prints a warning and leaves lxml_html_clean out.
# Hurts:   Anyone who installs trafilatura or jusText with the pip of an older Python, container images above all.
# Version: pip 23.2.1, jusText 3.0.2, lxml 6.1.3, trafilatura 2.3.1; right with pip 26.3
# Date:    2026-11-30
# Source:  own observation; the same extra is reported in https://github.com/miso-belica/jusText/issues/53
. "$(dirname "$0")/lib.sh"
install pip==23.2.1
venv/bin/python -m pip install --disable-pip-version-check trafilatura==2.3.1 jusText==3.0.2 lxml==6.1.3 >old.log 2>&1 ||
    { tail -n 3 old.log; exit 2; }
grep -i "does not provide the extra" old.log
check <<'PYTHON'
import importlib.util
import sys

missing = importlib.util.find_spec("lxml_html_clean") is None
try:
    import trafilatura
    print("trafilatura is imported:", trafilatura.__name__)
    sys.exit(3)
except ImportError as error:
    print("import trafilatura: ImportError:", str(error).splitlines()[0])
sys.exit(0 if missing else 3)
PYTHON
