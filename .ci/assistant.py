"""An assistant's conversation with both doors, by a client that we have not written: the official Python SDK.

    python .ci/assistant.py target/release/dateline corpus

With `dateline mcp` over standard input and output, then with `dateline serve` over HTTP and with its token, it lists the
tools, searches, follows a hit to its passage and its article, asks for a speaker's words on a subject, counts, and makes
the mistakes an assistant makes. Every answer is held to the schema that its tool has promised.
"""

import asyncio
import contextlib
import json
import pathlib
import secrets
import subprocess
import sys
import tempfile

import jsonschema
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

TOOLS = ["search", "quotes", "article", "passage", "facets", "timeline", "speakers", "places"]


class Desk:
    """A client, and the schemas of the tools it has seen."""

    def __init__(self, client):
        self.client = client
        self.tools = {}

    async def list(self):
        listed = (await self.client.list_tools()).tools
        self.tools = {tool.name: tool for tool in listed}
        assert [tool.name for tool in listed] == TOOLS, list(self.tools)
        for tool in listed:
            assert tool.description and tool.annotations.read_only_hint is True, tool.name
            for schema in (tool.input_schema, tool.output_schema):
                jsonschema.Draft202012Validator.check_schema(schema)
                assert schema["type"] == "object", tool.name
            if tool.name in ("search", "quotes", "facets", "timeline", "places"):
                assert {"query", "speaker", "after"} <= set(tool.input_schema["properties"]), tool.name

    async def ask(self, name, **arguments):
        """An answer, as an object, after it has kept what was promised."""
        jsonschema.validate(arguments, self.tools[name].input_schema)
        result = await self.client.call_tool(name, arguments)
        assert not result.is_error, result.content[0].text
        jsonschema.validate(result.structured_content, self.tools[name].output_schema)
        assert json.loads(result.content[0].text) == result.structured_content, "text and object say the same"
        return result.structured_content

    async def fail(self, name, **arguments):
        """What an assistant is told when it asks wrongly."""
        result = await self.client.call_tool(name, arguments)
        assert result.is_error and result.structured_content is None, result
        return result.content[0].text


async def passages(desk):
    found = await desk.ask("search", query="river treaty", limit=2)
    assert found["articles"] > 2 and len(found["hits"]) == 2 and found["next_offset"] == 2, found
    rest = await desk.ask("search", query="river treaty", limit=2, offset=found["next_offset"])
    ids = [hit["article"]["id"] for page in (found, rest) for hit in page["hits"]]
    assert len(set(ids)) == len(ids), "no article on two pages"
    first = found["hits"][0]
    words = first["passages"][0]
    cited = await desk.ask("passage", cite=words["cite"])
    assert cited["text"] == words["text"] and cited["changed"] is False
    assert cited["article"]["id"] == first["article"]["id"]
    article = await desk.ask("article", id=first["article"]["id"][:8])
    assert words["text"] in article["text"] and article["article"]["title"] == first["article"]["title"]
    assert (await desk.ask("passage", cite=words["cite"][:-8] + "00000000"))["changed"] is True
    assert (await desk.ask("search", query="zebra crossing on the moon"))["hits"] == []


async def people(desk):
    known = await desk.ask("speakers", query="macu")
    assert [it["name"] for it in known["speakers"]] == ["Celestino Macuácua"], known
    said = await desk.ask("quotes", query="river", speaker=["Macuácua"])
    assert said["quotations"] >= 1
    for hit in said["hits"]:
        assert hit["speaker"] == "Celestino Macuácua" and "river" in hit["quote"].lower(), hit
        around = await desk.ask("passage", cite=hit["cite"])
        assert hit["quote"].split(" … ")[0][:20] in around["text"], (hit, around)


async def counts(desk):
    who = await desk.ask("facets", field="speaker", query="strike", limit=3)
    assert who["facets"][0]["values"][0]["articles"] > 1, who
    when = await desk.ask("timeline", query="strike", by="year")
    years = when["series"][0]["bars"]
    assert sum(bar["articles"] for bar in years) + when["series"][0]["undated"] == when["series"][0]["articles"]
    where = await desk.ask("places", query="flood", under="Europe", depth=2)
    assert all(it["value"].startswith("Europe/") for it in where["places"]) and where["places"], where


async def mistakes(desk):
    for name, arguments, said in [
        ("search", {"query": "(river"}, ["this parenthesis is never closed", "(river\n^"]),
        ("search", {"query": "colour:red"}, ["there is no field `colour`", "hint: fields are"]),
        ("search", {"query": "a", "after": "soon"}, ["`soon` is no value of `after`", "2025-08"]),
        ("search", {"query": "a", "limit": 5000}, ["at most 50", "offset"]),
        ("search", {"words": "a"}, ["`search` takes no `words`", "hint: it takes query"]),
        ("quotes", {"speaker": {"name": "x"}}, ["`speaker` is no value", "list of texts"]),
        ("facets", {}, ["`facets` needs `field`"]),
        ("facets", {"field": "mood"}, ["no field `mood`", "`speaker`"]),
        ("article", {"id": "zzzzzzzz"}, ["there is no article `zzzzzzzz`", "hint:"]),
        ("passage", {"cite": "nonsense"}, ["`nonsense` is no citation", "ID:START-END"]),
    ]:
        text = await desk.fail(name, **arguments)
        assert all(part in text for part in said), (name, arguments, text)
    try:
        await desk.client.call_tool("delete_everything", {})
    except MCPError as error:
        assert "there is no tool" in str(error), error
    else:
        raise AssertionError("an unknown tool was called")


async def talk(door, server):
    async with Client(server) as client:
        desk = Desk(client)
        await desk.list()
        for part in (passages, people, counts, mistakes):
            await part(desk)
            print(f"{door}, {part.__name__}: as promised")


@contextlib.contextmanager
def served(program, index):
    """A server of the index, as its address and its token."""
    token = secrets.token_urlsafe(24)
    file = pathlib.Path(index, "token")
    file.write_text(token)
    command = [program, "serve", "--index", index, "--listen", "127.0.0.1:0", "--token-file", file, "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            yield server.stderr.readline().strip().removeprefix("listening on "), token
        finally:
            server.terminate()


def over_http(address, token):
    headers = {"Authorization": f"Bearer {token}"}
    return streamable_http_client(f"{address}/mcp", http_client=create_mcp_http_client(headers=headers))


def main(program, corpus):
    with tempfile.TemporaryDirectory() as index:
        subprocess.run([program, "index", "--index", index, corpus], check=True, capture_output=True)
        asyncio.run(talk("stdio", StdioServerParameters(command=program, args=["mcp", "--index", index])))
        with served(program, index) as (address, token):
            asyncio.run(talk("http", over_http(address, token)))


if __name__ == "__main__":
    main(*sys.argv[1:])
