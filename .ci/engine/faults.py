#!/usr/bin/env python3
"""What goes wrong with a cluster, done to a real one: machines and runs are killed at random moments.

    .ci/engine/faults.py target/release/dateline                         # everything, about a quarter of an hour
    .ci/engine/faults.py target/release/dateline runs --kills 50         # one of: parts runs nodes answers full switches
    .ci/engine/faults.py target/release/dateline --archive DIR --seed 7

Three OpenSearch nodes are started, each a process of its own (see `nodes.py`), and an archive is read into them over and
over. Whatever is done to it meanwhile, a build must end as one that nothing was done to, document by document; and an
answer must be the right one or an error, never a part of the right one. By hand: it takes minutes.
"""

import argparse
import contextlib
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

from nodes import Cluster, fail

# What is written of an article beside what is kept of it.
WRITTEN = ["article_key", "content", "from_day", "place", "published", "sketch", "speaker", "story", "words"]
QUESTIONS = ["the", "harbour OR council", "said:the", '"of the"', "date:2010..2015 -river", "place:Europe"]
LINE = re.compile(r"^error: .+", re.M)


def say(*words):
    print(*words, flush=True)


def expect(holds, what):
    if not holds:
        raise AssertionError(what[:1000])


def made_archive(program, folder, chance, articles=900):
    """An archive from the sentences of the sample archive, drawn by chance: no two articles are near-duplicates, but some
    are there twice."""
    told = subprocess.run([program, "extract", "corpus"], capture_output=True, text=True, check=True).stdout
    sample = [json.loads(line) for line in told.splitlines()]
    sentences = [s for article in sample for s in re.split(r"(?<=[.!?][”’\"]) |(?<=[.!?]) ", article["text"]) if s]
    for file in range(30):
        with (folder / f"part-{file:02}.jsonl").open("w") as out:
            for number in range(file, articles, 30):
                day = f"{chance.randint(2001, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
                text = "\n\n".join(" ".join(chance.choices(sentences, k=4)) for _ in range(chance.randint(3, 9)))
                copies = 2 if number % 50 == 0 else 1
                for copy in range(copies):
                    title = f"{chance.choice(sample)['title']}, {number}"
                    record = {"id": f"{number}-{copy}", "title": title, "text": text, "date": day}
                    out.write(json.dumps(record) + "\n")


class Trial:
    """An archive, a cluster, and the build that nothing was done to."""

    def __init__(self, program, archive, cluster, chance):
        self.program, self.archive, self.cluster, self.chance = program, archive, cluster, chance
        self.names = 0
        self.environment = {**os.environ, "DATELINE_CONFIG": ""}
        # The first wakes the engine up, the second is timed.
        for build in ("first", "second"):
            begun = time.monotonic()
            expect(self.index("sound", build).wait() == 0, f"an undisturbed run fails: {self.told()}")
            self.seconds = time.monotonic() - begun
        self.sound = self.digest("sound")
        say(f"{len(self.sound)} articles, undisturbed, in {self.seconds:.1f} s")

    def name(self):
        self.names += 1
        return f"trial{self.names}"

    def address(self, name):
        return f"http://{self.cluster.hosts}/{name}"

    def index(self, name, build, *more):
        """A run into a build, begun."""
        command = [self.program, "index", self.archive, "--engine", self.address(name), "--build", build]
        command += ["--engine-shards", "3", "--progress", "none", "--index", "/nowhere", *more]
        self.log = tempfile.TemporaryFile("w+")
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.log, env=self.environment)

    def told(self):
        self.log.seek(0)
        return self.log.read()

    def ask(self, name, query, timeout=120):
        """Exit code, and the answer without the time it took."""
        command = [self.program, "search", query, "--engine", self.address(name), "--limit", "20", "--format", "json"]
        command += ["--facet", "speaker", "--facet", "place", "--timeline", "year"]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, timeout=timeout)
        return done.returncode, re.sub(r'"took_ms":[0-9.]+', "", done.stdout), done.stderr

    def digest(self, name):
        """The live articles by their ids, each with what is written of it; what is kept of it as a digest."""
        index = next(iter(self.cluster.call(f"/_alias/{name}")))
        self.cluster.call(f"/{index}/_refresh", {})
        body = {"size": 500, "sort": [{"article": "asc"}], "docvalue_fields": WRITTEN}
        found = {}
        while True:
            answer = self.cluster.call(f"/{index}/_search?allow_partial_search_results=false", body)
            hits = answer["hits"]["hits"]
            for hit in hits:
                kept = hashlib.sha256(hit["_source"]["record"].encode()).hexdigest()
                expect(hit["_id"] not in found, f"article {hit['_id']} is there twice")
                found[hit["_id"]] = {"record": kept, **hit["fields"]}
            if not hits:
                return found
            body["search_after"] = hits[-1]["sort"]

    def check(self, name, what):
        there = self.digest(name)
        told = [f"{what}: {len(there)} articles for {len(self.sound)}"]
        for article in sorted(there.keys() | self.sound.keys()):
            one, other = there.get(article, {}), self.sound.get(article, {})
            told += [f"{article} {k}: {one.get(k)} for {other.get(k)}" for k in one.keys() | other.keys() if one.get(k) != other.get(k)]
        expect(there == self.sound, "\n  ".join(told))

    def forget(self, name):
        """Makes room: all builds of a name."""
        for index in list(self.cluster.call(f"/{name}-*/_settings")):
            self.cluster.call(f"/{index}", method="DELETE")


def parts(trial, _):
    """Two runs at once, each with its part of the files."""
    name = trial.name()
    runs = [trial.index(name, "two", "--shard", f"{n}/2") for n in (1, 2)]
    codes = [run.wait() for run in runs]
    expect(codes == [0, 0], f"exit codes {codes}: {trial.told()}")
    trial.check(name, "two parts")
    trial.forget(name)
    return "two runs at once make what one makes"


def runs(trial, options):
    """Runs killed at random moments, and run again under the same name until one comes to its end."""
    killed, builds, name, build = 0, 0, trial.name(), 0
    while killed < options.kills or build:
        run = trial.index(name, f"b{builds}")
        moment = trial.chance.uniform(0.02, 1.15) * trial.seconds if killed < options.kills else 600
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(moment)
        build = True
        if run.poll() is None:
            run.kill()
            run.wait()
            killed += 1
            continue
        # A run that was killed behind the switch has finished its build all the same.
        expect(run.returncode == 0 or "answers already" in trial.told(), f"a run fails: {trial.told()}")
        trial.check(name, f"a build with {killed} kills so far")
        builds, build = builds + 1, False
        if killed >= options.kills:
            break
    trial.forget(name)
    return f"{killed} kills, {builds} builds came to their end, each as if nothing had been done to it"


def nodes(trial, options):
    """A node killed while a run writes to it, and started again a little later."""
    for number in range(options.nodes):
        name, node = trial.name(), trial.chance.choice(trial.cluster.nodes)
        run = trial.index(name, "b")
        time.sleep(trial.chance.uniform(0.1, 0.8) * trial.seconds)
        node.kill()
        was_running = run.poll() is None
        time.sleep(trial.chance.uniform(2, 12))
        node.start(trial.cluster.classpath)
        expect(run.wait(900) == 0, f"the run does not go on: {trial.told()}")
        trial.cluster.await_nodes(len(trial.cluster.nodes))
        trial.check(name, f"node {number} killed")
        say(f"  node {trial.cluster.nodes.index(node) + 1} killed {'in the middle' if was_running else 'too late'}")
        trial.forget(name)
    return f"{options.nodes} nodes killed under a run, nothing lost or doubled"


def answers(trial, options):
    """A node killed under questions: with a copy of every shard they are answered as before; without one they are refused
    while it is gone. Never is there a part of an answer."""
    seen = {}
    for copies in (1, 0):
        name, counts = trial.name(), {"same": 0, "refused": 0}
        run = trial.index(name, "b", "--replicas", str(copies))
        expect(run.wait() == 0, f"the run fails: {trial.told()}")
        trial.cluster.await_health("wait_for_no_initializing_shards=true")
        right = {query: trial.ask(name, query) for query in QUESTIONS}
        expect(all(code in (0, 1) for code, *_ in right.values()), f"a question is not answered: {[*right.values()]}")

        def one():
            query = trial.chance.choice(QUESTIONS)
            code, answer, told = trial.ask(name, query)
            if code == 2:
                expect(answer == "" and len(LINE.findall(told)) == 1, f"no error in one line: {answer} {told}")
                counts["refused"] += 1
            else:
                expect((code, answer) == right[query][:2], f"another answer to `{query}`: {answer[:400]}")
                counts["same"] += 1

        for _ in range(options.answers):
            node, stop = trial.chance.choice(trial.cluster.nodes), threading.Event()
            failed = []

            def loop():
                try:
                    while not stop.is_set():
                        one()
                except BaseException as error:
                    failed.append(error)

            asking = threading.Thread(target=loop)
            asking.start()
            time.sleep(trial.chance.uniform(0.5, 3))
            node.kill()
            time.sleep(25 if copies == 0 else 15)
            node.start(trial.cluster.classpath)
            trial.cluster.await_nodes(len(trial.cluster.nodes))
            trial.cluster.await_health("wait_for_status=green")
            stop.set()
            asking.join()
            if failed:
                raise failed[0]
        for query in QUESTIONS:
            expect(trial.ask(name, query)[:2] == right[query][:2], f"`{query}` is answered otherwise afterwards")
        expect(counts["same"] > 0 and (copies == 1 or counts["refused"] > 0), f"nothing was tried: {counts}")
        seen[copies] = counts
        trial.forget(name)
    told = "; ".join(f"with {copies} copies {c['same']} right, {c['refused']} refused" for copies, c in seen.items())
    return f"{2 * options.answers} nodes killed under questions: {told}; no part of an answer"


def full(trial, _):
    """Nodes with so little room for writing that they turn requests away (429)."""
    with Cluster(1, "700m", {"indexing_pressure.memory.limit": "7mb"}) as small:
        tight = Trial.__new__(Trial)
        tight.__dict__.update(trial.__dict__, cluster=small)
        name = tight.name()
        several = [tight.index(name, "b", "--shard", f"{n}/3") for n in (1, 2, 3)]
        codes = [run.wait() for run in several]
        expect(codes == [0, 0, 0], f"exit codes {codes}: {tight.told()}")
        tight.check(name, "turned away")
        stats = small.call("/_nodes/stats/indexing_pressure")["nodes"].values()
        total = [node["indexing_pressure"]["memory"]["total"] for node in stats]
        away = sum(t["coordinating_rejections"] + t["primary_rejections"] for t in total)
    expect(away > 0, "nothing was turned away: the archive is too small to be in each other's way")
    return f"{away} requests turned away with 429, nothing lost or doubled"


def switches(trial, options):
    """The alias moved to and fro under questions."""
    name = trial.name()
    expect(trial.index(name, "a").wait() == 0, trial.told())
    whole = trial.ask(name, "the")[:2]
    expect(trial.index(name, "b", "--no-annotate").wait() == 0, trial.told())
    plain = trial.ask(name, "the")[:2]
    expect(whole != plain, "both builds answer alike")
    seen, stop, failed = {whole: 0, plain: 0}, threading.Event(), []

    def loop():
        try:
            while not stop.is_set():
                code, answer, told = trial.ask(name, "the")
                expect((code, answer) in seen, f"an answer of neither build: {code} {answer[:300]} {told}")
                seen[code, answer] += 1
        except BaseException as error:
            failed.append(error)

    asking = [threading.Thread(target=loop) for _ in range(2)]
    for thread in asking:
        thread.start()
    builds = [f"{name}-a", f"{name}-b"]
    for number in range(options.switches):
        time.sleep(trial.chance.uniform(0.02, 0.6))
        to, away = builds[number % 2], builds[(number + 1) % 2]
        actions = [{"remove": {"index": away, "alias": name}}, {"add": {"index": to, "alias": name}}]
        trial.cluster.call("/_aliases", {"actions": actions})
    stop.set()
    for thread in asking:
        thread.join()
    if failed:
        raise failed[0]
    trial.forget(name)
    return f"{options.switches} switches under {sum(seen.values())} questions, each answered from one build"


TRIALS = {trial.__name__: trial for trial in (parts, runs, nodes, answers, full, switches)}


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("program")
    words.add_argument("trials", nargs="*", choices=[[], *TRIALS], help="all of them when none is named")
    words.add_argument("--archive", help="an archive to read; one made from the sample archive when none is named")
    words.add_argument("--kills", type=int, default=50, help="of runs")
    words.add_argument("--nodes", type=int, default=4, help="killed under a run")
    words.add_argument("--answers", type=int, default=2, help="nodes killed under questions, with copies and without")
    words.add_argument("--switches", type=int, default=100)
    words.add_argument("--seed", type=int, default=None)
    options = words.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    if not os.access(program, os.X_OK):
        fail(f"no program at `{options.program}`", "`cargo build --release` makes it")
    options.archive = options.archive and os.path.abspath(options.archive)
    os.chdir(pathlib.Path(__file__).resolve().parent.parent.parent)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    say(f"seed {seed}")
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, Cluster(3, "700m") as cluster:
        archive = options.archive or folder
        if not options.archive:
            made_archive(program, pathlib.Path(folder), chance)
        trial = Trial(program, archive, cluster, chance)
        for name in options.trials or TRIALS:
            say(f"{name}: {TRIALS[name](trial, options)}")


if __name__ == "__main__":
    main()
