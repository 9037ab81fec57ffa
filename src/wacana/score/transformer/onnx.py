"""ONNX: a classifier exported to a folder that scores without torch, in fp32 or int8, with its parity measured."""

from __future__ import annotations

import json
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wacana.errors import InputError, ModelError
from wacana.extras import require
from wacana.score.transformer import card
from wacana.score.transformer.heads import Head
from wacana.score.transformer.labels import check_sentences
from wacana.score.transformer.runtime import AGREEMENT, TOLERANCE, Runtime, TorchRuntime, compare, padded

__all__ = ["OnnxRuntime", "Parity", "cached_int8", "export"]

EXACT = 0.001  # what fp32 may differ from fp32 between two libraries


@dataclass(frozen=True)
class Parity:
    """How an exported model compares with the one that it came from, on ``texts`` sentences that ship."""

    precision: str
    max_change: float
    agreement: float
    texts: int
    bytes: int


class OnnxRuntime:
    """An exported model under ONNX Runtime, on the processor."""

    def __init__(self, file: Path, *, pad: int) -> None:
        runtime = require("onnxruntime", "onnx")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS") or 0)  # as torch does; 0: all cores
        try:
            self._session = runtime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # its errors share no public base
            raise ModelError(f"'{file}' cannot be run ({error})", "an exported model", "Export it again.") from error
        self._pad = pad

    def logits(self, batch: Sequence[Sequence[int]]) -> Any:
        """Give the logits of token ids, padded here: an array (texts, outputs), float32."""
        ids, mask = padded(batch, self._pad)
        return self._session.run(["logits"], {"input_ids": ids, "attention_mask": mask})[0]


def export(
    name: str,
    folder: Path | str,
    *,
    int8: bool = False,
    labels: Sequence[str] | None = None,
    max_length: int | None = None,
    download: bool = False,
) -> Parity:
    """Write a classifier as a folder that scores without torch: model.onnx, tokenizer.json, config.json, a card.

    ``int8`` quantises the weights of matrix products to 8 bits. The parity with fp32 torch is measured on sentences
    that ship and stored in the card and config.

    Raises:
        InputError: when ``folder`` holds files already.
        ModelError: when the model cannot be loaded, or its export does not agree with it.
    """
    from wacana.score.transformer import load
    from wacana.score.transformer.checkpoint import Checkpoint, load_config, load_model

    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"'{folder}', which holds files", "a new or empty folder", "Choose another name.")
    scorer = load(name, labels=labels, download=download, max_length=max_length)
    if (Path(name) / "model.onnx").exists():
        raise InputError(f"'{name}', an export already", "a model with its weights", "Score with it as it is.")
    head, encoder = scorer.head, scorer.encoder
    checkpoint = Checkpoint(name, download)
    model = load_model(checkpoint, load_config(checkpoint))
    folder.mkdir(parents=True, exist_ok=True)
    _write(model, folder / "model.onnx", int8=int8)
    sample, pad = encoder.ids(check_sentences()), encoder.pad
    change, agreement = compare(TorchRuntime(model, pad=pad), OnnxRuntime(folder / "model.onnx", pad=pad), head, sample)
    size = (folder / "model.onnx").stat().st_size
    parity = Parity("int8" if int8 else "fp32", round(change, 6), round(agreement, 4), len(sample), size)
    if change > (TOLERANCE if int8 else EXACT) or agreement < AGREEMENT:
        (folder / "model.onnx").unlink()
        raise ModelError(
            f"the {parity.precision} export of '{name}' moves a probability by {change:.3f} and keeps {agreement:.1%} "
            "of the labels",
            f"at most {TOLERANCE if int8 else EXACT} and at least {AGREEMENT:.0%}",
            "Export it without --int8." if int8 else "Its architecture does not export; score with hf: instead.",
        )
    encoder.backend.save(str(folder / "tokenizer.json"))
    told = {"pad": pad, "unknown": encoder.unknown, "max_length": encoder.max_length, **asdict(parity)}
    _write_config(folder, head, {**told, "source_sha256": scorer.weights})
    card.write(folder, card.of_export(name, head, parity))
    return parity


def cached_int8(model: Any, fingerprint: str, pad: int) -> Runtime:
    """Give a model's int8 twin, made once for each model and kept in the user's cache folder.

    The folder is ``$XDG_CACHE_HOME/wacana/int8`` (``~/.cache`` where that is not set).
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wacana" / "int8"
    file = cache / f"{fingerprint}.onnx"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as made:
            _write(model, Path(made) / "model.onnx", int8=True)
            (Path(made) / "model.onnx").replace(file)
    return OnnxRuntime(file, pad=pad)


def _write(model: Any, file: Path, *, int8: bool) -> None:
    torch = require("torch", "transformers")
    require("onnx", "onnx")
    require("onnxscript", "onnx")

    class Logits(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.model(input_ids=input_ids, attention_mask=attention_mask).logits

    ids, mask = (torch.from_numpy(part) for part in padded([[1] * 9, [1] * 7], 0))
    axes = {0: torch.export.Dim("texts", min=1, max=4096), 1: torch.export.Dim("width", min=2, max=512)}
    with tempfile.TemporaryDirectory() as made, _quiet():
        plain = Path(made) / "plain.onnx"
        torch.onnx.export(
            Logits().eval(),
            (ids, mask),
            str(plain if int8 else file),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_shapes=(axes, axes),
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        if int8:
            _quantise(plain, file)


def _quantise(plain: Path, file: Path) -> None:
    onnx = require("onnx", "onnx")
    quantization = require("onnxruntime.quantization", "onnx")
    graph = onnx.load(str(plain))
    # The exporter's shapes of transposed weights contradict what the quantiser infers; it needs none of them.
    graph.graph.ClearField("value_info")
    _store_transposed(graph.graph, onnx)
    onnx.save(graph, str(plain))
    # Signed weights: QUInt8 ran at 0.96 × of fp32 where QInt8 ran at 3.35 ×.
    quantization.quantize_dynamic(plain, file, weight_type=quantization.QuantType.QInt8)


def _store_transposed(graph: Any, onnx: Any) -> None:
    """Store each weight as its products take it, once for all of them.

    ALBERT runs one layer again and again, and the exporter transposes its weights anew each time; the quantiser takes
    products with stored matrices only, so nearly all of ALBERT stayed in fp32.
    """
    stored = {weight.name: weight for weight in graph.initializer}
    turned: dict[str, str] = {}
    for node in [node for node in graph.node if node.op_type == "Transpose" and node.input[0] in stored]:
        (order,) = (list(attribute.ints) for attribute in node.attribute)
        name = f"{node.input[0]}_{order}"
        if name not in turned.values():
            array = onnx.numpy_helper.to_array(stored[node.input[0]]).transpose(order)
            graph.initializer.append(onnx.numpy_helper.from_array(array.copy(), name))
        turned[node.output[0]] = name
        graph.node.remove(node)
    for node in graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = turned.get(name, name)
    used = {name for node in graph.node for name in node.input}
    for weight in [weight for name, weight in stored.items() if name not in used]:
        graph.initializer.remove(weight)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporter's remarks on absent libraries and on itself from the user's terminal."""
    before = logging.root.manager.disable
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(before)


def _write_config(folder: Path, head: Head, told: dict[str, Any]) -> None:
    config: dict[str, Any] = {
        "id2label": dict(enumerate(head.labels)),
        "wacana": {"task": head.task, "thresholds": list(head.thresholds)},
        "onnx": told,
    }
    (folder / "config.json").write_text(json.dumps(config, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
