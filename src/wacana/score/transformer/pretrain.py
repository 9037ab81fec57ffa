"""Masked-language-model pretraining: a small encoder of one's own, from text files, on a CPU or a GPU."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from wacana.errors import InputError
from wacana.extras import require
from wacana.files import replacing
from wacana.score.transformer import card
from wacana.score.transformer.checkpoint import quiet
from wacana.score.transformer.cooccurrence import vectors
from wacana.score.transformer.corpus import IGNORED, entropy, frequencies, lines, mask, pack
from wacana.score.transformer.curve import draw
from wacana.score.transformer.loop import Loop, Memory, check_course
from wacana.score.transformer.runtime import has_bf16
from wacana.score.transformer.vocabulary import SPECIAL, train_tokenizer

__all__ = ["CONFIGS", "PretrainConfig", "Pretrained", "pretrain"]

HELD_OUT = 256  # sequences on which the loss is measured at the end and never trained; fewer of a small corpus


@dataclass(frozen=True)
class PretrainConfig:
    """An encoder's shape and the course of its training; ``length`` in word pieces, ``batch`` in sequences a step.

    With ``minutes``, training lasts so long, whatever ``steps`` says; its learning rate falls to zero by then.
    """

    layers: int = 4
    width: int = 256
    heads: int = 4
    vocabulary: int = 8_000
    length: int = 64
    batch: int = 16
    steps: int = 5_000
    minutes: float | None = None
    lr: float = 1e-3
    masked: float = 0.2
    seed: int = 0
    save_every: int = 500


CONFIGS = {
    "tiny": PretrainConfig(layers=2, width=128, heads=2),
    "small": PretrainConfig(),
    "medium": PretrainConfig(
        layers=8, width=512, heads=8, vocabulary=30_000, length=128, batch=32, lr=5e-4, steps=50_000
    ),
    "base": PretrainConfig(
        layers=12, width=768, heads=12, vocabulary=30_000, length=128, batch=256, lr=1e-4, steps=200_000
    ),
}


@dataclass(frozen=True)
class Pretrained:
    """What came of it: losses in nats a masked word piece on text that was held out, and its unigram entropy."""

    folder: Path
    loss: float
    unigram: float
    tokens: int
    steps: int


def pretrain(
    corpus: Sequence[Path | str],
    out: Path | str,
    *,
    config: str | PretrainConfig = "small",
    steps: int | None = None,
    minutes: float | None = None,
    tokenizer: Path | str | None = None,
) -> Pretrained:
    """Train a BERT-shaped encoder by masked-word guessing.

    ``corpus`` is text files (``.txt``, a comment a line; ``.xz`` and ``.gz`` too), taken as they are, and whatever
    :func:`wacana.read` takes, whose comments are cleaned.
    Writes a folder that ``wacana finetune --base`` takes: weights, tokenizer, card, loss curve. A run that was killed
    goes on from its last saved state. ``steps`` or ``minutes`` replace what the config says. ``tokenizer`` is a folder
    with a tokenizer.json to use instead of a new one.

    Raises:
        InputError: for an unknown config, no steps or minutes, and a corpus too small for one batch.
    """
    import numpy as np

    shape = _shape(config, steps, minutes)
    out = Path(out)
    work = out / ".training"
    texts = list(lines(map(Path, corpus)))
    # Kept: learning it again breaks ties otherwise, and a resumed run would have another vocabulary.
    text = "\n".join([str(shape.vocabulary), *texts])
    kept_words = work / f"tokenizer-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    backend = _tokenizer(texts, shape.vocabulary, tokenizer, kept_words)
    sequences = pack(backend, texts, shape.length)
    out_of = min(HELD_OUT, len(sequences) // 10)
    if len(sequences) < out_of + shape.batch or not out_of:
        raise InputError(
            f"a corpus of {sequences.size:,} word pieces",
            f"at least {2 * max(shape.batch, 10) * shape.length:,}",
            "Give more text, or a config with a smaller batch.",
        )
    work.mkdir(parents=True, exist_ok=True)
    with replacing(kept_words) as temporary:
        backend.save(str(temporary))
    order = np.random.default_rng(shape.seed).permutation(len(sequences))
    held, kept = sequences[order[:out_of]], sequences[order[out_of:]]
    mark = hashlib.sha256(json.dumps(asdict(shape)).encode() + sequences.tobytes()).hexdigest()
    memory, model, device = _train(kept, backend, shape, work, mark)
    loss = _held_out_loss(model, held, backend, shape, device)
    done = Pretrained(out, loss, entropy(frequencies(sequences, backend)), int(sequences.size), memory.step)
    _save(model.to("cpu"), backend, done, shape, memory)
    shutil.rmtree(work)
    return done


def _shape(config: str | PretrainConfig, steps: int | None, minutes: float | None) -> PretrainConfig:
    if isinstance(config, str):
        if config not in CONFIGS:
            raise InputError(f"config '{config}'", f"one of {', '.join(CONFIGS)}", "Or pass a PretrainConfig.")
        config = CONFIGS[config]
    made = replace(
        config,
        steps=config.steps if steps is None else steps,
        minutes=config.minutes if minutes is None else minutes,
    )
    check_course(steps=made.steps, minutes=made.minutes, batch=made.batch)
    return made


def _tokenizer(texts: Sequence[str], size: int, given: Path | str | None, kept: Path) -> Any:
    """Read the tokenizer of the folder ``given``, or the one ``kept`` by a run that was killed; else learn one."""
    tokenizers = require("tokenizers", "transformers")
    if given is not None:
        made = tokenizers.Tokenizer.from_file(str(Path(given) / "tokenizer.json"))
        if [made.token_to_id(name) for name in SPECIAL] != list(range(len(SPECIAL))):
            raise InputError(f"the tokenizer of '{given}'", f"ids 0–4 for {', '.join(SPECIAL)}", "Leave it out.")
        return made
    return tokenizers.Tokenizer.from_file(str(kept)) if kept.exists() else train_tokenizer(texts, size=size)


def _hidden(ids: Any, backend: Any, shape: PretrainConfig, *, salt: tuple[int, ...]) -> tuple[Any, Any]:
    import numpy as np

    torch = require("torch", "transformers")
    generator = np.random.default_rng((shape.seed, *salt))
    numbers = {"special": len(SPECIAL), "unknown": backend.token_to_id("[UNK]"), "size": backend.get_vocab_size()}
    seen, wanted = mask(ids, generator, share=shape.masked, **numbers)
    return torch.from_numpy(seen.astype("int64")), torch.from_numpy(wanted.astype("int64"))


def _loss(model: Any, seen: Any, wanted: Any) -> Any:
    torch = require("torch", "transformers")
    hidden = model.bert(input_ids=seen).last_hidden_state
    place = wanted != IGNORED
    # Only the hidden word pieces go through the output layer: with 30,000 words it costs more than the encoder.
    return torch.nn.functional.cross_entropy(model.cls(hidden[place]).float(), wanted[place])


def _new_model(kept: Any, backend: Any, shape: PretrainConfig) -> Any:
    """Draw an encoder that knows how often each word piece occurs and in whose company.

    Drawn blindly, a small one stays at the unigram entropy for most of a short training: 400 steps of `small` led to
    6.40 nats from here; 600 of them, from random vectors, to 6.65.
    """
    import numpy as np

    transformers, torch = require("transformers", "transformers"), require("torch", "transformers")
    torch.manual_seed(shape.seed)
    size = backend.get_vocab_size()
    settings = transformers.BertConfig(
        vocab_size=size,
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=4 * shape.width,
        max_position_embeddings=max(shape.length, 256),
        pad_token_id=backend.token_to_id("[PAD]"),
        # A text is seen a few times only, so that nothing is learnt by heart (Geiping and Goldstein 2023); fine-tuning
        # has it back.
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model = transformers.BertForMaskedLM(settings)
    counts = frequencies(kept, backend) + 0.1
    with torch.no_grad():
        model.bert.embeddings.word_embeddings.weight.copy_(vectors(kept, size=size, width=shape.width))
        model.cls.predictions.bias.copy_(torch.from_numpy(np.log(counts / counts.sum())))
    return model


def _train(kept: Any, backend: Any, shape: PretrainConfig, work: Path, mark: str) -> tuple[Memory, Any, str]:
    import numpy as np

    torch = require("torch", "transformers")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = _new_model(kept, backend, shape).to(device)
    rounds = len(kept) // shape.batch

    def loss_at(step: int) -> Any:
        order = np.random.default_rng((shape.seed, step // rounds)).permutation(len(kept))
        start = step % rounds * shape.batch
        ids = kept[order[start : start + shape.batch]]
        seen, wanted = _hidden(ids, backend, shape, salt=(1, step))
        return _loss(model, seen.to(device), wanted.to(device))

    loop = Loop(
        model, loss_at, shape.steps, shape.lr, work, mark,
        minutes=shape.minutes, seed=shape.seed, save_every=shape.save_every, device=device, short=has_bf16(device),
    )  # fmt: skip
    return loop.run(), model, device


def _held_out_loss(model: Any, held: Any, backend: Any, shape: PretrainConfig, device: str) -> float:
    torch = require("torch", "transformers")
    with torch.inference_mode():
        seen, wanted = _hidden(held, backend, shape, salt=(2,))
        return float(_loss(model, seen.to(device), wanted.to(device)))


def _save(model: Any, backend: Any, done: Pretrained, shape: PretrainConfig, memory: Memory) -> None:
    model.config.hidden_dropout_prob = model.config.attention_probs_dropout_prob = 0.1
    names = {f"{name.lower()}_token": f"[{name}]" for name in ("PAD", "UNK", "CLS", "SEP", "MASK")}
    with quiet() as transformers:
        model.save_pretrained(done.folder)
        transformers.PreTrainedTokenizerFast(
            tokenizer_object=backend, model_max_length=model.config.max_position_embeddings, **names
        ).save_pretrained(done.folder)
    draw(memory.losses, done.folder / "loss.svg", level=done.unigram)
    rows = {"loss on held-out text (nats a word piece)": done.loss, "unigram entropy": done.unigram,
            "word pieces of the corpus": f"{done.tokens:,}", **asdict(shape), "steps": done.steps}  # fmt: skip
    card.write(
        done.folder,
        "# A BERT-shaped encoder, pretrained by wacana\n\nA masked language model; fine-tune it with "
        f"`wacana finetune DATA --base FOLDER`.\n\n{card.table(rows)}\n\n![loss](loss.svg)\n",
    )
