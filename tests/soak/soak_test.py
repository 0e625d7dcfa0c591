#!/usr/bin/env python3
# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Cases of the soak's own judgement: what must be found is found, and nothing else."""

import pathlib
import tempfile
import unittest

import accounts
import configuration
import findings
import memory
import memory_map
import metrics
import report
import restarts
import rogues

MIB = 2**20


def samples(sizes, start=1):
    return [memory.Sample(start, 60.0 * i, round(size * MIB), 100, 10, "a step")
            for i, size in enumerate(sizes)]


class Memory(unittest.TestCase):

    def holds(self, sizes):
        return memory.trends(samples(sizes))[0].holds

    def test_what_stays_as_it_is_has_no_trend(self):
        self.assertTrue(self.holds([100, 101, 99, 100, 101, 99, 100, 100, 101, 100, 99, 101]))

    def test_what_grows_all_the_time_has_one(self):
        self.assertFalse(self.holds([100 + 3 * i for i in range(15)]))

    def test_what_grows_in_the_beginning_has_none(self):
        self.assertTrue(self.holds([50, 60, 70, 80, 90] + [100] * 8))

    def test_one_outlier_is_no_trend(self):
        self.assertTrue(self.holds([100] * 14 + [200]))

    def test_few_samples_tell_nothing(self):
        trend = memory.trends(samples([100, 200, 300]))[0]
        self.assertFalse(trend.is_known)
        self.assertTrue(trend.holds)

    def test_each_process_has_its_own(self):
        both = samples([100] * 15, 1) + samples([300] * 15, 2)
        self.assertEqual([round(x.growth) for x in memory.trends(both)], [0, 0])


class MemoryMap(unittest.TestCase):
    """A program of 1,000 kB, and 500 kB at an address where the thread sanitizer has its notes."""

    SMAPS = ("0f0000000000-0f0000200000 rw-p 00000000 00:00 0 \nSize: 2048 kB\nRss: 500 kB\n"
             "555555554000-555555654000 r-xp 00000000 fe:00 1  /bin/musterd\nRss:  400 kB\n"
             "7b0400000000-7b0400100000 rw-p 00000000 00:00 0 \nRss: 100 kB\n"
             "7ffff7000000-7ffff7200000 r-xp 00000000 fe:00 2  /lib/{}.so.2\nRss: 500 kB\n")

    def resident(self, library):
        return memory_map.resident_bytes(self.SMAPS.format(library)) // 1024

    def test_all_counts_without_the_thread_sanitizer(self):
        self.assertEqual(self.resident("libc"), 1500)

    def test_notes_of_the_thread_sanitizer_do_not_count(self):
        self.assertEqual(self.resident("libtsan"), 1000)


class Comparisons(unittest.TestCase):

    def holds(self, seen, counted, slack=0):
        return accounts.Comparison("a step", "refusals", seen, counted, slack).holds

    def test_equal_is_right(self):
        self.assertTrue(self.holds(7, 7))

    def test_a_refusal_that_was_not_counted_is_wrong(self):
        self.assertFalse(self.holds(7, 6, slack=9))

    def test_more_counted_than_seen_needs_requests_without_an_answer(self):
        self.assertFalse(self.holds(7, 8))
        self.assertTrue(self.holds(7, 8, slack=1))

    def test_refused_stops_that_were_not_seen_need_refusals_that_were(self):
        self.assertEqual(accounts.hidden_max(0), 0)
        self.assertEqual(accounts.hidden_max(97), 12)

    def test_the_texts_of_refusals_are_those_of_the_document(self):
        self.assertEqual(accounts.reasons_by_text()["unregistered torrent"], "unregistered_torrent")


class Replies(unittest.TestCase):

    STREAM = (b"HTTP/1.1 200 OK\r\n\r\nd14:failure reason20:unregistered torrente"
              b"HTTP/1.1 200 OK\r\n\r\nd8:intervali9ee" + b"x" * 500
              + b"HTTP/1.1 200 OK\r\n\r\nd14:failure reason20:unregistered torrente")

    def test_viewers_who_are_turned_away_are_counted_once(self):
        text = b"HTTP/1.1 503 S\r\n\r\n{\"error\": \"too many viewers\"}"
        for size in (1, 40, 1000):
            replies = rogues.Replies()
            for begin in range(0, 2 * len(text), size):
                replies.take((2 * text)[begin:begin + size])
            replies.take(b"", is_last=True)
            self.assertEqual(replies.viewers_rejected, 2)

    def test_replies_and_refusals_are_counted_however_they_are_cut(self):
        for size in (1, 7, 199, 200, 201, 10_000):
            replies = rogues.Replies()
            for begin in range(0, len(self.STREAM), size):
                replies.take(self.STREAM[begin:begin + size])
            replies.take(b"", is_last=True)
            self.assertEqual(replies.count, 3)
            self.assertEqual(replies.refusals, {"unregistered torrent": 2})


class Figures(unittest.TestCase):

    before = metrics.Metrics('# HELP x y\nmuster_refusals_total{reason="a"} 1\nmuster_swarms 5\n')
    after = metrics.Metrics('muster_refusals_total{reason="a"} 3\n'
                            'muster_refusals_total{reason="b"} 0\nmuster_swarms 5\n')

    def test_only_what_has_grown_is_told(self):
        self.assertEqual(
            metrics.grown(self.before, self.after, "muster_refusals_total", "reason"), {"a": 2})

    def test_a_total_is_over_all_labels_and_not_over_longer_names(self):
        text = metrics.Metrics('muster_swarms 5\nmuster_swarms_active 4\n')
        self.assertEqual(text.total("muster_swarms"), 5)
        self.assertEqual(self.after.total("muster_refusals_total"), 3)

    def test_what_differs_after_a_restart_is_told(self):
        self.assertEqual(
            restarts.compared(restarts.figures(self.before), restarts.figures(self.after)),
            {"muster_refusals_total": (1, 3)})


class Log(unittest.TestCase):

    def test_records_are_explained_or_not(self):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "log"
            log.write_text("level=info event=start\nlevel=error event=keep_configuration a=b\n"
                           "level=warning event=fail_store\nterminate called\n"
                           "level=info event=reload_lists\n")
            summary = findings.LogSummary(log)
        self.assertEqual(summary.unexplained,
                         ["level=warning event=fail_store", "terminate called"])
        self.assertEqual(sum(summary.explained.values()), 1)
        self.assertEqual(summary.reloads, 1)


class Sanitizers(unittest.TestCase):

    def test_reports_of_the_same_are_one_with_a_count(self):
        with tempfile.TemporaryDirectory() as folder:
            logs = pathlib.Path(folder) / "sanitizer"
            logs.mkdir()
            (logs / "musterd-tsan.1").write_text(
                "stack one\nSUMMARY: ThreadSanitizer: data race a.cpp:1\n"
                "stack two\nSUMMARY: ThreadSanitizer: data race b.cpp:2\n"
                "stack three\nSUMMARY: ThreadSanitizer: data race a.cpp:1\n")
            (logs / "musterd-ubsan.2").write_text("x.cpp:3: runtime error: shift\n")
            found = findings.sanitizer_reports(pathlib.Path(folder))
        self.assertEqual({what: times for what, (times, _) in found.items()},
                         {"data race a.cpp:1": 2, "data race b.cpp:2": 1, "musterd-ubsan.2": 1})
        self.assertTrue(found["data race a.cpp:1"][1].startswith("stack one"))


class Reports(unittest.TestCase):

    def test_a_machine_without_a_program_tells_nothing_with_it(self):
        self.assertEqual(report.output_of("echo", "a1b2c3"), "a1b2c3")
        self.assertEqual(report.output_of("no-such-program", "a1b2c3"), "")


class Options(unittest.TestCase):

    def test_limits_are_written_when_the_rate_is_known(self):
        with tempfile.TemporaryDirectory() as folder:
            sut = configuration.Configuration(pathlib.Path(folder))
            self.assertNotIn("[limits]", sut.text())
            sut.per_source = 10
            self.assertIn("announces_per_second = 40\n", sut.text())


if __name__ == "__main__":
    unittest.main()
