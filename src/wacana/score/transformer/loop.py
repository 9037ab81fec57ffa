"""The training loop: AdamW with warm-up and decay, the same course after a kill as without one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wacana.errors import InputError
from wacana.extras import require
from wacana.files import replacing
from wacana.stage import tell

__all__ = ["Loop", "Memory", "check_course"]


def check_course(**course: float | None) -> None:
    """Refuse steps, passes, minutes and the like that are none or less; None stands for a default.

    Raises:
        InputError: for the first of them.
    """
    for name, value in course.items():
        if value is not None and value <= 0:
            raise InputError(f"{value} {name}", "more than none", "Leave it out for the default.")


@dataclass
class Memory:
    """What training remembers besides weights; plain values, so that it is kept as JSON."""

    step: int = 0
    seconds: float = 0.0
    losses: list[tuple[int, float]] = field(default_factory=list)
    scores: list[tuple[int, float]] = field(default_factory=list)
    best: float = -1.0
    waited: int = 0
    pending: float = 0.0  # losses not yet averaged
    stopped: bool = False


@dataclass
class Loop:
    """A model being trained for ``steps`` updates, or for ``minutes`` where they are given.

    ``loss_at(step)`` gives the loss of a step and must depend on nothing but the model and ``step``; dropout is seeded
    by ``seed`` and the step. So a state that was saved after a step goes on exactly as if nothing had happened (with
    ``minutes`` as nearly as the clock does).
    ``fingerprint`` says what is trained on what: a state of another one is not used.
    """

    model: Any
    loss_at: Callable[[int], Any]
    steps: int
    lr: float
    folder: Path
    fingerprint: str
    minutes: float | None = None
    warmup: float = 0.06
    decay: float = 0.01
    seed: int = 0
    save_every: int = 500
    log_every: int = 20
    device: str = "cpu"
    short: bool = False  # bfloat16 products under autocast

    def run(self, after: Callable[[Memory], bool] | None = None) -> Memory:
        """Train; ``after`` is called when a step is done and says whether to stop.

        The state is saved every ``save_every`` steps; a run that finds one goes on from it. The caller removes
        ``folder`` when it has written its result.
        """
        torch = require("torch", "transformers")
        self._optimizer = torch.optim.AdamW(self._groups(), lr=self.lr, betas=(0.9, 0.98), eps=1e-6)
        memory = self._restore()
        while not memory.stopped and (done := self._done(memory)) < 1:
            started = time.monotonic()
            torch.manual_seed(self.seed * 1_000_003 + memory.step)
            self.model.train()
            for group in self._optimizer.param_groups:
                group["lr"] = self.lr * self._rate(done)
            with self._precision():
                loss = self.loss_at(memory.step)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self._optimizer.step()
            self._optimizer.zero_grad(set_to_none=True)
            memory.step += 1
            memory.seconds += time.monotonic() - started
            memory.pending += float(loss.detach())
            if memory.step % self.log_every == 0:
                memory.losses.append((memory.step, round(memory.pending / self.log_every, 4)))
                memory.pending = 0.0
            tell(*((int(memory.seconds), int(60 * self.minutes)) if self.minutes else (memory.step, self.steps)))
            memory.stopped = after(memory) if after else False
            if memory.step % self.save_every == 0 or memory.stopped:
                self._save(memory)
        self.model.eval()
        return memory

    def _done(self, memory: Memory) -> float:
        """Give the share of the course that is over."""
        return memory.seconds / (60 * self.minutes) if self.minutes else memory.step / self.steps

    def _precision(self) -> AbstractContextManager[Any]:
        torch = require("torch", "transformers")
        context: AbstractContextManager[Any] = torch.autocast(self.device, dtype=torch.bfloat16)
        return context if self.short else nullcontext()

    def _rate(self, done: float) -> float:
        """Rise in a line over the warm-up, from a tenth, then fall in a line to zero."""
        return min(0.1 + 0.9 * done / self.warmup, (1 - done) / (1 - self.warmup))

    def _groups(self) -> list[dict[str, Any]]:
        # Biases and the scales of norms are not decayed (Devlin et al. 2019).
        named = [(name, p) for name, p in self.model.named_parameters() if p.requires_grad]
        decayed = [p for _, p in named if p.ndim > 1]
        kept = [p for _, p in named if p.ndim <= 1]
        return [{"params": decayed, "weight_decay": self.decay}, {"params": kept, "weight_decay": 0.0}]

    def _save(self, memory: Memory) -> None:
        safetensors = require("safetensors.torch", "transformers")
        tensors = {f"model.{name}": p.detach().contiguous() for name, p in self.model.named_parameters()}
        for name, p in self.model.named_parameters():
            for key, value in self._optimizer.state.get(p, {}).items():
                tensors[f"adam.{key}.{name}"] = value.detach().contiguous()
        told = json.dumps({"fingerprint": self.fingerprint, **memory.__dict__})
        # One file, so that weights and step cannot be of different moments.
        with replacing(self.folder / "state.safetensors") as temporary:
            safetensors.save_file(tensors, str(temporary), metadata={"state": told})

    def _restore(self) -> Memory:
        file = self.folder / "state.safetensors"
        if not file.exists():
            return Memory()
        safetensors = require("safetensors", "transformers")
        with safetensors.safe_open(str(file), "pt", device=self.device) as state:
            told = json.loads((state.metadata() or {}).get("state", "{}"))
            if told.pop("fingerprint", None) != self.fingerprint:
                return Memory()
            names = set(state.keys())
            for name, p in self.model.named_parameters():
                p.data.copy_(state.get_tensor(f"model.{name}"))
                found = {key: f"adam.{key}.{name}" for key in ("step", "exp_avg", "exp_avg_sq")}
                self._optimizer.state[p] = {
                    # AdamW keeps its step on the processor.
                    key: state.get_tensor(stored).cpu() if key == "step" else state.get_tensor(stored)
                    for key, stored in found.items()
                    if stored in names
                }
        return Memory(**told)
