#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Holds a running musterd to web/ui/openapi.json: openapi_test.py MUSTERD

Calls every path that is described with all values that are allowed and with some that are not, and
checks status, content type and body of every answer.
"""

import gzip
import http.client
import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

from json_schema import Schemas

ROOT = pathlib.Path(__file__).resolve().parents[2]
DESCRIPTION = json.loads((ROOT / "web/ui/openapi.json").read_text(encoding="utf-8"))
CONFIGURATION = "[persistence]\nsnapshot_interval_seconds = 1\n"
OPERATED = CONFIGURATION + "[web]\noperator_pages = true\n"
PATIENCE_SECONDS = 20
POLL_SECONDS = 0.1

KNOWN = "0123456789abcdef0123456789abcdef01234567"
UNKNOWN = "f" * 40

# The limits that descriptions state in words, because no keyword of a schema can.
LIMITS = {
    "range": (["1m", "527040m", "1h", "8784h", "1d", "366d", "72h", "73h"],
              ["0m", "527041m", "8785h", "367d", "1w", "h", ""]),
    "info_hash": ([KNOWN, KNOWN.upper(), UNKNOWN, urllib.parse.quote(bytes(range(120, 140)))],
                  [KNOWN[1:], KNOWN + "0", KNOWN[1:] + "g", ""]),
    "q": (["", "0", KNOWN, KNOWN.upper()], [KNOWN + "0", "g"]),
}


class Tracker:
    """A musterd on a free port, with one swarm that it has saved."""

    def __init__(self, program, folder, configuration):
        self._folder = pathlib.Path(folder)
        (self._folder / "musterd.toml").write_text(configuration, encoding="utf-8")
        self._log = self._folder / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [program, "--config", "musterd.toml", "--listen", "127.0.0.1:0"], cwd=folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            self._port = int(self._wait_for(self._find_port))
            self._announce()
            self._wait_for(lambda: self.get("/api/v1/swarms/" + KNOWN).status == 200)
        except BaseException:
            self.end()
            raise

    def end(self):
        self._process.terminate()
        try:
            return self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def get(self, target, source="127.0.0.1", **headers):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._port, timeout=PATIENCE_SECONDS, source_address=(source, 0))
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", target, headers=fields)
        reply = connection.getresponse()
        if reply.getheader("Content-Type") != "text/event-stream":
            reply.text = reply.read()
            connection.close()
        return reply

    @property
    def token_file(self):
        return self._folder / "muster-data" / "operator_token"

    def _find_port(self):
        text = self._log.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"event=listen address=127\.0\.0\.1:(\d+)", text)
        return found and "event=start " in text and found[1]

    def _announce(self):
        info_hash = urllib.parse.quote(bytes.fromhex(KNOWN))
        self.get(f"/announce?info_hash={info_hash}&peer_id=-XX0001-123456789012&port=7000&left=1"
                 "&uploaded=0&downloaded=0&event=started")

    def _wait_for(self, condition):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (result := condition()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("musterd is not ready; it said:\n" + self._log.read_text())
            time.sleep(POLL_SECONDS)
        return result


def allowed_values(parameter):
    """Values that a parameter may have, the limits among them; as they stand in a query."""
    schema = parameter["schema"]
    values = [schema[k] for k in ("default", "example", "minimum", "maximum") if k in schema]
    values += schema.get("enum", [])
    return [str(x) for x in values] + LIMITS.get(parameter["name"], ([], []))[0]


def wrong_values(parameter):
    """Values that a parameter must not have, next to the limits."""
    schema = parameter["schema"]
    values = ["%", "no+such+thing", "%00"] + LIMITS.get(parameter["name"], ([], []))[1]
    if "minimum" in schema:
        values += ["", str(schema["minimum"] - 1), str(schema["maximum"] + 1), "1.5", "+1", "1e1"]
    if "enum" in schema:
        values += ["", schema["enum"][0].upper(), schema["enum"][0] + "x"]
    return values


class OpenapiTest(unittest.TestCase):
    program = None
    tracker = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.tracker = Tracker(cls.program, cls.folder.name, OPERATED)
        cls.token = cls.tracker.token_file.read_text(encoding="ascii").strip()
        cls.schemas = Schemas(DESCRIPTION)

    @classmethod
    def tearDownClass(cls):
        ended = cls.tracker.end()
        cls.folder.cleanup()
        assert ended == 0, f"musterd ended with {ended}"

    def operations(self):
        for path, item in DESCRIPTION["paths"].items():
            self.assertEqual(list(item), ["get"])
            yield path, item["get"]

    @staticmethod
    def secured(path):
        return DESCRIPTION["paths"][path]["get"].get("security") == [{"operatorToken": []}]

    def secured_paths(self):
        return [path for path, _ in self.operations() if self.secured(path)]

    def queries(self):
        """Each path with each of its parameters that stand in the query."""
        for path, operation in self.operations():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query":
                    yield path, parameter

    def check(self, path, reply, where):
        """That an answer is one of those that are described for a path."""
        operation = DESCRIPTION["paths"][path]["get"]
        self.assertIn(str(reply.status), operation["responses"], where)
        answer = self.schemas.resolve(operation["responses"][str(reply.status)])
        for name, header in answer.get("headers", {}).items():
            found = reply.getheader(name)
            self.assertEqual(list(self.schemas.problems(header["schema"], found)), [], where)
        kinds = answer.get("content", {})
        kind = reply.getheader("Content-Type")
        if not kinds:
            self.assertEqual(reply.text, b"", where)
            return None
        self.assertIn(kind, kinds, where)
        if kind == "text/event-stream":
            return None
        text = reply.text.decode()
        value = json.loads(text) if kind == "application/json" else text
        self.assertEqual(list(self.schemas.problems(kinds[kind]["schema"], value)), [], where)
        return value

    def get(self, path, query="", **headers):
        target = path.replace("{info_hash}", KNOWN) + ("?" + query if query else "")
        if self.secured(path):
            headers.setdefault("Authorization", f"Bearer {self.token}")
        reply = self.tracker.get(target, **headers)
        where = f"GET {target}: {reply.status}"
        return reply, self.check(path, reply, where)

    def test_every_path_answers_without_parameters(self):
        for path, _ in self.operations():
            with self.subTest(path=path):
                self.assertEqual(self.get(path)[0].status, 200)

    def test_every_allowed_value_is_taken(self):
        for path, parameter in self.queries():
            for value in allowed_values(parameter):
                with self.subTest(path=path, parameter=parameter["name"], value=value):
                    reply, _ = self.get(path, f"{parameter['name']}={value}")
                    self.assertEqual(reply.status, 200)

    def test_every_series_is_written_in_every_format(self):
        for value, group, form in itertools.product(
                LIMITS["range"][0], ("minute", "hour"), ("json", "csv", "html")):
            for torrent in ("", f"&info_hash={KNOWN}", f"&info_hash={UNKNOWN}"):
                query = f"range={value}&group={group}&format={form}{torrent}"
                with self.subTest(query=query):
                    reply, found = self.get("/stats", query)
                    self.assertEqual(reply.status, 200)
                    self.assertIn(form, reply.getheader("Content-Type"))
                    if form == "json":
                        self.assertEqual((found["range"], found["group"]), (value, group))
                        self.assertEqual("torrent" in found, bool(torrent))

    def test_every_other_value_is_a_mistake_that_names_the_parameter(self):
        for path, parameter in self.queries():
            for value in wrong_values(parameter):
                with self.subTest(path=path, parameter=parameter["name"], value=value):
                    reply, found = self.get(path, f"{parameter['name']}={value}")
                    self.assertEqual(reply.status, 400)
                    self.assertEqual(found["error"]["parameter"], parameter["name"])
                    self.assertTrue(found["error"]["allowed"])

    def test_parameters_that_are_not_described_are_left_alone(self):
        for path, _ in self.operations():
            with self.subTest(path=path):
                self.assertEqual(self.get(path, "no-such-parameter=%")[0].status, 200)

    def test_the_header_accept_decides_between_the_page_and_json(self):
        for accept, kind in (("application/json", "application/json"), ("text/html", "text/html"),
                             ("text/html, application/json", "text/html"),
                             ("*/*", "application/json")):
            with self.subTest(accept=accept):
                reply, _ = self.get("/stats", Accept=accept)
                self.assertTrue(reply.getheader("Content-Type").startswith(kind))

    def test_a_swarm_is_found_or_not(self):
        path = "/api/v1/swarms/{info_hash}"
        for value, status in ((KNOWN, 200), (KNOWN.upper(), 200), (UNKNOWN, 404), ("", 400),
                              (KNOWN[1:], 400), (KNOWN + "0", 400), (KNOWN[1:] + "g", 400)):
            with self.subTest(value=value):
                reply = self.tracker.get(path.replace("{info_hash}", value))
                self.assertEqual(reply.status, status)
                found = self.check(path, reply, value)
                self.assertEqual(found.get("info_hash", KNOWN), KNOWN)
                self.assertEqual("parameter" in found.get("error", {}), status == 400)

    def test_the_list_of_swarms_has_what_was_announced(self):
        for query, total in (("", 1), ("q=" + KNOWN[:7], 1), ("q=f", 0), ("offset=1", 1)):
            with self.subTest(query=query):
                _, found = self.get("/api/v1/swarms", query)
                self.assertEqual(found["total"], total)
                self.assertEqual(len(found["swarms"]), 1 if total and "offset" not in query else 0)

    def test_operators_see_the_actors(self):
        _, found = self.get("/api/v1/actors")
        kinds = {x["kind"]: x for x in found["actors"]}
        self.assertLessEqual({"http_server", "pages", "operator_desk", "swarm"}, kinds.keys())
        self.assertIsNone(kinds["swarm"]["busy_microseconds"])
        before = kinds["pages"]["handled"]
        _, later = self.get("/api/v1/actors")
        self.assertGreater(later["microseconds"], found["microseconds"])
        self.assertGreater(
            next(x["handled"] for x in later["actors"] if x["kind"] == "pages"), before)

    def test_operators_see_who_is_in_a_swarm(self):
        path = "/api/v1/swarms/{info_hash}/peers"
        for value, status in ((KNOWN, 200), (KNOWN.upper(), 200), (UNKNOWN, 404), ("", 400),
                              (KNOWN[1:], 400), (KNOWN + "0", 400), (KNOWN[1:] + "g", 400)):
            with self.subTest(value=value):
                reply = self.tracker.get(
                    path.replace("{info_hash}", value), Authorization=f"Bearer {self.token}")
                self.assertEqual(reply.status, status)
                found = self.check(path, reply, value)
                if status == 200:
                    peer = found["peers"][0]
                    self.assertEqual(peer["endpoint"], "127.0.0.1:7000")
                    self.assertEqual((peer["client"], peer["seeder"]), ("-XX0001-", False))

    def test_nobody_else_sees_what_is_for_operators(self):
        self.assertEqual(len(self.secured_paths()), 2)
        for i, path in enumerate(self.secured_paths()):
            for authorization in ("", "Basic eDp5", "Bearer x", f"Bearer {self.token[1:]}",
                                  f"Bearer {'0' * 64}"):
                with self.subTest(path=path, authorization=authorization):
                    reply, found = self.get(
                        path, source=f"127.0.1.{i + 1}", Authorization=authorization)
                    self.assertEqual(reply.status, 401)
                    self.assertEqual(reply.getheader("Cache-Control"), "no-store")
                    self.assertIsNone(reply.getheader("Access-Control-Allow-Origin"))
                    self.assertNotIn("parameter", found["error"])

    def test_who_guesses_tokens_has_to_wait(self):
        for path in self.secured_paths():
            for expected in [401] * 5 + [429] * 2 if path == self.secured_paths()[0] else [429]:
                reply, _ = self.get(path, source="127.0.2.1", Authorization="Bearer no")
                self.assertEqual(reply.status, expected)
            self.assertEqual(self.get(path, source="127.0.2.1")[0].status, 429)
            self.assertEqual(self.get(path, source="127.0.2.2")[0].status, 200)

    def test_the_page_of_operators_is_served_without_a_token(self):
        reply = self.tracker.get("/actors")
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.getheader("Content-Type"), "text/html; charset=utf-8")

    def test_the_token_is_for_the_owner_alone(self):
        self.assertEqual(self.tracker.token_file.stat().st_mode & 0o777, 0o600)
        self.assertRegex(self.token, "^[0-9a-f]{64}$")

    def test_by_default_there_is_nothing_for_operators(self):
        with tempfile.TemporaryDirectory() as folder:
            tracker = Tracker(self.program, folder, CONFIGURATION)
            try:
                self.assertFalse(tracker.token_file.exists())
                for path in self.secured_paths():
                    reply = tracker.get(path.replace("{info_hash}", KNOWN),
                                        Authorization=f"Bearer {self.token}")
                    self.assertEqual(reply.status, 404)
                    self.check(path, reply, path)
                self.assertEqual(tracker.get("/actors").status, 404)
            finally:
                self.assertEqual(tracker.end(), 0)

    def test_an_event_has_the_figures_that_are_described(self):
        reply, _ = self.get("/api/v1/live")
        lines = iter(reply.readline, b"")
        name = next(x for x in lines if x.startswith(b"event:"))
        data = next(lines)
        reply.close()
        self.assertEqual(name, b"event: figures\n")
        kinds = DESCRIPTION["paths"]["/api/v1/live"]["get"]["responses"]["200"]["content"]
        schema = kinds["text/event-stream"]["x-event-schema"]
        found = json.loads(data.removeprefix(b"data: "))
        self.assertEqual(list(self.schemas.problems(schema, found)), [])

    def test_the_tracker_serves_this_description(self):
        reply, found = self.get("/api/v1/openapi.json")
        self.assertEqual(found, DESCRIPTION)
        again, _ = self.get("/api/v1/openapi.json", If_None_Match=reply.getheader("ETag"))
        self.assertEqual(again.status, 304)

    def test_long_answers_are_compressed_for_those_who_take_that(self):
        for path in ("/stats", "/stats.json", "/metrics", "/api/v1/openapi.json"):
            with self.subTest(path=path):
                reply = self.tracker.get(path, Accept="text/html", Accept_Encoding="GZIP")
                self.assertEqual(reply.getheader("Content-Encoding"), "gzip")
                reply.text = gzip.decompress(reply.text)
                self.check(path, reply, path)


if __name__ == "__main__":
    OpenapiTest.program = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main(verbosity=2)
