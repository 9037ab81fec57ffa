"""Running the encoder: in bfloat16 or int8 where the processor multiplies in them, else in fp32; checked first."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple, Protocol

from wacana.extras import require
from wacana.score.transformer.heads import Head

__all__ = ["Choice", "Precision", "Runtime", "TorchRuntime", "candidates", "choose", "compare", "has_bf16", "padded"]

Precision = Literal["auto", "fp32", "bf16", "int8"]
# The largest change of a probability that a shorter number may make on the sample, and the share of labels that must
# stay: random-weight IndoBERT-base moved by 0.04 in bfloat16 and 0.07 in int8.
TOLERANCE, AGREEMENT = 0.1, 0.95


class Runtime(Protocol):
    """Anything that turns a batch of token ids into logits."""

    def logits(self, batch: Sequence[Sequence[int]]) -> Any:
        """Give the logits of token ids, padded here: an array (texts, outputs), float32."""
        ...


class Choice(NamedTuple):
    """The runtime that was chosen, why (for the manifest), and how many word pieces and texts it takes in a batch."""

    runtime: Runtime
    reason: str
    budget: int = 2048
    most: int = 16  # more gave bfloat16 nothing on two cores


class TorchRuntime:
    """A PyTorch model in one precision on one device."""

    def __init__(self, model: Any, *, pad: int, short: bool = False, device: str = "cpu") -> None:
        self._torch = require("torch", "transformers")
        self._model = model.to(device=device, dtype=self._torch.bfloat16 if short else None).eval()
        self._pad, self._device = pad, device

    def logits(self, batch: Sequence[Sequence[int]]) -> Any:
        """Give the logits of token ids, padded here: an array (texts, outputs), float32."""
        import numpy as np

        ids, mask = (self._torch.from_numpy(part).to(self._device) for part in padded(batch, self._pad))
        try:
            with self._torch.inference_mode():
                return self._model(input_ids=ids, attention_mask=mask).logits.float().cpu().numpy()
        except self._torch.OutOfMemoryError:  # only a GPU says so
            if len(batch) == 1:
                raise
        half = len(batch) // 2
        return np.concatenate([self.logits(batch[:half]), self.logits(batch[half:])])


def padded(batch: Sequence[Sequence[int]], pad: int) -> tuple[Any, Any]:
    """Put lists of ids of different length into one array (texts, longest), with the mask of real ones; int64."""
    import numpy as np

    ids = np.full((len(batch), max(map(len, batch))), pad, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(batch):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask


def choose(
    model: Any,
    head: Head,
    sample: Sequence[Sequence[int]],
    *,
    pad: int,
    precision: Precision = "auto",
    int8: Callable[[], Runtime] | None = None,
) -> Choice:
    """Choose device and precision by what the machine can do, checked against fp32 on a sample; never by a clock.

    The same model on the same machine always runs the same way. ``model`` is in fp32; ``int8`` makes its quantised
    twin. A shorter precision is taken if no probability moves by more than ``TOLERANCE`` and ``AGREEMENT`` of the
    labels stay; one that was asked for is taken as it is.
    """
    torch = require("torch", "transformers")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    size = (32_768, 512) if device == "cuda" else ()  # not measured
    where = torch.cuda.get_device_name() if device == "cuda" else "the processor"
    plain = TorchRuntime(model, pad=pad, device=device)
    refused = ""
    asked = [precision] if precision != "auto" else candidates(device, int8 is not None)
    for name in asked:
        if name == "fp32":
            continue
        if name == "int8" and int8 is not None:
            short: Runtime = int8()
        else:
            short = TorchRuntime(copy.deepcopy(model), pad=pad, short=True, device=device)
        change, agreement = compare(plain, short, head, sample)
        told = f"max |Δp| {change:.3f}, labels equal {agreement:.1%} on {len(sample)} sentences"
        if precision != "auto" or (change <= TOLERANCE and agreement >= AGREEMENT):
            return Choice(short, f"{name} on {where}: {told}{refused}", *size)
        refused += f"; not {name}: {told}"
    return Choice(plain, f"fp32 on {where}{refused}", *size)


def compare(plain: Runtime, short: Runtime, head: Head, sample: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Give the largest difference of a probability between two runtimes, and the share of equal decisions."""
    before, after = (head.probabilities(runtime.logits(sample)) for runtime in (plain, short))
    return float(abs(before - after).max()), float((head.decide(before) == head.decide(after)).mean())


def has_bf16(device: str = "cpu") -> bool:
    """Say whether the device multiplies in bfloat16; where it does not, torch emulates it, slower than fp32."""
    if device == "cuda":
        return bool(require("torch", "transformers").cuda.is_bf16_supported(including_emulation=False))
    able = capabilities()
    return bool(able.get("amx_bf16") or able.get("avx512_bf16"))


def capabilities() -> dict[str, Any]:
    """List what the processor can do, as torch sees it."""
    torch = require("torch", "transformers")
    return dict(torch.cpu.get_capabilities()) if hasattr(torch.cpu, "get_capabilities") else {}


def candidates(device: str, quantises: bool) -> list[str]:
    """List the precisions worth trying on this machine, the fastest first.

    With AMX, bfloat16 was ahead of ONNX Runtime's int8 (3.8 and 3.35 × fp32). Without it, on a processor with
    avx512_bf16 and avx512_vnni, int8 was ahead (3.5 and 2.0 ×).
    """
    if device == "cuda":
        return ["bf16"] if has_bf16(device) else []
    installed = all(find_spec(name) for name in ("onnx", "onnxruntime", "onnxscript"))
    int8 = ["int8"] if quantises and installed else []
    if not has_bf16():
        return int8
    able = capabilities()
    vnni = able.get("avx512_vnni") or able.get("avx_vnni")
    return [*int8, "bf16"] if vnni and not able.get("amx_bf16") else ["bf16", *int8]
