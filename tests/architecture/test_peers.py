"""Proves that benchmarks/peers pairs its measurements, leaves out the noisy ones, and waits no longer than it may."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks/peers"))
import measuring  # noqa: E402
import tables  # noqa: E402


def one(ms, quiet=True, mib=100.0, paste=None):
    return {"ms": [ms], "mib": mib, "others": 0.0, "quiet": quiet} | ({} if paste is None else {"paste": [paste]})


def document(*rounds, **more):
    return {"peers": "r50", "processor": "Some CPU", "amx": False, "threads": 2, "date": "2026-01-02", "versions": {"torch": "2.0"},
            "left_out": {}, "rounds": list(rounds), **more}


def rows(made):
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in made.splitlines() if line.startswith("|")][2:]


class Tables(unittest.TestCase):
    def test_a_ratio_is_paired_within_a_round(self):
        made = tables.tables(document({"mrcnn": one(10), "openvino": one(20)}, {"mrcnn": one(30), "openvino": one(40)}))
        self.assertEqual(rows(made["r50"]), [["mrcnn", "20 (10 to 30)", "1", "", "", "100"],
                                             ["OpenVINO, f32", "30 (20 to 40)", "0.62 (0.50 to 0.75)", "", "", "100"]])

    def test_a_noisy_measurement_is_left_out_with_its_pair(self):
        made = tables.tables(document({"mrcnn": one(10), "openvino": one(20)}, {"mrcnn": one(90, quiet=False), "openvino": one(22)}))
        self.assertEqual([row[1:3] for row in rows(made["r50"])], [["10 (10 to 10)", "1"], ["21 (20 to 22)", "0.50 (0.50 to 0.50)"]])
        self.assertIn("3 of 4 measurements in 2 rounds were quiet", made["r50"])

    def test_without_a_quiet_measurement_all_of_them_count(self):
        made = tables.tables(document({"mrcnn": one(10, quiet=False)}, {"mrcnn": one(20, quiet=False)}))
        self.assertEqual(rows(made["r50"])[0][1], "15 (10 to 20)")

    def test_paste_is_compared_where_both_paste(self):
        made = tables.tables(document({"mrcnn": one(10, paste=2), "torchvision": one(20, paste=4), "openvino": one(20)}))
        self.assertEqual([row[3:5] for row in rows(made["r50"])], [["12", "1"], ["24", "0.50 (0.50 to 0.50)"], ["", ""]])

    def test_a_peer_that_finds_something_else_is_named_with_the_reason(self):
        made = tables.tables(document({"mrcnn": one(10)}, left_out={"openvino": "finds 5 of mrcnn's 100 objects"}))
        self.assertIn("| OpenVINO, f32 | not measured: finds 5 of mrcnn's 100 objects |", made["r50"])

    def test_bf16_on_a_processor_without_amx_says_so(self):
        made = tables.tables(document({"mrcnn": one(10), "openvino_bf16": one(20)}))
        self.assertIn("| OpenVINO, bf16 without AMX |", made["r50"])

    def test_the_claim_names_precision_and_who_is_faster(self):
        made = tables.tables(document({"mrcnn": one(100), "openvino": one(160), "onnxruntime": one(200), "openvino_bf16": one(50)}))
        self.assertEqual(made["claim_r50"], "On 2 threads of Some CPU, in float32, the network takes 100 ms for one image, against 160 to "
                                            "200 ms in 2 other programs. Faster: OpenVINO, bf16 takes 50 ms.\n")

    def test_operators_show_how_far_they_agree(self):
        part = {"ours": {"nms": {"ms": 1, "result": 7}, "paste": {"ms": 2}},
                "theirs": {"nms": {"ms": 4, "result": 8}, "paste": {"ms": 4, "agreement": "0 of 9 pixels differ"}},
                "mib": 1.0, "others": 0.0, "quiet": True}
        made = tables.tables(document({"mrcnn": one(10), "operators": part}))
        self.assertEqual([row[3:] for row in rows(made["operators"])], [["0.25 (0.25 to 0.25)", "7 and 8 kept"],
                                                                        ["0.50 (0.50 to 0.50)", "0 of 9 pixels differ"]])


class Measuring(unittest.TestCase):
    def test_a_failing_program_is_an_error_with_its_last_words(self):
        with self.assertRaisesRegex(RuntimeError, "exit 3: no such thing"):
            measuring.Run([sys.executable, "-c", "import sys; print('no such thing', file=sys.stderr); sys.exit(3)"])

    def test_a_program_gives_its_output_and_its_peak_memory(self):
        run = measuring.Run([sys.executable, "-c", "print(sum(range(10**6)))"])
        self.assertEqual(run.output, "499999500000\n")
        self.assertGreater(run.mib, 1)

    def test_a_noisy_measurement_is_kept_when_the_time_is_over(self):
        calls = []
        self.assertEqual(measuring.run_quietly(lambda: calls.append(1) or {"quiet": False}, longest=0), {"quiet": False})
        self.assertEqual(len(calls), 1)

    def test_settings_of_the_shell_do_not_reach_a_peer(self):
        measuring.os.environ["OMP_NUM_THREADS"] = "1"
        self.assertNotIn("OMP_NUM_THREADS", measuring.environment())
        del measuring.os.environ["OMP_NUM_THREADS"]


if __name__ == "__main__":
    unittest.main()
