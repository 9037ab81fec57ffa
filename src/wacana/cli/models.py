"""Commands over models: evaluate, train, finetune, pretrain, export-onnx."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wacana.cli.options import CodebookFile, Download, Labels, ScorerName, Sheet, TextColumn
from wacana.cli.output import step, write_text

app = typer.Typer()

Gold = Annotated[Path, typer.Argument(help="Labelled comments: JSONL, CSV or XLSX with a text and label columns.")]
Folder = Annotated[Path, typer.Option("--out", "-o", help="Folder of the model to write.")]
Task = Annotated[str, typer.Option(help="sentiment, themes, or the name of a column of labels.")]
Seed = Annotated[int, typer.Option(help="Seed of everything that is drawn.")]


@app.command(epilog="Example: wacana evaluate gold.jsonl --scorer dictionary --origin model")
def evaluate(
    gold: Gold,
    scorer: ScorerName = None,
    against: Annotated[str | None, typer.Option(help="A second scorer: also print paired differences.")] = None,
    codebook: CodebookFile = None,
    labels: Labels = None,
    text_column: TextColumn = None,
    sheet: Sheet = None,
    origin: Annotated[str, typer.Option(help="Who labelled: human, model or lexicon.")] = "",
    allow_seen: Annotated[bool, typer.Option("--allow-seen", help="Allow comments that were trained on.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Markdown file to write; default: print.")] = None,
) -> None:
    """Say how well a scorer agrees with labels: F1, calibration and targets, each with an interval."""
    from wacana.codebook import load
    from wacana.evaluate import compare, read_gold
    from wacana.evaluate import evaluate as evaluate_scorer
    from wacana.score import resolve

    book, named = load(codebook), labels.split(",") if labels else None
    labelled = read_gold(gold, origin, text_column=text_column, sheet=sheet)
    scorers = [resolve(name, book, labels=named) for name in ([scorer, against] if against else [scorer])]
    with step("evaluate"):
        done = [evaluate_scorer(labelled, each, allow_seen=allow_seen) for each in scorers]
    text = "\n".join(each.markdown() for each in done)
    if against:
        text += (
            "\n# Differences (second minus first)\n\n"
            + compare(labelled, *scorers).to_string(index=False, na_rep="–")
            + "\n"
        )
    write_text(text, out) if out else typer.echo(text)


@app.command(epilog="Example: wacana train label_saya.xlsx --task layanan -o model_layanan")
def train(
    data: Gold,
    out: Folder,
    task: Annotated[str, typer.Option(help="Name of the task, and of the scored column.")],
    text: Annotated[str, typer.Option(help="Column of the comments.")] = "text",
    label: Annotated[str, typer.Option(help="Column of the labels; default: the task's name.")] = "",
    sheet: Sheet = None,
) -> None:
    """Train a small linear model on your own labels (200 or more); use it with --scorer FOLDER."""
    from wacana.score.linear.learn import train as train_model

    with step("train"):
        done = train_model(data, task, out, text=text, label=label, sheet=sheet)
    typer.echo(done.scores.to_string(index=False))
    for reason, count in done.left_out.items():
        typer.echo(f"left out {count}: {reason}")
    for note in done.notes:
        typer.echo(f"note: {note}", err=True)
    if done.known:
        typer.echo(f"note: the model that ships, on which this one stands, has learnt from {done.known} of these "
                   "comments; of those the scores may be too good")  # fmt: skip
    typer.echo(f"wrote {done.folder}: wacana score FILE --scorer {done.folder}")


@app.command(epilog="Example: wacana finetune smsa_train.csv --base indobenchmark/indobert-base-p1 -o model")
def finetune(
    data: Gold,
    base: Annotated[str, typer.Option(help="Encoder to start from: a folder or a name in the hub cache.")],
    out: Folder,
    task: Task = "sentiment",
    valid: Annotated[Path | None, typer.Option(help="Labelled comments to choose the best pass by.")] = None,
    sheet: Sheet = None,
    epochs: Annotated[int, typer.Option(help="Passes over the data, at most.")] = 5,
    lr: Annotated[float | None, typer.Option(help="Learning rate; default: 3e-5, more for a narrow model.")] = None,
    batch: Annotated[int, typer.Option(help="Comments a step.")] = 32,
    patience: Annotated[int, typer.Option(help="Passes without a better macro-F1 after which to stop.")] = 2,
    seed: Seed = 0,
    download: Download = False,
) -> None:
    """Fine-tune a transformer on labelled comments; use it with --scorer hf:FOLDER."""
    from wacana.score.transformer.finetune import FinetuneConfig
    from wacana.score.transformer.finetune import finetune as finetune_model

    config = FinetuneConfig(epochs=epochs, batch=batch, lr=lr, patience=patience, seed=seed, download=download)
    with step("finetune"):
        done = finetune_model(data, base, out, task=task, valid=valid, sheet=sheet, config=config)
    for name, value in {**done.f1, "macro": done.macro_f1}.items():
        typer.echo(f"F1 {name}: {value:.3f}")
    for what, count in done.rows.items():
        if count:
            typer.echo(f"rows {what}: {count}")
    for note in done.notes:
        typer.echo(f"note: {note}", err=True)
    typer.echo(f"wrote {done.folder}: wacana score FILE --scorer hf:{done.folder}")


@app.command(epilog="Example: wacana pretrain komentar.txt berita.txt.xz --config small -o encoder")
def pretrain(
    corpus: Annotated[list[Path], typer.Argument(help="Text files, a comment a line (.txt, .xz, .gz), or tables.")],
    out: Folder,
    config: Annotated[str, typer.Option(help="Size of the encoder: tiny, small, medium or base.")] = "small",
    steps: Annotated[int | None, typer.Option(help="Training steps; default: those of the config.")] = None,
    minutes: Annotated[float | None, typer.Option(help="Time to train for, instead of a number of steps.")] = None,
) -> None:
    """Train a small encoder of your own by masked-word guessing; fine-tune it with --base FOLDER."""
    from wacana.score.transformer.pretrain import pretrain as pretrain_model

    with step("pretrain"):
        done = pretrain_model(corpus, out, config=config, steps=steps, minutes=minutes)
    typer.echo(f"loss {done.loss:.3f} (word frequencies alone: {done.unigram:.3f}) after {done.steps} steps")
    typer.echo(f"wrote {done.folder}: wacana finetune DATA --base {done.folder}")


@app.command("export-onnx", epilog="Example: wacana export-onnx model -o model_onnx --int8")
def export_onnx(
    model: Annotated[str, typer.Argument(help="Fine-tuned classifier: a folder or a name in the hub cache.")],
    out: Folder,
    int8: Annotated[bool, typer.Option("--int8", help="Quantise the weights to 8 bits.")] = False,
    labels: Labels = None,
) -> None:
    """Write a classifier as a folder that scores without torch, and say how far it is from the original."""
    from wacana.score.transformer.onnx import export

    with step("export"):
        parity = export(model, out, int8=int8, labels=labels.split(",") if labels else None)
    typer.echo(f"{parity.precision}: max |Δp| {parity.max_change:.4f}, labels equal {parity.agreement:.1%} to fp32")
    typer.echo(f"wrote {out}: wacana score FILE --scorer hf:{out}")
