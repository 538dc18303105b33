"""``python -m service`` is the ``tokenwire`` command."""

import sys

from service.cli import main

sys.exit(main())
