"""Search beside plain FTS5 trigram: the right passage, every substring, and how long an answer takes.

Run ``python benchmarks/search.py [--documents N] [--keep FOLDER]``; 10,000 documents take some minutes to
index, and ``--keep`` uses them again. Questions and their right passages stand in ``search_questions.tsv``,
written by reading the starter documents; a passage is what stands below one heading. Plain FTS5 trigram gets
the same folded text and query: all terms, and where that finds nothing, any of the query's trigrams, by bm25.
What was measured is noted in ``search.md``.
"""

import argparse
import os
import random
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sopctl.application.ports.documents import SearchIndex
from sopctl.application.queries.finding import Search
from sopctl.application.records import SearchEntry, SearchHit
from sopctl.domain.access import Access
from sopctl.domain.numbers import DocumentNumber
from sopctl.resources import asset, documents_dir
from sopctl.storage.sql import schema
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.unit_of_work import SqlLibrary
from sopctl.thai.synonyms import Synonyms
from sopctl.thai.text import fold
from sopctl.thai.words import Words, read_entries

QUESTIONS = Path(__file__).with_name("search_questions.tsv")
CLINICAL = ["ยา", "ผู้ป่วย", "แพทย์", "พยาบาล", "เวชระเบียน", "ความดันโลหิตสูง", "แพ้ยา", "ติดเชื้อ", "ผ่าตัด", "การ"]
NUMBERS = ["sop-it-00001", "SOP NS 123", "sop", "it", "sop-ph-0", "12", "๐๐๐๑๒", "NS-09999"]
EVERYDAY = ["ransomware", "คอมติดไวรัส", "โดน ransomware ทำยังไง", "ลืมพาสเวิร์ด", "ข้อมูลหลุด", "ไฟไหม้", "backup"]
SEVERAL = ["ยา ผู้ป่วย", "แพทย์ บันทึก", "ข้อมูล การ", "รหัสผ่าน เปลี่ยน", "SOP-IT-00012 ข้อมูล"]
ROUNDS = 5
LENGTHS = (1, 2, 3, 6, 12, 24)
_HEADING = re.compile(r"^#+\s+(.*?)(?:\s*\{.*\})?$", re.MULTILINE)
_MARKUP = re.compile(r"[*_`|>#]|^\s*[-+]\s|\[\^?[^\]]*\]:?|\{[^}]*\}|\([^)]*\.(?:png|jpg)\)", re.MULTILINE)

_LETTERS = str.maketrans("QXZJVKWYUB", "0123456789")

Find = Callable[[str, int], list[int]]


class Passage(NamedTuple):
    number: str
    heading: str
    text: str


class Asked(NamedTuple):
    query: str
    right: set[int]


def passages() -> list[Passage]:
    """What stands below each heading of each starter document."""
    found = []
    for path in sorted(documents_dir().glob("*/document.md")):
        body = path.read_text("utf-8").removeprefix("---\n").split("\n---\n", 1)[1]
        parts = _HEADING.split(body)
        for heading, text in zip(["", *parts[1::2]], parts[0::2], strict=True):
            plain = _MARKUP.sub(" ", text).strip()
            if len(plain) > 20:
                found.append(Passage(path.parent.name, heading, plain))
    return found


def entry(number: str, title: str, held: tuple[tuple[str, str, str], ...]) -> SearchEntry:
    parsed = DocumentNumber.parse(number)
    return SearchEntry(parsed, number, title, "SOP", "IT", Access.ALL, date(2026, 1, 1), (), held)


def made_entries(
    count: int, source: Sequence[Passage], characters: int = 1_000, parts: int = 5
) -> Iterator[SearchEntry]:
    """Documents of the starter library's sentences, in which every fourth word is another one.

    ``characters`` a document (1,000 are about 3 KB). Of the other words few are common, most are rare.
    """
    chance, words = random.Random(20261122), Words.default()
    sentences = [
        words.segment(sentence)
        for passage in source
        for sentence in re.split(r"\n+|(?<=\S) (?=\S{25,})", passage.text)
        if len(sentence) > 25
    ]
    others = read_entries(asset("words", "thai.txt").read_text("utf-8"))
    others = [word for word in others if 3 <= len(word) <= 12]
    chance.shuffle(others)
    drawn = iter(
        chance.choices(others, [1 / (rank + 10) for rank in range(len(others))], k=count * characters // 12)
    )

    def sentence() -> str:
        chosen = chance.choice(sentences)
        return "".join(next(drawn, w) if len(w) > 2 and chance.random() < 0.25 else w for w in chosen)

    for number in range(count):
        held = []
        for position in range(parts):
            text = ""
            while len(text) < characters // parts:
                text += sentence() + " "
            held.append((f"p{position}", sentence()[:40], text.strip()))
        unit = chance.choice(("IT", "NS", "PH", "ER", "OR", "LAB", "MR"))
        yield entry(f"SOP-{unit}-{number:05d}", sentence()[:50], tuple(held))


class Indexes(NamedTuple):
    """The same texts in both."""

    library: SqlLibrary
    plain: sqlite3.Connection


def indexed(folder: Path, entries: Sequence[SearchEntry]) -> Indexes:
    """Both indexes over the entries; plain rows count passages from 0. What is there already is used."""
    url = f"sqlite:///{folder / 'library.db'}"
    made = (folder / "plain.db").exists()
    if not made:
        schema.upgrade(url)
    library = SqlLibrary.open(url)
    plain = sqlite3.connect(folder / "plain.db")
    if not made:
        fill(library, entries)
        fill_plain(plain, entries)
    return Indexes(library, plain)


def fill(library: SqlLibrary, entries: Sequence[SearchEntry]) -> None:
    """Put the entries into our index, and say how long that took."""
    clock, processor = time.perf_counter(), time.process_time()
    for first in range(0, len(entries), 500):
        with library.unit() as unit:
            for each in entries[first : first + 500]:
                unit.search.put(each)
            unit.commit()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(f"{len(entries):,} documents indexed in {clock:.1f} s by the clock, {processor:.1f} s of processor")


def fill_plain(plain: sqlite3.Connection, entries: Sequence[SearchEntry]) -> None:
    plain.execute("CREATE VIRTUAL TABLE plain USING fts5(body, tokenize='trigram')")
    texts = (fold(f"{heading}\n{text}") for each in entries for _, heading, text in each.passages)
    plain.executemany("INSERT INTO plain (rowid, body) VALUES (?, ?)", enumerate(texts))
    plain.commit()


def plain_find(plain: sqlite3.Connection) -> Find:
    """Plain FTS5 trigram by bm25."""

    def run(expression: str, limit: int) -> list[int]:
        query = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in plain.execute(query, (expression, limit))]

    def find(query: str, limit: int) -> list[int]:
        folded = fold(query)
        quoted = ['"' + term.replace('"', '""') + '"' for term in folded.split()]
        found = run(" ".join(quoted), limit) if quoted else []
        if found or len(folded) < 3:
            return found
        grams = {folded[i : i + 3].replace('"', '""') for i in range(len(folded) - 2)}
        return run(" OR ".join(f'"{gram}"' for gram in sorted(grams)), limit)

    return find


def lettered(passage: int) -> str:
    """A number without digits, so that a piece of a text with digits is not taken for one."""
    return "PASSAGE-" + "".join("QXZJVKWYUB"[int(digit)] for digit in f"{passage:04d}")


def asked(
    index: SearchIndex, query: str, departments: frozenset[str] | None, limit: int
) -> Sequence[SearchHit]:
    """The search as readers have it, everyday words and fewer words included."""
    ask = partial(index.find, restricted_departments=departments, limit=limit)
    search = Search(ask, partial(index.known, restricted_departments=departments), Synonyms.packaged(), limit)
    return search.in_any_words(query) or search.by_fewer(query)


def our_find(library: SqlLibrary) -> Find:
    """The library's search, where every passage is a document of its own."""

    def find(query: str, limit: int) -> list[int]:
        with library.reading() as unit:
            hits = asked(unit.search, query, None, limit)
        return [int(hit.number.text.removeprefix("PASSAGE-").translate(_LETTERS), 10) for hit in hits]

    return find


def pieces(texts: Sequence[str], length: int, count: int) -> list[str]:
    """Substrings of the texts, drawn anywhere, not beginning or ending with a space."""
    chance, found = random.Random(length), list[str]()
    while len(found) < count:
        text = fold(chance.choice(texts))
        start = chance.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if len(piece.strip()) == length:
            found.append(piece)
    return found


def quality(folder: Path, source: Sequence[Passage]) -> None:
    """How often the right passage is first, and in the first ten; and whether every substring is found."""
    entries = [entry(lettered(n), "-", (("", p.heading, p.text),)) for n, p in enumerate(source)]
    both = indexed(folder, entries)
    folded = [fold(f"{p.heading}\n{p.text}") for p in source]
    sets = {"questions": list(questions(source))}
    for length in LENGTHS:
        wanted = pieces([p.text for p in source], length, 120)
        sets[f"{length} characters"] = [Asked(q, {n for n, t in enumerate(folded) if q in t}) for q in wanted]
    print(f"{len(source)} passages            ours: first   in ten      plain: first   in ten")
    for name, asked in sets.items():
        shares = [share(asked, find) for find in (our_find(both.library), plain_find(both.plain))]
        print(f"  {name:14} {len(asked):4}        " + "      ".join(f"{f:12.1%} {t:8.1%}" for f, t in shares))
    missed = sum(
        not each.right <= set(our_find(both.library)(each.query, len(source)))
        for name, asked in sets.items()
        if name != "questions"
        for each in asked[:60]
    )
    print(f"  substrings of which some passage was not found: {missed} of {60 * len(LENGTHS)}")
    both.library.close()
    both.plain.close()


def questions(source: Sequence[Passage]) -> Iterator[Asked]:
    for line in QUESTIONS.read_text("utf-8").splitlines():
        query, number, heading = line.split("\t")
        right = {n for n, p in enumerate(source) if p.number == number and p.heading.startswith(heading)}
        if not right:
            raise SystemExit(f"{QUESTIONS.name}: no passage {number} {heading!r} in the starter documents")
        yield Asked(query, right)


def share(asked: Sequence[Asked], find: Find) -> tuple[float, float]:
    answers = [(each.right, find(each.query, 10)) for each in asked]
    first = sum(bool(found) and found[0] in right for right, found in answers)
    return first / len(asked), sum(bool(right & set(found)) for right, found in answers) / len(asked)


def speed(folder: Path, source: Sequence[Passage], count: int) -> None:
    """How long an answer takes, excerpts included, for a reader without an account."""
    entries = list(made_entries(count, source))
    print()
    both = indexed(folder, entries)
    size = sum(path.stat().st_size for path in folder.glob("library.db*")) / 1e6
    print(
        f"{size:.0f} MB for {count:,} documents; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    plain = plain_find(both.plain)
    texts = [text for each in entries[::7] for _, _, text in each.passages]
    sets = {"questions": [each.query for each in questions(source)], "words": CLINICAL, "numbers": NUMBERS}
    sets |= {"several terms": SEVERAL, "everyday words": EVERYDAY}
    sets |= {f"{length} characters": pieces(texts, length, 60) for length in LENGTHS}
    ours = list[Taken]()
    print("milliseconds           ours: p50     p95   of processor       plain: p50     p95   of processor")
    with both.library.reading() as unit:
        for name, queries in sets.items():

            def find(query: str, _: int) -> list[int]:
                Query.parse.cache_clear()
                asked(unit.search, query, frozenset(), 20)
                return []

            mine, peers = timed(find, queries), timed(plain, queries)
            ours += mine
            print(f"  {name:14} {len(queries):3}  {spread(mine)}     {spread(peers)}")
    print(f"  {'all':14} {len(ours):3}  {spread(ours)}")
    both.library.close()
    both.plain.close()


class Taken(NamedTuple):
    """Milliseconds by the clock and of processor."""

    clock: float
    processor: float


def timed(find: Find, queries: Sequence[str]) -> list[Taken]:
    """What each query took, the fastest of several rounds."""

    def once(query: str) -> Taken:
        clock, processor = time.perf_counter(), time.process_time()
        find(query, 20)
        return Taken((time.perf_counter() - clock) * 1e3, (time.process_time() - processor) * 1e3)

    def best(query: str) -> Taken:
        rounds = [once(query) for _ in range(ROUNDS)]
        return Taken(min(each.clock for each in rounds), min(each.processor for each in rounds))

    return list(map(best, queries))


def spread(times: Sequence[Taken]) -> str:
    """The median and the 95th percentile, by the clock and of processor."""
    columns = [sorted(column) for column in zip(*times, strict=True)]
    found = [(column[len(column) // 2], column[int((len(column) - 1) * 0.95)]) for column in columns]
    return " ".join(f"{p50:7.1f} {p95:7.1f}" for p50, p95 in found)


def main() -> None:
    """Print both tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=10_000)
    options.add_argument("--keep", type=Path, help="folder for the indexes, which are used again if there")
    given = options.parse_args()
    source = passages()
    with tempfile.TemporaryDirectory(prefix="sopctl-search-") as folder:
        quality(Path(folder), source)
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
        speed(given.keep, source, given.documents)
    else:
        with tempfile.TemporaryDirectory(prefix="sopctl-search-") as folder:
            speed(Path(folder), source, given.documents)


if __name__ == "__main__":
    main()
