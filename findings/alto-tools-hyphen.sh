#!/usr/bin/env bash
# Guess:   `alto-tools -t` prints every word of an ALTO page once, a hyphenated one as two halves or as the whole word.
# Happens: It prints the first half of a hyphenated word twice and never the second: "news-/paper reports" becomes "news"
#          and "newsreports". The branch for HypPart2 is nested inside the one for HypPart1 and never runs.
# Hurts:   Full-text search over digitised newspapers, whose narrow columns hyphenate every few lines.
# Version: alto-tools 0.1.0
# Date:    2026-11-30
# Source:  own observation; https://github.com/cneud/alto-tools/issues/16 led to this version, and
#          https://github.com/cneud/alto-tools/pull/30 changed the code in the repository since
. "$(dirname "$0")/lib.sh"
install alto-tools==0.1.0
cat >page.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page ID="p1" PHYSICAL_IMG_NR="1" WIDTH="99" HEIGHT="99">
<PrintSpace HPOS="0" VPOS="0" WIDTH="99" HEIGHT="99"><TextBlock ID="b1" HPOS="0" VPOS="0" WIDTH="99" HEIGHT="99">
<TextLine HPOS="0" VPOS="0" WIDTH="99" HEIGHT="9"><String CONTENT="The" HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"/><SP/>
<String CONTENT="news" SUBS_TYPE="HypPart1" SUBS_CONTENT="newspaper" HPOS="20" VPOS="0" WIDTH="9" HEIGHT="9"/>
<HYP CONTENT="-"/></TextLine>
<TextLine HPOS="0" VPOS="10" WIDTH="99" HEIGHT="9">
<String CONTENT="paper" SUBS_TYPE="HypPart2" SUBS_CONTENT="newspaper" HPOS="0" VPOS="10" WIDTH="9" HEIGHT="9"/><SP/>
<String CONTENT="reports" HPOS="30" VPOS="10" WIDTH="9" HEIGHT="9"/></TextLine>
</TextBlock></PrintSpace></Page></Layout></alto>
XML
check <<'PYTHON'
import subprocess
import sys

done = subprocess.run(["venv/bin/alto-tools", "-t", "page.xml"], capture_output=True, text=True, check=True)
print(done.stdout)
sys.exit(0 if done.stdout.split() == ["The", "news", "newsreports"] else 3)
PYTHON
