"""`python -m qa`: the same as `wenbao`."""

from qa.cli.commands import main

raise SystemExit(main())
