"""Real models of the kinds that people plug in, so small that they are made in a test."""

from pathlib import Path

LETTERS = "一二三四五六七八九十万元每年月人发放标准补助贴教师学校多少的是由负责审核申请条件"
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def save_letter_tokenizer(folder: Path) -> int:
    """A BERT tokenizer of single characters; gives back the size of its vocabulary."""
    from transformers import BertTokenizer

    vocabulary = [*MARKS, *sorted(set(LETTERS)), *"0123456789，。？"]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizer(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    return len(vocabulary)


def make_static_model(folder: Path, letters: str, *, seed: int, dimensions: int = 16) -> Path:
    """A static model with a random vector for each of the letters."""
    import numpy as np
    from tokenizers import Tokenizer, models

    folder.mkdir(parents=True)
    pieces = [("[UNK]", 0.0), *((letter, -1.0) for letter in sorted(set(letters)))]
    Tokenizer(models.Unigram(pieces, unk_id=0)).save(str(folder / "tokenizer.json"))
    vectors = np.random.default_rng(seed).normal(size=(len(pieces), dimensions))
    np.savez(folder / "model.npz", embeddings=vectors.astype(np.float32))
    return folder


def make_cross_encoder(folder: Path, *, labels: int = 1, steps: int = 60) -> Path:
    """A cross-encoder that has learnt to prefer clauses that name an amount; 0 steps: nothing."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    folder.mkdir(parents=True)
    config = BertConfig(
        vocab_size=save_letter_tokenizer(folder),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=512,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config.num_labels = labels
    model = BertForSequenceClassification(config)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    texts = [
        ("每人每年发放补助1450元。", 1.0),
        ("补贴标准是每月500元。", 1.0),
        ("教师补贴由学校负责审核。", 0.0),
        ("申请补助的条件是每年审核。", 0.0),
    ]
    pairs = [("教师补贴标准是多少？", text) for text, _ in texts]
    wanted = torch.tensor([value for _, value in texts])
    asked, told = zip(*pairs, strict=True)
    read = tokenizer(list(asked), list(told), padding=True, return_tensors="pt")
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        logits = model(**read).logits
        score = logits[:, 0] if labels == 1 else logits[:, 1] - logits[:, 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(score, wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    model.save_pretrained(folder)
    return folder


def make_embedding_model(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """A sentence-transformers model of one BERT layer that has learnt nothing."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    base = folder.with_name(f"{folder.name}-base")
    base.mkdir(parents=True)
    config = BertConfig(
        vocab_size=save_letter_tokenizer(base),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)
    modules = [Transformer(str(base)), Pooling(16)]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))
    return folder
