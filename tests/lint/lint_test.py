#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Cases of the lint checks themselves: each must find what it is for, and nothing else."""

import pathlib
import unittest

import links
import names_in_docs
import one_way_dependencies
import sizes
import text_form

SPDX = "".join(f"// {line}\n" for line in text_form.LICENCE)


class OneWayDependencies(unittest.TestCase):

    def found(self, path, included):
        return len(one_way_dependencies.problems_of_own(pathlib.Path(path), included))

    def test_a_folder_may_include_itself_and_those_before_it(self):
        for path, included in [("actors/swarm/swarm.cpp", "actors/swarm/swarm.hpp"),
                               ("actors/swarm/swarm.cpp", "net/protocol/announce.hpp"),
                               ("net/reactor.cpp", "actors/swarm/swarm.hpp"),
                               ("actors/swarm/swarm.cpp", "actors/peers/peer_set.hpp"),
                               ("actors/peers/peer_set.cpp", "actors/interfaces.hpp"),
                               ("storage/access_list.cpp", "conf/regular_file.hpp"),
                               ("net/http/server.cpp", "net/door/server_actor.hpp"),
                               ("net/door/server_actor.cpp", "net/reactor.hpp"),
                               ("net/udp/udp_server.cpp", "actors/swarm/messages.hpp"),
                               ("net/udp/udp_server.cpp", "net/protocol/udp_packet.hpp"),
                               ("bin/tracker.cpp", "storage/access_list.hpp")]:
            self.assertEqual(self.found(path, included), 0, (path, included))

    def test_a_folder_must_not_include_those_behind_it(self):
        for path, included in [("actors/swarm/swarm.cpp", "net/reactor.hpp"),
                               ("net/reactor.cpp", "web/pages.hpp"),
                               ("web/pages.cpp", "storage/access_list.hpp"),
                               ("storage/access_list.cpp", "actors/swarm/swarm.hpp"),
                               ("conf/regular_file.cpp", "storage/access_list.hpp"),
                               ("actors/peers/peer_set.cpp", "actors/swarm/swarm.hpp"),
                               ("actors/interfaces.hpp", "actors/swarm/swarm.hpp"),
                               ("net/door/front_door.cpp", "net/http/session.hpp"),
                               ("net/udp/udp_server.cpp", "net/http/server.hpp"),
                               ("net/http/server.cpp", "net/udp/udp_server.hpp"),
                               ("net/reactor.cpp", "net/door/server_actor.hpp"),
                               ("net/protocol/announce.hpp", "net/settings.hpp")]:
            self.assertEqual(self.found(path, included), 1, (path, included))

    def test_paths_are_written_from_the_root(self):
        self.assertEqual(self.found("actors/swarm/swarm.cpp", "swarm.hpp"), 1)

    def test_codecs_know_neither_actors_nor_sockets(self):
        def found(path, included):
            return len(one_way_dependencies.problems_of_foreign(pathlib.Path(path), included))

        self.assertEqual(found("net/protocol/address.cpp", "caf/actor.hpp"), 1)
        self.assertEqual(found("net/protocol/address.cpp", "boost/asio/ip/address.hpp"), 1)
        self.assertEqual(found("net/protocol/address.cpp", "arpa/inet.h"), 0)
        self.assertEqual(found("net/reactor.cpp", "caf/actor.hpp"), 0)


class NamesInDocs(unittest.TestCase):

    def test_names_in_code_letters_must_be_in_the_tree(self):
        text = "a `swarm_walk` and `actors/peers` and `x`, no `former_name`\n```\n`block`\n```\n"
        self.assertEqual(list(names_in_docs.names(text)),
                         ["swarm_walk", "actors", "peers", "former_name"])
        found = names_in_docs.problems(text, {"swarm_walk", "actors", "peers"})
        self.assertEqual(found, ["docs/architecture.md: `former_name` is nowhere in the tree"])


class Sizes(unittest.TestCase):

    def test_parameters_are_counted_without_commas_inside_them(self):
        for signature, count in [("()", 0), ("(void)", 0), ("(int a)", 1), ("(int, int) const", 2),
                                 ("(std::map<int, int> a = {1, 2}, int b)", 2),
                                 ("(std::function<void(int, int)> a, std::array<int, 2> b)", 2)]:
            self.assertEqual(sizes.count_parameters(signature), count, signature)

    def test_a_function_may_have_so_many_lines_and_parameters_and_no_more(self):
        def found(lines, parameters):
            function = {"path": "x.cpp", "name": "x", "line": 1, "end": lines,
                        "signature": f"({', '.join(['int'] * parameters)})"}
            return len(list(sizes.problems_of_function(function)))

        self.assertEqual(found(sizes.FUNCTION_LINES_MAX, sizes.PARAMETERS_MAX), 0)
        self.assertEqual(found(sizes.FUNCTION_LINES_MAX + 1, sizes.PARAMETERS_MAX), 1)
        self.assertEqual(found(sizes.FUNCTION_LINES_MAX, sizes.PARAMETERS_MAX + 1), 1)

    def test_functions_and_their_ends_are_found(self):
        here = pathlib.Path(__file__).resolve().relative_to(sizes.ROOT)
        found = {x["name"]: x for x in sizes.functions([here])}
        self.assertIn("test_functions_and_their_ends_are_found", found)
        self.assertTrue(all(x["end"] >= x["line"] for x in found.values()))


class TextForm(unittest.TestCase):

    def found(self, text):
        path = pathlib.Path("x.cpp")
        of_code = list(text_form.problems_of_code(path, text))
        return len(of_code + list(text_form.problems_of_text(path, text)))

    def test_good_code_has_no_problems(self):
        self.assertEqual(self.found(SPDX + "x" * text_form.COLUMNS_MAX + "\n"), 0)
        inside = f"http://example.org/{'home'}/x and tests/{'work'}/x"
        self.assertEqual(self.found(f"{SPDX}// {inside}\n"), 0)

    def test_a_longer_path_is_none_of_the_checkout(self):
        self.assertEqual(self.found(SPDX + f"x/lib{text_form.ROOT}/x\n"), 0)

    def test_each_fault_is_found(self):
        for fault in ["x" * (text_form.COLUMNS_MAX + 1) + "\n", "x \n", "\tx\n", "x\r\n", "x",
                      "/" + "home/somebody/x\n", f"{text_form.ROOT}/x\n"]:
            self.assertGreaterEqual(self.found(SPDX + fault), 1, repr(fault))
        self.assertEqual(self.found("int x;\n"), 1)


class Links(unittest.TestCase):

    def test_links_to_files_and_headings_resolve(self):
        document = pathlib.Path("README.md")
        for target in ["README.md", "docs", "#run-it", "docs/protocol.md#announce"]:
            self.assertIsNone(links.problem_of(document, target), target)
        for target in ["no-such.md", "../README.md", "#no-such", "docs/protocol.md#no-such"]:
            self.assertIsNotNone(links.problem_of(document, target), target)

    def test_code_has_no_links(self):
        self.assertEqual(links.targets("[a](b.md) `[c](d.md)`\n```\n[e](f.md)\n```\n"), ["b.md"])


if __name__ == "__main__":
    unittest.main()
