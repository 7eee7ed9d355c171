"""Writes the addresses that http.sh asks for: listing.txt and search.txt from a corpus, article.txt from a listing."""

import json
import random
import re
import sys
from pathlib import Path
from urllib.parse import quote


def from_corpus(corpus: str, folder: Path) -> None:
    """Listings of regions, topics and months; queries of one word, two words and phrases, frequent and rare."""
    choose = random.Random(1)
    with open(corpus, encoding="utf-8") as lines:
        records = [json.loads(line) for line, _ in zip(lines, range(3000))]
    listings, searches = ["/"], []
    for record in choose.sample(records, min(300, len(records))):
        code = record["contentLocation"][0]["identifier"]
        topic = record["about"][0]
        year, month, _ = record["datePublished"].split("-")
        listings += [f"/regions/{code}", f"/topics/{topic}", f"/dates/{year}/{month}", f"/regions/{code[:2]}0000"]
        clauses = [c for p in record["articleBody"] for c in p.replace("。", "，").split("，") if len(c) > 9]
        if clauses:
            clause = choose.choice(clauses)
            searches += [clause[:2], clause[2:4], f"{clause[:2]} {clause[4:6]}", f'"{clause[1:5]}"', f'"{clause[1:9]}"']
    (folder / "listing.txt").write_text("".join(f"{path}\n" for path in listings))
    (folder / "search.txt").write_text("".join(f"/search?q={quote(query)}\n" for query in searches))


def from_listing(page: str, folder: Path) -> None:
    found = re.findall(r"/articles/[0-9a-hjkmnp-tv-z]{11}\b", Path(page).read_text(encoding="utf-8"))
    (folder / "article.txt").write_text("".join(f"{path}\n" for path in dict.fromkeys(found)))


if __name__ == "__main__":
    if sys.argv[1] == "--articles":
        from_listing(sys.argv[2], Path(sys.argv[3]))
    else:
        from_corpus(sys.argv[1], Path(sys.argv[2]))
