"""An exported folder scores without torch, as the model that it came from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from wacana.errors import InputError, ModelError
from wacana.score.transformer import load, onnx, runtime

for module in ("torch", "onnx", "onnxruntime", "onnxscript"):
    pytest.importorskip(module, reason="needs wacana[transformers,onnx]")

import onnxruntime  # noqa: E402
from onnx import TensorProto, helper, numpy_helper, save  # noqa: E402
from onnx import load as read_graph  # noqa: E402

TEXTS = ["pelayanannya ramah dan bagus", "barangnya rusak dan kotor", "rapat pukul sembilan", "", "mahal " * 200]
WITHOUT = """
import sys
for name in {hidden!r}:
    sys.modules[name] = None
import json, wacana
try:
    print(json.dumps([wacana.score(text, scorer="hf:" + sys.argv[1]) for text in json.loads(sys.argv[2])]))
except wacana.errors.WacanaError as error:
    print(type(error).__name__, error)
"""


def without(hidden: list[str], folder: Path, texts: list[str]) -> str:
    code = WITHOUT.format(hidden=hidden)
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-c", code, str(folder), json.dumps(texts)]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.strip()


@pytest.mark.parametrize("int8", [False, True])
def test_the_export_scores_alike_without_torch(sentiment: Path, tmp_path: Path, int8: bool) -> None:
    parity = onnx.export(str(sentiment), tmp_path / "out", int8=int8)
    assert parity.agreement >= 0.95
    made = json.loads(without(["torch", "transformers", "onnx"], tmp_path / "out", TEXTS))
    plain = load(str(sentiment), precision="fp32").rows(TEXTS)
    np.testing.assert_allclose([row["p_negative"] for row in made], plain["p_negative"], atol=0.1 if int8 else 0.001)
    config = json.loads((tmp_path / "out" / "config.json").read_text(encoding="utf-8"))
    assert config["onnx"]["max_change"] == parity.max_change
    assert f"{parity.agreement:.1%}" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert load(str(tmp_path / "out")).notes(TEXTS)["truncated"] == 1
    with pytest.raises(InputError, match="holds files"):
        onnx.export(str(sentiment), tmp_path / "out")
    with pytest.raises(InputError, match="already"):
        onnx.export(str(tmp_path / "out"), tmp_path / "again")


def test_an_absent_library_is_named_with_its_pip_line(sentiment: Path, tmp_path: Path) -> None:
    said = without(["torch", "transformers"], sentiment, ["bagus"])
    assert said.startswith("MissingExtraError")
    assert "download.pytorch.org/whl/cpu" in said and "wacana[transformers]" in said
    onnx.export(str(sentiment), tmp_path / "out")
    said = without(["onnxruntime"], tmp_path / "out", ["bagus"])
    assert said.startswith("MissingExtraError") and 'pip install "wacana[onnx]"' in said


def test_the_int8_twin_is_made_once(sentiment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "capabilities", dict)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    scorer = load(str(sentiment))
    assert scorer.rows(TEXTS[:2])["sentiment"] == ["positive", "negative"]
    assert scorer.choice.startswith("int8 on the processor: max |Δp|")
    (made,) = (tmp_path / "wacana" / "int8").iterdir()
    before = made.stat().st_mtime_ns
    load(str(sentiment)).rows(TEXTS[:1])
    assert made.stat().st_mtime_ns == before


def test_a_weight_of_many_products_is_quantised_once_for_all(tmp_path: Path) -> None:
    weight = np.random.default_rng(0).normal(size=(8, 8)).astype(np.float32)
    node, info, number = helper.make_node, helper.make_tensor_value_info, TensorProto.FLOAT
    nodes = [node("Transpose", ["w"], ["t1"], perm=[1, 0]), node("MatMul", ["x", "t1"], ["h"]),
             node("Transpose", ["w"], ["t2"], perm=[1, 0]), node("MatMul", ["h", "t2"], ["flat"]),
             node("Transpose", ["flat"], ["y"], perm=[1, 0])]  # fmt: skip
    graph = helper.make_graph(nodes, "shared layer", [info("x", number, [3, 8])], [info("y", number, [8, 3])],
                              [numpy_helper.from_array(weight, "w")])  # fmt: skip
    model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 18)])
    save(model, str(tmp_path / "plain.onnx"))
    onnx._quantise(tmp_path / "plain.onnx", tmp_path / "int8.onnx")
    made = read_graph(str(tmp_path / "int8.onnx")).graph
    kinds = [each.op_type for each in made.node]
    assert (kinds.count("MatMulInteger"), kinds.count("MatMul"), kinds.count("Transpose")) == (2, 0, 1)
    assert sum(list(each.dims) == [8, 8] for each in made.initializer) == 1
    session = onnxruntime.InferenceSession(str(tmp_path / "int8.onnx"), providers=["CPUExecutionProvider"])
    x = np.random.default_rng(1).normal(size=(3, 8)).astype(np.float32)
    np.testing.assert_allclose(session.run(["y"], {"x": x})[0], (x @ weight.T @ weight.T).T, atol=0.5)


def test_an_export_that_went_wrong_is_refused(sentiment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx, "_write", lambda model, file, int8: file.write_bytes(b"wrong"))
    monkeypatch.setattr(onnx, "OnnxRuntime", lambda file, pad: None)
    monkeypatch.setattr(onnx, "compare", lambda *_: (0.5, 0.6))
    with pytest.raises(ModelError, match="keeps 60"):
        onnx.export(str(sentiment), tmp_path / "out")
    assert not (tmp_path / "out" / "model.onnx").exists()


def test_a_folder_with_a_foreign_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"x")
    with pytest.raises(ModelError, match="export"):
        load(str(tmp_path))
