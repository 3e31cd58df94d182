"""Wenbao beside LangChain, LlamaIndex, Haystack, txtai and verbatim-rag: the same model, articles and questions.

    python -m venv peers && peers/bin/pip install -r benchmarks/peers.txt
    python -m benchmarks.peers DATA/drcd-dev --python peers/bin/python [--passages 300] [--questions 300] [--only NAME]
    python -m venv verbatim && verbatim/bin/pip install verbatim-rag 'pymilvus<3' 'milvus-lite<3' 'setuptools<81'
    python -m benchmarks.peers DATA/drcd-dev --python verbatim/bin/python --only verbatim-rag

DATA/SET holds corpus.jsonl and questions.jsonl. The questions are the first of a seeded shuffle, with the articles
that they name and further ones up to the number asked for. Each system runs in a process of its own, one after the
other: it adds all articles (the model is loaded beforehand), then answers the questions one by one, ten hits each.
Every system uses its documented hybrid search: FAISS and BM25 joined by rank fusion (LangChain: EnsembleRetriever;
LlamaIndex: QueryFusionRetriever without an LLM; Haystack: DocumentJoiner), txtai its own hybrid index. LlamaIndex
gets an index of inner products, because IndexFlatL2 of its example passes distances on as scores, and rank fusion
then ranks the farthest first. The model's prompts are passed as each system documents. "jieba" is LangChain's BM25
with jieba as its `preprocess_func`; the others document no such hook. verbatim-rag, which wants older libraries and
so an environment of its own, searches by vectors alone: its sparse vectors and its quotes need models of the hub, or a
language model's service, and Milvus Lite has no BM25 for it. Wenbao does more in its time: it also encodes every
sentence, chooses a quote, and keeps everything on disk.

With --bfloat16 the peers get the model's weights in bfloat16, which their libraries then compute in.

Timings are processor time of the system's process (Milvus Lite 2 runs in another one, which is not counted), of one
machine in one run: read them as ratios to Wenbao's. With --out and --only, systems can be run one at a time into one
file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

QUERY, DOCUMENT = "query: ", "passage: "
SIZE = 384  # of a vector
DEPTH = 10
LIMIT_SECONDS = 900  # for one system
Search = Callable[[str], list[str]]  # a question → ids of articles, best first
Build = Callable[[Path, list[dict[str, str]]], tuple[Search, float]]  # model, articles → search, seconds of adding


def wenbao(model: Path, articles: list[dict[str, str]]) -> tuple[Search, float]:
    """The project itself, as the command line uses it."""
    from embeddings import encoder
    from qa.library import Library

    folder = Path(tempfile.mkdtemp())
    (folder / "corpus.jsonl").write_text("\n".join(json.dumps(article) for article in articles), "utf-8")
    library = Library(folder / "library", loaded=encoder.load())
    begun = time.process_time()
    library.add([folder / "corpus.jsonl"])
    seconds = time.process_time() - begun
    return lambda question: [hit.article_id for hit in library.ask(question, top_k=2 * DEPTH).hits], seconds


def langchain(model: Path, articles: list[dict[str, str]], words: Callable[[str], list[str]] | None = None) -> Any:
    """EnsembleRetriever over FAISS and BM25Retriever."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(
        model_name=str(model), encode_kwargs={"prompt": DOCUMENT}, query_encode_kwargs={"prompt": QUERY}
    )
    texts, metadata = [a["text"] for a in articles], [{"id": a["id"]} for a in articles]
    begun = time.process_time()
    vectors = FAISS.from_texts(texts, embeddings, metadatas=metadata)
    options = {"preprocess_func": words} if words else {}
    lexical = BM25Retriever.from_texts(texts, metadatas=metadata, k=DEPTH, **options)
    dense = vectors.as_retriever(search_kwargs={"k": DEPTH})
    both = EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])
    seconds = time.process_time() - begun
    return lambda question: [found.metadata["id"] for found in both.invoke(question)], seconds


def langchain_jieba(model: Path, articles: list[dict[str, str]]) -> Any:
    """The same with jieba for its BM25."""
    import jieba

    jieba.initialize()
    return langchain(model, articles, jieba.lcut)


def llamaindex(model: Path, articles: list[dict[str, str]]) -> Any:
    """QueryFusionRetriever over a FAISS VectorStoreIndex and BM25Retriever, by reciprocal rank, without an LLM."""
    import faiss
    from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.retrievers.bm25 import BM25Retriever
    from llama_index.vector_stores.faiss import FaissVectorStore

    Settings.llm = MockLLM()
    embedding = HuggingFaceEmbedding(str(model), query_instruction=QUERY, text_instruction=DOCUMENT)
    size = len(embedding.get_text_embedding("一"))
    begun = time.process_time()
    documents = [
        Document(text=a["text"], metadata={"id": a["id"]}, excluded_embed_metadata_keys=["id"]) for a in articles
    ]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(size))
    context = StorageContext.from_defaults(vector_store=store)
    index = VectorStoreIndex(nodes, storage_context=context, embed_model=embedding)
    lexical = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=DEPTH)
    both = QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=DEPTH), lexical], mode="reciprocal_rerank", num_queries=1,
        similarity_top_k=DEPTH, use_async=False,
    )  # fmt: skip
    seconds = time.process_time() - begun
    return lambda question: [found.node.metadata["id"] for found in both.retrieve(question)], seconds


def haystack(model: Path, articles: list[dict[str, str]]) -> Any:
    """InMemoryEmbeddingRetriever and InMemoryBM25Retriever, joined by reciprocal rank."""
    from haystack import Document
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    store = InMemoryDocumentStore()
    documents = SentenceTransformersDocumentEmbedder(model=str(model), prefix=DOCUMENT, progress_bar=False)
    queries = SentenceTransformersTextEmbedder(model=str(model), prefix=QUERY, progress_bar=False)
    documents.warm_up()
    queries.warm_up()
    begun = time.process_time()
    made = [Document(id=a["id"], content=a["text"]) for a in articles]
    store.write_documents(documents.run(documents=made)["documents"])
    lexical = InMemoryBM25Retriever(store, top_k=DEPTH)
    dense = InMemoryEmbeddingRetriever(store, top_k=DEPTH)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH)
    seconds = time.process_time() - begun

    def search(question: str) -> list[str]:
        vector = queries.run(text=question)["embedding"]
        found = [lexical.run(query=question)["documents"], dense.run(query_embedding=vector)["documents"]]
        return [document.id for document in joiner.run(documents=found)["documents"]]

    return search, seconds


def txtai(model: Path, articles: list[dict[str, str]]) -> Any:
    """Embeddings with hybrid=True."""
    from txtai import Embeddings

    instructions = {"query": QUERY, "data": DOCUMENT}
    embeddings = Embeddings(path=str(model), hybrid=True, instructions=instructions)
    embeddings.batchtransform(["一"])
    begun = time.process_time()
    embeddings.index((a["id"], a["text"], None) for a in articles)
    seconds = time.process_time() - begun
    return lambda question: [str(id_) for id_, _ in embeddings.search(question, DEPTH)], seconds


def verbatim_rag(model: Path, articles: list[dict[str, str]]) -> Any:
    """VerbatimIndex with LocalMilvusStore, and a provider of vectors that adds the prompts, as it documents."""
    from sentence_transformers import SentenceTransformer, models
    from verbatim_rag import DocumentSchema, VerbatimIndex
    from verbatim_rag.embedding_providers import DenseEmbeddingProvider
    from verbatim_rag.vector_stores import LocalMilvusStore

    words = models.Transformer(str(model), model_args={"torch_dtype": "auto"})  # its version cannot read modules.json
    encoder = SentenceTransformer(modules=[words, models.Pooling(SIZE, "mean"), models.Normalize()])

    class Prompted(DenseEmbeddingProvider):  # type: ignore[misc, unused-ignore]
        def embed_text(self, text: str) -> list[float]:
            return encoder.encode(text, prompt=QUERY).tolist()  # type: ignore[no-any-return, unused-ignore]

        def embed_batch(self, texts: list[str]) -> list[list[float]]:
            return encoder.encode(texts, prompt=DOCUMENT).tolist()  # type: ignore[no-any-return, unused-ignore]

        def get_dimension(self) -> int:
            return SIZE

    path = Path(tempfile.mkdtemp()) / "index.db"
    begun = time.process_time()
    store = LocalMilvusStore(str(path), dense_dim=SIZE, enable_sparse=False)
    index = VerbatimIndex(vector_store=store, dense_provider=Prompted())
    index.add_documents([DocumentSchema(id=a["id"], content=a["text"], source=a["id"]) for a in articles])
    seconds = time.process_time() - begun
    return lambda question: [found.metadata["source"] for found in index.query(question, k=DEPTH)], seconds


SYSTEMS: dict[str, tuple[Build, tuple[str, ...]]] = {  # each with the packages whose versions are reported
    "wenbao": (wenbao, ("sentence-transformers",)),
    "langchain": (langchain, ("langchain-classic", "langchain-community")),
    "langchain jieba": (langchain_jieba, ("langchain-classic", "langchain-community", "jieba")),
    "llamaindex": (llamaindex, ("llama-index-core", "llama-index-retrievers-bm25")),
    "haystack": (haystack, ("haystack-ai",)),
    "txtai": (txtai, ("txtai",)),
    "verbatim-rag": (verbatim_rag, ("verbatim-rag", "pymilvus", "milvus-lite")),
}


def run_one(name: str, folder: Path, model: Path) -> dict[str, Any]:
    """Run one system in this process: the rank of the right article for each question (0: not found), times, memory."""
    build, packages = SYSTEMS[name]
    articles, questions = _lines(folder / "corpus.jsonl"), _lines(folder / "questions.jsonl")
    search, adding = build(model, articles)
    search(questions[0]["question"])  # the first one warms up
    ranks, times = [], []
    for question in questions:
        begun = time.process_time()
        found = list(dict.fromkeys(search(question["question"])))[:DEPTH]
        times.append(time.process_time() - begun)
        ranks.append(next((rank for rank, id_ in enumerate(found, 1) if id_ in question["articles"]), 0))
    return {
        "ranks": ranks,
        "seconds to add": round(adding, 2),
        "articles a second": round(len(articles) / adding, 2),
        "ms a question, p50": round(1000 * statistics.median(times), 1),
        "peak memory, MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "versions": {package: version(package) for package in packages},
    }


def in_bfloat16(model: Path, folder: Path) -> Path:
    """A copy of a model's folder with its weights in bfloat16, the type that libraries then load them in."""
    import torch
    from safetensors.torch import load_file, save_file

    copy = Path(shutil.copytree(model, folder / "bfloat16"))
    weights = {name: value.to(torch.bfloat16) for name, value in load_file(copy / "model.safetensors").items()}
    save_file(weights, copy / "model.safetensors", {"format": "pt"})
    config = json.loads((copy / "config.json").read_text("utf-8")) | {"dtype": "bfloat16", "torch_dtype": "bfloat16"}
    (copy / "config.json").write_text(json.dumps(config), "utf-8")
    return copy


def subset(data: Path, passages: int, questions: int, out: Path) -> tuple[int, int]:
    """Write the questions, their articles, and others up to the number; how many articles and questions there are."""
    draw = random.Random(20)
    corpus = {row["id"]: row for row in _lines(data / "corpus.jsonl")}
    asked = [row for row in _lines(data / "questions.jsonl") if row.get("articles") and row["question"].strip()]
    draw.shuffle(asked)
    chosen, used = _chosen(asked, corpus, passages, questions)
    others = [id_ for id_ in corpus if id_ not in chosen]
    chosen |= dict.fromkeys(draw.sample(others, min(len(others), max(0, passages - len(chosen)))))
    articles = [{"id": id_, "text": row["text"]} for id_, row in corpus.items() if id_ in chosen]
    for name, rows in (("corpus", articles), ("questions", used)):
        (out / f"{name}.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return len(articles), len(used)


def _chosen(
    asked: Sequence[dict[str, Any]], corpus: dict[str, Any], passages: int, questions: int
) -> tuple[dict[str, None], list[dict[str, Any]]]:
    """As many questions as fit with the articles that they name, and the ids of these articles."""
    chosen: dict[str, None] = {}
    used: list[dict[str, Any]] = []
    for row in asked:
        more = [id_ for id_ in row["articles"] if id_ in corpus and id_ not in chosen]
        if len(used) < questions and len(chosen) + len(more) <= passages:
            chosen |= dict.fromkeys(more)
            used.append(row)
    return chosen, used


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The mean with its 95 % bootstrap interval over questions."""
    import numpy as np

    numbers = np.array(values)
    draws = np.random.default_rng(0).integers(0, len(numbers), (2000, len(numbers)))
    low, high = np.quantile(numbers[draws].mean(axis=1), [0.025, 0.975])
    return round(float(numbers.mean()), 3), round(float(low), 3), round(float(high), 3)


def main() -> None:
    """Run the systems and print a table; with --run, one system in this process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--python", type=Path, help="the interpreter of the peers' environment")
    parser.add_argument("--passages", type=int, default=300)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--only", nargs="+", choices=sorted(SYSTEMS))
    parser.add_argument("--bfloat16", action="store_true", help="the peers' weights")
    parser.add_argument("--out", type=Path, help="write the numbers there as JSON")
    parser.add_argument("--run", choices=sorted(SYSTEMS), help=argparse.SUPPRESS)
    parser.add_argument("--model", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(run_one(options.run, options.data, options.model)))
        return
    if options.python is None:
        parser.error("--python is needed: the interpreter of the peers' environment")
    from embeddings import bundled

    with tempfile.TemporaryDirectory() as folder:
        model = in_bfloat16(bundled.ensure(), Path(folder)) if options.bfloat16 else bundled.ensure()
        articles, questions = subset(options.data, options.passages, options.questions, Path(folder))
        report = _begun(options.out, options.data.name, articles, questions)
        for name in options.only or SYSTEMS:
            report["systems"][name] = _in_process(name, options.python, Path(folder), model)
            if options.out:
                options.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(_table(report))


def _begun(out: Path | None, name: str, articles: int, questions: int) -> dict[str, Any]:
    """The report so far, with the systems that an earlier run on the same questions wrote to the file."""
    threads = os.environ.get("OMP_NUM_THREADS", "all")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {threads} threads, {time.strftime('%Y-%m-%d')}"
    report: dict[str, Any] = {"set": name, "articles": articles, "questions": questions, "machine": machine}
    if out is not None and out.exists():
        earlier = json.loads(out.read_text("utf-8"))
        if all(earlier[key] == report[key] for key in ("set", "articles", "questions")):
            return {**report, "systems": earlier["systems"]}
    return {**report, "systems": {}}


def _in_process(name: str, python: Path, folder: Path, model: Path) -> dict[str, Any]:
    root = Path(__file__).resolve().parent.parent
    own = name == "wenbao"
    command = [sys.executable if own else str(python), str(Path(__file__).resolve()), str(folder)]
    local = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "0", "PYTHONPATH": str(root) if own else ""}
    try:
        done = subprocess.run(
            [*command, "--run", name, "--model", str(model)],
            env=os.environ | local, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=True,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        return {"failed": error.stderr.strip().splitlines()[-1:]}
    except subprocess.TimeoutExpired:
        return {"failed": [f"more than {LIMIT_SECONDS} s"]}
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    ranks = result.pop("ranks")
    result["success@1"] = interval([float(rank == 1) for rank in ranks])
    result["mrr@10"] = interval([1 / rank if rank else 0.0 for rank in ranks])
    return result


def _table(report: dict[str, Any]) -> str:
    lines = [
        "{set}: {articles} articles, {questions} questions; {machine}".format(**report),
        "",
        "| | success@1 | mrr@10 | articles/s added | ms a question, p50 | peak memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    for name, result in report["systems"].items():
        if "failed" in result:
            lines.append(f"| {name} | failed: {' '.join(result['failed'])} | | | | |")
            continue
        quality = [f"{m:.3f} [{low:.3f}, {high:.3f}]" for m, low, high in (result["success@1"], result["mrr@10"])]
        cost = [str(result[key]) for key in ("articles a second", "ms a question, p50", "peak memory, MB")]
        lines.append(f"| {' | '.join([name, *quality, *cost])} |")
    return "\n".join(lines)


if __name__ == "__main__":
    if __package__ is None:  # run as a file: its neighbours must not be taken for packages
        sys.path.pop(0)
    main()
