"""`python -m qa`: the same as `wenbao`."""

from qa.cli import main

raise SystemExit(main())
