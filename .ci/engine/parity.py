#!/usr/bin/env python3
"""The same questions to an index on disk and to one on three real nodes: the same answers, and what each costs.

    .ci/engine/parity.py target/release/dateline --archive DIR --queries FILE
    .ci/engine/parity.py target/release/dateline --archive DIR --queries FILE --limit 300 --random 100

FILE has a query a line, perhaps with its name and a tab before it, or words with what is to be made of them: `phrase`, `and`,
`or`, `title` (any of them), or `date` with the first day and the one after the last. So many `--random` queries are made
besides, of the words of those. The archive is read into both indexes (`--nodes 1` for a single node), with the processor time
of the program and of the nodes; then sets, counts, facets, timelines, passages, scores and quotations are compared, and how far
the first ten agree is told. By hand: minutes for a thousand questions.
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time

from nodes import KINDS, Cluster

FACETS = ["--facet", "speaker", "--facet", "place", "--facet", "source", "--timeline", "month"]
# Hits that are compared one by one.
SHOWN = 100


def own_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def node_seconds(cluster):
    tick = os.sysconf("SC_CLK_TCK")
    stats = [pathlib.Path(f"/proc/{node.process.pid}/stat").read_text().rsplit(")", 1)[1].split() for node in cluster.nodes]
    return sum((int(stat[11]) + int(stat[12])) / tick for stat in stats)


def meant(line):
    """A line of the file as a query."""
    kind, *rest = line.rstrip("\n").split("\t")
    words = re.findall(r"\w+", rest[0].lower()) if rest else []
    match kind, rest:
        case "phrase", [_]:
            return f'"{" ".join(words)}"'
        case "and", [_]:
            return " ".join(words)
        case "or" | "title", [_]:
            return " OR ".join(words)
        case "date", [_, first, after]:
            last = datetime.date.fromisoformat(after) - datetime.timedelta(days=1)
            return f"{' '.join(words)} date:{first}..{last}"
    return rest[-1] if rest else kind


def made(words, chance):
    """A query by chance."""
    word = lambda: chance.choice(words)

    def leaf():
        kind = chance.randrange(9)
        if kind < 3:
            return word()
        if kind == 3:
            return f'"{word()} {word()}"'
        if kind == 4:
            return f'"{word()} {word()}"~{chance.randint(1, 9)}'
        if kind == 5:
            return f"{word()[:4]}*" if len(word()) > 4 else word()
        if kind == 6:
            return f"={word()}"
        if kind == 7:
            return f"{chance.choice(['title', 'lead', 'said'])}:{word()}"
        return f"date:{chance.randint(2010, 2020)}"

    def positional():
        joint = chance.choice([f"NEAR/{chance.randint(1, 20)}", f"ADJ/{chance.randint(1, 9)}", "SENT", "SAME"])
        return f"({word()} {joint} {word()})"

    parts = [positional() if chance.random() < 0.3 else leaf() for _ in range(chance.randint(1, 3))]
    query = chance.choice([" ", " OR "]).join(parts)
    return f"({query}) -{word()}" if chance.random() < 0.2 else query


class Comparison:
    """The answers to the same questions from here and there."""

    def __init__(self, program, disk, engine, queries):
        self.program, self.places, self.queries = program, (disk, engine), queries
        self.counts, self.shown = collections.Counter(), collections.Counter()

    def asked(self, *command):
        """Pairs of answers with their query."""
        with tempfile.NamedTemporaryFile("w") as file:
            file.writelines(f"{number}\t{query}\n" for number, query in enumerate(self.queries))
            file.flush()
            answers = []
            for place in self.places:
                begun = time.monotonic()
                told = subprocess.run(
                    [self.program, *command, "--queries", file.name, "--format", "json", *place],
                    capture_output=True, text=True, env={**os.environ, "DATELINE_CONFIG": ""},
                )
                answers.append([json.loads(line) for line in told.stdout.splitlines()])
                if len(answers[-1]) != len(self.queries):
                    sys.exit(f"{len(self.queries)} questions, {len(answers[-1])} answers: {told.stderr[-500:]}")
                print(f"  {command[0]} {' '.join(place)}: {time.monotonic() - begun:.0f} s", flush=True)
        return zip(*answers, self.queries)

    def same(self, what, one, other, query):
        self.counts[what] += 1
        if one != other:
            self.counts[f"{what}: DIFFERENT"] += 1
            self.shown[what] += 1
            if self.shown[what] <= 5:
                print(f"  {what} differ: {query}")

    def both(self, here, there, query):
        """Whether both have answered; an engine may refuse by name what it cannot do."""
        refused = [answer.get("error") for answer in (here, there)]
        refused = [error["message"] if isinstance(error, dict) else error for error in refused]
        if refused[1] and not refused[0] and "is not supported on this engine" in refused[1]:
            self.counts["refused by name"] += 1
        elif any(refused):
            self.same("errors", *refused, query)
        return not any(refused)

    def articles(self):
        agreed = []
        for here, there, query in self.asked("search", "--limit", str(SHOWN), "--copies", *FACETS):
            if not self.both(here, there, query):
                continue
            for what in ("articles", "stories", "undated_left_out", "parsed", "facets", "timeline"):
                self.same(what, here.get(what), there.get(what), query)
            hits = [{hit["article"]["id"]: hit for hit in answer["hits"]} for answer in (here, there)]
            if here["articles"] <= SHOWN:
                self.same("sets of articles", set(hits[0]), set(hits[1]), query)
            for article in set(hits[0]) & set(hits[1]):
                one, other = (found[article] for found in hits)
                self.same("passages", one["passages"], other["passages"], f"{query} ({article})")
                # Added in another order, a sum can be rounded to the next ten-thousandth.
                far = abs(one["score"] - other["score"]) > 1.5e-4
                self.same("scores", far, False, f"{query} ({article}): {one['score']}, {other['score']}")
            first = [[hit["article"]["id"] for hit in answer["hits"][:10]] for answer in (here, there)]
            if first[0]:
                agreed.append((len(set(first[0]) & set(first[1])) / len(first[0]), first[0] == first[1]))
        if agreed:
            shared, ordered = (sum(values) / len(agreed) for values in zip(*agreed))
            print(f"first ten: {shared:.4f} shared, {ordered:.4f} in the same order, of {len(agreed)} answers")

    def quotations(self):
        for here, there, query in self.asked("quotes", "--limit", "50"):
            if not self.both(here, there, query):
                continue
            self.same("numbers of quotations", here["quotations"], there["quotations"], query)
            told = lambda answer: sorted(
                json.dumps([h["article"]["id"], h["quote"], h["context"], h["person"], sorted(c["id"] for c in h["copies"])])
                for h in answer["hits"]
            )
            if here["quotations"] <= 50:
                self.same("sets of quotations", told(here), told(there), query)


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("program")
    words.add_argument("--archive", required=True)
    words.add_argument("--queries", required=True)
    words.add_argument("--limit", type=int, help="only so many of the queries, spread over the file")
    words.add_argument("--random", type=int, default=300, help="queries made by chance besides")
    words.add_argument("--nodes", type=int, default=3)
    words.add_argument("--engine", choices=KINDS, default="opensearch")
    words.add_argument("--seed", type=int, default=1)
    options = words.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    lines = [meant(line) for line in open(options.queries, encoding="utf8")]
    if options.limit and options.limit < len(lines):
        lines = lines[:: len(lines) // options.limit][: options.limit]
    chance = random.Random(options.seed)
    vocabulary = sorted({word.lower() for line in lines for word in re.findall(r"[A-Za-z]{2,}", line)})
    queries = lines + [made(vocabulary, chance) for _ in range(options.random)]
    with tempfile.TemporaryDirectory() as folder, Cluster(options.nodes, "900m", kind=options.engine) as cluster:
        disk, engine = ["--index", f"{folder}/index"], ["--engine", f"http://{cluster.hosts}/parity"]
        for place in (disk, engine):
            own, theirs, begun = own_seconds(), node_seconds(cluster), time.monotonic()
            command = [program, "index", options.archive, "--progress", "none", *place]
            subprocess.run(command, check=True, env={**os.environ, "DATELINE_CONFIG": ""}, stdout=subprocess.DEVNULL)
            print(
                f"index {place[0]}: {time.monotonic() - begun:.0f} s, {own_seconds() - own:.1f} CPU s of the program,"
                f" {node_seconds(cluster) - theirs:.1f} of the nodes", flush=True,
            )
        index = next(iter(cluster.call("/_alias/parity")))
        cluster.await_health("wait_for_status=green")
        stats = cluster.call(f"/{index}/_stats/store,docs")["_all"]
        articles = cluster.call(f"/{index}/_count")["count"]
        one, all_copies = (stats[part]["store"]["size_in_bytes"] for part in ("primaries", "total"))
        on_disk = sum(file.stat().st_size for file in pathlib.Path(folder, "index").rglob("*") if file.is_file())
        print(f"{articles} articles; {on_disk / articles:.0f} bytes an article on disk, {one / articles:.0f} on the cluster, "
              f"{all_copies / articles:.0f} with copies")
        comparison = Comparison(program, disk, engine, queries)
        comparison.articles()
        comparison.quotations()
        for what, count in sorted(comparison.counts.items()):
            print(f"{what}: {count}")
        return 1 if comparison.shown else 0


if __name__ == "__main__":
    sys.exit(main())
