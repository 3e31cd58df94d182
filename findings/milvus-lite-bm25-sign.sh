#!/usr/bin/env bash
# Guess:   Milvus Lite offers Milvus' API, so a BM25 search returns scores of which higher is better, as Milvus documents.
# Happens: Every `distance` is negative, and the best hit has the lowest. The order of the hits is right.
# Hurts:   Code developed on Lite and run on a server, or the reverse: a threshold (distance > 0.5) drops every hit, and
#          sorting by score or combining with another search reverses the order.
# Version: milvus-lite 3.2.2, pymilvus 3.0.2
# Date:    2026-11-30
# Source:  own observation; differences of COSINE and L2 are in https://github.com/milvus-io/milvus-lite/issues/343
. "$(dirname "$0")/lib.sh"
install milvus-lite==3.2.2 pymilvus==3.0.2
check <<'PYTHON'
import sys

from pymilvus import DataType, Function, FunctionType, MilvusClient

client = MilvusClient("lite.db")
schema = client.create_schema()
schema.add_field("id", DataType.INT64, is_primary=True)
schema.add_field("text", DataType.VARCHAR, max_length=1000, enable_analyzer=True)
schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
schema.add_function(
    Function(name="bm25", function_type=FunctionType.BM25, input_field_names=["text"], output_field_names=["words"])
)
index = client.prepare_index_params()
index.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
client.create_collection("articles", schema=schema, index_params=index)
texts = ("the new bridge opened", "the bridge over the river closed for a year", "tea exports rose")
client.insert("articles", [{"id": number, "text": text} for number, text in enumerate(texts)])
hits = client.search("articles", data=["new bridge"], anns_field="words", limit=3, output_fields=["text"])[0]
for hit in hits:
    print(hit["distance"], hit["entity"]["text"])
distances = [hit["distance"] for hit in hits]
sys.exit(0 if len(hits) == 2 and hits[0]["id"] == 0 and distances == sorted(distances) and max(distances) < 0 else 3)
PYTHON
