#!/usr/bin/env bash
# Guess:   If pymilvus says that Milvus Lite is required and how to install it, Milvus Lite is not installed.
# Happens: With Milvus Lite 2 it is. Milvus Lite 2 imports pkg_resources, which the setuptools of today no longer brings;
#          pymilvus takes the failed import for a missing package and drops the cause.
# Hurts:   Whoever keeps Milvus Lite 2, as libraries do that are not ready for version 3: pip says that the requirement is
#          satisfied, pymilvus that it is not, and neither names setuptools.
# Version: pymilvus 2.6.17, milvus-lite 2.5.1, setuptools 84.2.1
# Date:    2026-12-01
# Source:  own observation, while a library that needs Milvus Lite 2 was set up
. "$(dirname "$0")/lib.sh"
install pymilvus==2.6.17 milvus-lite==2.5.1 setuptools==84.2.1
check <<'PYTHON'
import sys
from importlib.metadata import version

from pymilvus import MilvusClient

print("installed: milvus-lite", version("milvus-lite"))
try:
    import milvus_lite.server_manager
except ImportError as error:
    cause = str(error)
else:
    cause = ""
print("importing it says:", cause or "nothing")
try:
    MilvusClient("lite.db")
except Exception as error:
    said = str(error)
else:
    said = ""
print("pymilvus says:", said or "nothing")
sys.exit(0 if "pkg_resources" in cause and "milvus-lite is required" in said and "pkg_resources" not in said else 3)
PYTHON
