#!/usr/bin/env bash
# Guess:   lxml's HTML parser reads a whole page, as browsers do: the HTML standard puts what follows `</html>` into the
#          body.
# Happens: Nothing after the first `</html>` is in the tree, and no error is raised.
# Hurts:   Readers of saved news pages. Sites that include a head file with its own `</html>` lose the article in silence.
# Version: lxml 6.1.3 (libxml2 2.14)
# Date:    2026-11-30
# Source:  own observation; the HTML standard, section 13.2.6.4.19, "after after body"
. "$(dirname "$0")/lib.sh"
install lxml==6.1.3
check <<'PYTHON'
import sys

from lxml import etree, html

parser = html.HTMLParser()
tree = html.document_fromstring(
    "<html><body><p>first</p></body></html><div><p>second</p></div></body></html>", parser=parser
)
text = " ".join(tree.itertext())
print("libxml2", etree.LIBXML_VERSION, "text:", repr(text), "log:", [entry.message for entry in parser.error_log])
sys.exit(0 if "first" in text and "second" not in text else 3)
PYTHON
