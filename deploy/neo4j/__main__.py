#!/usr/bin/env python3
"""The local Neo4j's command; `neo4j.py --help` tells what it does.

It only finds `deploy.neo4j.cli` and runs it. Python puts a script's own folder first on its search path,
where this file would hide the driver, whose name is also `neo4j`; so that folder is replaced by the
repository's root.
"""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    sys.exit(importlib.import_module("deploy.neo4j.cli").main())
