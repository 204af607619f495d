"""OpenSearch or Elasticsearch nodes for the tests: real ones, from Maven Central alone, on this machine's own addresses.

    python3 .ci/engine/nodes.py opensearch 1 -- cargo test --test it cluster:: -- --ignored

starts so many nodes as one cluster, runs the command with their addresses in DATELINE_TEST_ENGINE, and stops them. Each is
a process of its own, so that one can be killed. Java and Maven are installed where they are missing (Debian, as root).
"""

import contextlib
import dataclasses
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass(frozen=True)
class Kind:
    """What starts a node of an engine, and what the engine calls the setting of the nodes it is first led by."""

    name: str
    runner: str
    first_leaders: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind("opensearch", "org.codelibs.opensearch.runner.OpenSearchRunner", "cluster.initial_cluster_manager_nodes"),
        Kind(
            "elasticsearch",
            "org.codelibs.elasticsearch.runner.ElasticsearchClusterRunner",
            "cluster.initial_master_nodes",
        ),
    )
}
# Where the runner begins to look for a free port; it goes no further than 9299.
FIRST_PORT = 9200
START_SECONDS = 240


def fail(message, hint):
    sys.exit(f"error: {message}\nhint: {hint}")


def persistently(*commands):
    """Runs the commands; three times, for a registry has bad moments."""
    for wait in (10, 20, None):
        if all(subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0 for command in commands):
            return True
        if wait:
            time.sleep(wait)
    return False


def classpath(kind):
    """The engine and all that it needs, fetched by Maven where they are not here yet."""
    if not (shutil.which("java") and shutil.which("mvn")):
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "maven", "default-jre-headless"]
        if not (shutil.which("apt-get") and persistently(["apt-get", "update", "-qq"], install)):
            fail("Java and Maven could not be installed", "install both by hand; Java 11 or later")
    with tempfile.NamedTemporaryFile() as out:
        maven = ["mvn", "-q", "-B", "-Dstyle.color=never", "-f", str(HERE / f"{kind.name}.xml"), "dependency:build-classpath"]
        if not persistently([*maven, f"-Dmdep.outputFile={out.name}"]):
            fail(f"{kind.name} could not be fetched from Maven Central", "can this machine reach it?")
        return pathlib.Path(out.name).read_text()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """One of several, with its own folder: what it holds is there again when it is started again."""

    def __init__(self, kind, folder, transport, all_transports, heap, settings):
        self.kind, self.folder, self.heap = kind, folder, heap
        self.process, self.port = None, None
        (folder / "config").mkdir(parents=True)
        lines = {
            "transport.port": transport,
            "discovery.seed_hosts": json.dumps([f"127.0.0.1:{port}" for port in all_transports]),
            kind.first_leaders: json.dumps([f"127.0.0.1:{all_transports[0]}"]),
            # A small index fits, however full the disk is.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **settings,
        }
        text = "".join(f"{name}: {value}\n" for name, value in lines.items())
        (folder / "config" / f"{kind.name}.yml").write_text(text)

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def start(self, classpath):
        """Three times: on a very busy machine a node gives up on the others before it has heard of them."""
        for _ in range(3):
            if self.started(classpath):
                return
        tail = "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-20:])
        fail(f"a node did not start; its last words:\n{tail}", "is there room for its memory?")

    def started(self, classpath):
        log = self.folder / "log"
        command = ["java", f"-Xms{self.heap}", f"-Xmx{self.heap}", "-cp", classpath, self.kind.runner, "-numOfNode", "1"]
        command += ["-basePath", str(self.folder), "-confPath", str(self.folder / "config"), "-clusterName", "dateline"]
        # It adds its own number, which is 1. Once it has a port it keeps it, for others know it.
        command += ["-baseHttpPort", str(self.port - 1 if self.port else FIRST_PORT)]
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        until = time.monotonic() + START_SECONDS
        told = re.compile(r"HttpServerTransport.*publish_address \{127\.0\.0\.1:(\d+)\}")
        while not (found := told.search(log.read_text(errors="replace"))):
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                return False
            time.sleep(0.2)
        port = int(found[1])
        if self.port not in (None, port):
            fail(f"a node came back at another port: {port}", "is its own taken?")
        self.port = port
        return True

    def kill(self, how=signal.SIGKILL):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
        if self.process:
            self.process.wait()


def ended(number, _):
    sys.exit(128 + number)


class Cluster:
    """So many nodes that know each other."""

    def __init__(self, nodes, heap, settings=None, kind="opensearch"):
        kind = KINDS[kind]
        self.classpath = classpath(kind)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dateline-engine-"))
        transports = [free_port() for _ in range(nodes)]
        own = [self.folder / str(number) for number in range(nodes)]
        self.nodes = [Node(kind, folder, port, transports, heap, settings or {}) for folder, port in zip(own, transports)]

    def __enter__(self):
        # Asked to end, this process ends them, too.
        signal.signal(signal.SIGTERM, ended)
        try:
            for node in self.nodes:
                node.start(self.classpath)
            self.await_nodes(len(self.nodes))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            node.kill(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def hosts(self):
        return ",".join(node.host for node in self.nodes)

    def call(self, path, body=None, method=None):
        """What the first node that answers says."""
        data = None if body is None else json.dumps(body).encode()
        last = None
        for node in self.nodes:
            request = urllib.request.Request(f"http://{node.host}{path}", data, {"Content-Type": "application/json"})
            request.method = method or ("GET" if data is None else "POST")
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError:
                raise
            except OSError as error:
                last = error
        raise last

    def await_nodes(self, number):
        self.await_health(f"wait_for_nodes={number}")

    def await_health(self, what):
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if not self.call(f"/_cluster/health?timeout=20s&{what}")["timed_out"]:
                    return
            time.sleep(0.5)
        fail(f"the nodes never came to {what}", "is the machine very busy?")


def main():
    match sys.argv[1:]:
        case [kind, number, "--", *command] if kind in KINDS and number.isdigit() and command:
            number = int(number)
        case _:
            fail(f"expected one of {', '.join(KINDS)}, a number of nodes and a command", __doc__.splitlines()[2].strip())
    with Cluster(number, "1g" if number == 1 else "700m", kind=kind) as cluster:
        command = ["env", f"DATELINE_TEST_ENGINE=http://{cluster.hosts}", *command]
        return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
