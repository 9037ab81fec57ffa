"""A WordPiece vocabulary of one's own comments, which keeps emoji, masks and hashtags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from wacana.extras import require
from wacana.tokens import MASKS

__all__ = ["SPECIAL", "train_tokenizer"]

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def train_tokenizer(texts: Iterable[str], *, size: int, seldom: int = 2) -> Any:
    """Learn a WordPiece vocabulary of ``size`` entries from clean texts; give a ``tokenizers.Tokenizer``.

    Every emoji that occurs ``seldom`` times is an entry of its own, and so is each mask. Words are lower-cased, as in
    IndoBERT; a vocabulary learnt from comments spells their slang in few pieces.
    """
    tokenizers = require("tokenizers", "transformers")
    listed = list(texts)
    made = tokenizers.Tokenizer(tokenizers.models.WordPiece(unk_token="[UNK]"))
    # No accents are stripped and no control characters: 👨‍👩‍👧 holds joiners that clean_text would take out.
    made.normalizer = tokenizers.normalizers.Sequence(
        [tokenizers.normalizers.NFKC(), tokenizers.normalizers.Lowercase()]
    )
    made.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    whole = [*MASKS, *_emoji(listed, seldom)]
    trainer = tokenizers.trainers.WordPieceTrainer(
        vocab_size=max(size - len(whole), len(SPECIAL)),
        min_frequency=seldom,
        special_tokens=list(SPECIAL),
        limit_alphabet=1000,
        show_progress=False,
    )
    made.train_from_iterator(listed, trainer)
    # Matched before the text is split: "@user" would fall apart at the @, and "😡😡" would be one unknown word.
    made.add_tokens([tokenizers.AddedToken(word, normalized=False, single_word=False) for word in whole])
    ids = {name: made.token_to_id(name) for name in SPECIAL}
    made.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])]
    )
    made.decoder = tokenizers.decoders.WordPiece()
    return made


def _emoji(texts: Iterable[str], seldom: int) -> list[str]:
    import emoji

    counts = Counter(found["emoji"] for text in texts if not text.isascii() for found in emoji.emoji_list(text))
    return sorted(one for one, n in counts.items() if n >= seldom)
