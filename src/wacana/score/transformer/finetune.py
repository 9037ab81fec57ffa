"""Fine-tuning: a pretrained encoder and labelled comments in, a folder that ``hf:FOLDER`` scores with out."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wacana import schema
from wacana.errors import InputError, ModelError
from wacana.extras import require
from wacana.files import replacing
from wacana.score.transformer import card
from wacana.score.transformer.batching import batches
from wacana.score.transformer.checkpoint import Checkpoint, fingerprint, load_config, load_tokenizer, quiet
from wacana.score.transformer.data import Labelled, labelled
from wacana.score.transformer.encoder import Encoder
from wacana.score.transformer.heads import Head
from wacana.score.transformer.loop import Loop, Memory, check_course
from wacana.score.transformer.measure import f1_scores, thresholds
from wacana.score.transformer.runtime import TorchRuntime, has_bf16, padded
from wacana.score.transformer.split import groups, held_out

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FinetuneConfig", "Finetuned", "finetune"]

NEW = ("classifier", "pooler", "score", "dropout")  # parts that a pretrained encoder may lack
ANOTHER = "Start from another with --base, such as indobenchmark/indobert-base-p1."
CHUNK = 32  # batches that are sorted by length together


@dataclass(frozen=True)
class FinetuneConfig:
    """The course of a fine-tuning; ``lr`` is by default 3e-5 at IndoBERT's width, more for a narrower model.

    ``valid`` is the share held out where no validation file is given; training stops after ``patience`` passes
    without a better macro-F1, and the best pass is kept. ``max_length`` cuts texts in training only.
    """

    epochs: int = 5
    batch: int = 32
    lr: float | None = None
    patience: int = 2
    valid: float = 0.1
    max_length: int = 256
    seed: int = 0
    save_every: int = 200
    themes: tuple[str, ...] = schema.THEMES
    download: bool = False


@dataclass(frozen=True)
class Finetuned:
    """What came of it: the folder, F1 of each label and their mean on the validation rows, and the rows used."""

    folder: Path
    f1: dict[str, float]
    macro_f1: float
    rows: dict[str, int]
    steps: int
    notes: tuple[str, ...] = ()  # of reading the files


def finetune(
    data: pd.DataFrame | Path | str,
    base: str,
    out: Path | str,
    *,
    task: str,
    valid: pd.DataFrame | Path | str | None = None,
    sheet: str | None = None,
    config: FinetuneConfig | None = None,
) -> Finetuned:
    """Train a classifier on labelled comments (see :func:`wacana.score.transformer.data.labelled`) and write a folder.

    ``task`` is ``sentiment`` (one class), ``themes`` (each theme present or not, one encoder for all) or the name of
    a column of classes. Without ``valid``, whole groups of near-duplicates are held out; with it, training rows
    that nearly repeat a validation row are left out. The rarer a class, the more its rows weigh. A run that was killed
    goes on from its last saved state when it is started again. ``sheet`` is that of ``data`` where it is a workbook.

    Raises:
        InputError: for data without the columns, and for no epochs, batch or learning rate; ModelError: for a base
            without weights or tokenizer.
    """
    config, out = config or FinetuneConfig(), Path(out)
    schema.check_task(task)
    check_course(epochs=config.epochs, batch=config.batch, lr=config.lr)
    train, checked = _parts(data, valid, task, config, sheet)
    checkpoint = Checkpoint(base, config.download)
    tokenizer = load_tokenizer(checkpoint, load_config(checkpoint))
    model = _model(checkpoint, task, train.labels, config.seed)
    length = min(config.max_length, int(getattr(model.config, "max_position_embeddings", 512)))
    encoder = Encoder(
        tokenizer.backend_tokenizer, pad=int(tokenizer.pad_token_id or 0), unknown=None, max_length=length
    )
    work = out / ".training"
    work.mkdir(parents=True, exist_ok=True)
    said = [fingerprint(checkpoint), task, asdict(config), train.texts, train.y.tolist(), checked.texts]
    mark = hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()
    memory = _train(model, encoder, train, checked, Task(task, work, mark, config))
    head, f1 = _judge(TorchRuntime(model.to("cpu"), pad=encoder.pad), encoder, checked, task)
    rows = {"training": len(train.texts), "validation": len(checked.texts), "cut": encoder.cut(train.texts)}
    rows.update({f"left out: {reason}": n for reason, n in train.left_out.items() if n})
    notes = train.notes
    if valid is not None:
        rows.update({f"left out of validation: {reason}": n for reason, n in checked.left_out.items()})
        notes += checked.notes
    done = Finetuned(out, dict(zip(head.labels, f1, strict=True)), sum(f1) / len(f1), rows, memory.step, notes)
    model.config.wacana = {"task": head.task, "thresholds": list(head.thresholds)}
    with quiet():
        model.save_pretrained(out)
        tokenizer.save_pretrained(out)
    card.write(out, _card(base, head, done, config))
    shutil.rmtree(work)
    return done


@dataclass(frozen=True)
class Task:
    """What is trained, where its state is kept, and how it goes."""

    name: str
    work: Path
    mark: str
    config: FinetuneConfig


def _parts(data: Any, valid: Any, task: str, config: FinetuneConfig, sheet: str | None) -> tuple[Labelled, Labelled]:
    train = labelled(data, task, themes=config.themes, sheet=sheet)
    if valid is None:
        train, checked = _divided(train, config)
    else:
        checked = labelled(valid, task, themes=config.themes)
        if checked.labels != train.labels:
            raise InputError(
                f"validation rows with the classes {', '.join(checked.labels)}",
                f"{', '.join(train.labels)}, as in training",
                "Choose rows that hold every class.",
            )
        found = groups([*checked.texts, *train.texts])
        seen = set(found[: len(checked.texts)])
        train = train.take([group not in seen for group in found[len(checked.texts) :]], "repeats a validation row")
    for part, rows in (("training", train), ("validation", checked)):
        if absent := _absent(rows):
            raise InputError(
                f"{len(rows.texts)} {part} rows without {', '.join(absent)}", "some of every label", "Give more rows."
            )
    return train, checked


def _divided(rows: Labelled, config: FinetuneConfig) -> tuple[Labelled, Labelled]:
    found = groups(rows.texts)
    for attempt in range(20):  # a rare theme may fall on one side; groups cannot be cut to mend that
        out = held_out(found, share=config.valid, seed=config.seed + attempt)
        train, checked = rows.take([not held for held in out]), rows.take(out)
        if not _absent(train) and not _absent(checked):
            break
    return train, checked


def _absent(rows: Labelled) -> list[str]:
    seen = rows.y.any(axis=0) if rows.y.ndim == 2 else [(rows.y == i).any() for i in range(len(rows.labels))]
    return [label for label, there in zip(rows.labels, seen, strict=True) if not there]


def _model(checkpoint: Checkpoint, task: str, labels: Sequence[str], seed: int) -> Any:
    torch = require("torch", "transformers")
    torch.manual_seed(seed)  # the new head is drawn at random
    try:
        with quiet() as transformers:
            model, notes = transformers.AutoModelForSequenceClassification.from_pretrained(
                checkpoint.name,
                id2label=dict(enumerate(labels)),
                label2id={label: i for i, label in enumerate(labels)},
                problem_type="multi_label_classification" if task == "themes" else "single_label_classification",
                dtype="float32",
                weights_only=True,
                ignore_mismatched_sizes=True,
                output_loading_info=True,
                **checkpoint.options,
            )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"no weights in '{checkpoint.name}' ({error})", "a pretrained encoder", ANOTHER) from error
    if missing := [key for key in notes["missing_keys"] if not any(part in key for part in NEW)]:
        raise ModelError(
            f"'{checkpoint.name}' has no weights for {', '.join(sorted(missing)[:3])}", "a whole encoder", ANOTHER
        )
    return model


def _train(model: Any, encoder: Encoder, train: Labelled, checked: Labelled, task: Task) -> Memory:
    torch, safetensors = require("torch", "transformers"), require("safetensors.torch", "transformers")
    config, best = task.config, task.work / "best.safetensors"
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device)
    ids, y = encoder.ids(train.texts), torch.from_numpy(train.y)
    criterion = _criterion(train, several=task.name == "themes", device=device)
    rounds = max(-(-len(ids) // config.batch), 1)
    plans: dict[int, list[list[int]]] = {}

    def loss_at(step: int) -> Any:
        epoch = step // rounds
        if epoch not in plans:
            plans.clear()
            plans[epoch] = _plan([len(one) for one in ids], config.batch, (config.seed, epoch))
        chosen = plans[epoch][step % rounds]
        seen, attended = (torch.from_numpy(part).to(device) for part in padded([ids[i] for i in chosen], encoder.pad))
        logits = model(input_ids=seen, attention_mask=attended).logits
        return criterion(logits.float(), y[chosen].to(device))

    def after(memory: Memory) -> bool:
        if memory.step % rounds:
            return False
        _, f1 = _judge(TorchRuntime(model, pad=encoder.pad, device=device), encoder, checked, task.name)
        score = sum(f1) / len(f1)
        memory.scores.append((memory.step, round(score, 4)))
        memory.waited = 0 if score > memory.best else memory.waited + 1
        if score >= memory.best:  # of equal passes the later one is surer of itself
            memory.best = score
            tensors = {name: p.detach().cpu().contiguous() for name, p in model.named_parameters()}
            with replacing(best) as temporary:
                safetensors.save_file(tensors, str(temporary))
        return memory.waited >= config.patience

    rate = config.lr or 3e-5 * (768 / int(model.config.hidden_size)) ** 2
    loop = Loop(
        model, loss_at, rounds * config.epochs, rate, task.work, task.mark,
        warmup=0.1, seed=config.seed, save_every=config.save_every, device=device, short=has_bf16(device),
    )  # fmt: skip
    memory = loop.run(after)
    with torch.no_grad():
        kept = safetensors.load_file(str(best))
        for name, p in model.named_parameters():
            p.copy_(kept[name].to(device))
    return memory


def _plan(lengths: Sequence[int], size: int, seed: tuple[int, ...]) -> list[list[int]]:
    """Put all texts into shuffled batches, those of a batch of like length."""
    import numpy as np

    generator = np.random.default_rng(seed)
    order = generator.permutation(len(lengths)).tolist()
    plan: list[list[int]] = []
    for start in range(0, len(order), CHUNK * size):
        chunk = sorted(order[start : start + CHUNK * size], key=lambda i: lengths[i])
        plan += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    return [plan[i] for i in generator.permutation(len(plan))]


def _criterion(train: Labelled, *, several: bool, device: str) -> Any:
    """Weigh the rare: classes by n / (k · n_class), present themes by the root of absent / present."""
    import numpy as np

    torch = require("torch", "transformers")
    if several:
        present = np.maximum(train.y.sum(axis=0), 1)
        weight = torch.from_numpy(np.sqrt((len(train.y) - present) / present).astype("float32"))
        return torch.nn.BCEWithLogitsLoss(pos_weight=weight.to(device))
    counts = np.maximum(np.bincount(train.y, minlength=len(train.labels)), 1)
    weight = torch.from_numpy((len(train.y) / (len(counts) * counts)).astype("float32"))
    return torch.nn.CrossEntropyLoss(weight=weight.to(device))


def _judge(runtime: TorchRuntime, encoder: Encoder, rows: Labelled, task: str) -> tuple[Head, list[float]]:
    """Give the head, its thresholds chosen on these rows, and the F1 of each label."""
    import numpy as np

    several = task == "themes"
    head = Head(task, rows.labels, (0.5,) * len(rows.labels) if several else ())
    ids = encoder.ids(rows.texts)
    p = np.zeros((len(ids), len(rows.labels)))
    for batch in batches([len(one) for one in ids], budget=8192, most=64):
        p[batch] = head.probabilities(runtime.logits([ids[i] for i in batch]))
    if several:
        head = replace(head, thresholds=thresholds(rows.y, p))
        return head, f1_scores(rows.y, head.decide(p))
    kinds = np.eye(len(rows.labels), dtype=bool)
    return head, f1_scores(kinds[rows.y], kinds[head.decide(p)])


def _card(base: str, head: Head, done: Finetuned, config: FinetuneConfig) -> str:
    chosen = " The thresholds were chosen on these rows, so these scores flatter." if head.several else ""
    rows = {f"F1 {label}": value for label, value in done.f1.items()}
    return (
        f"# {head.task}, fine-tuned by wacana from {Path(base).name}\n\n"
        f"Score with `wacana score DATA --scorer hf:FOLDER`. Outputs: {', '.join(head.labels)}.\n\n"
        f"Measured on {done.rows['validation']:,} validation rows, on which the best pass was chosen.{chosen}\n\n"
        f"{card.table({**rows, 'macro-F1': done.macro_f1})}\n\n## Training\n\n"
        f"{card.table({**{f'rows {k}': n for k, n in done.rows.items()}, 'steps': done.steps, **asdict(config)})}\n"
    )
