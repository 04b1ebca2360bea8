"""Proves that check_arrows.py can fail."""
import unittest

from check_arrows import problems_of

OURS = {
    "common/error.hpp",
    "common/include/mrcnn/box.hpp",
    "common/io/json.hpp",
    "common/nn/gemm.hpp",
    "common/trace/trace.hpp",
    "common/types/box.hpp",
    "stages/1_features/features.hpp",
    "stages/2_proposals/proposals.hpp",
    "stages/pipeline/include/mrcnn/detector.hpp",
    "stages/pipeline/model/model.hpp",
    "stages/pipeline/pipeline.hpp",
    "stages/program/demo/demo_program.hpp",
    "viz/draw.hpp",
}


def judge(path, *includes):
    text = "#pragma once\n" + "".join(f"#include {name}\n" for name in includes)
    return problems_of(path, text, OURS.__contains__)


class CheckArrows(unittest.TestCase):
    def accepts(self, path, *includes):
        self.assertEqual(judge(path, *includes), [])

    def refuses(self, path, *includes):
        self.assertEqual(len(judge(path, *includes)), 1)

    def test_the_message_names_file_line_and_both_modules(self):
        self.assertEqual(
            judge("stages/1_features/x.cpp", "<vector>", '"stages/2_proposals/proposals.hpp"'),
            ["stages/1_features/x.cpp:3: includes stages/2_proposals/proposals.hpp: "
             "stages/1_features may not know stages/2_proposals"])

    def test_stages_do_not_know_each_other_nor_the_pipeline(self):
        self.accepts("stages/1_features/x.cpp", '"stages/1_features/features.hpp"',
                     '"common/nn/gemm.hpp"')
        self.refuses("stages/1_features/x.cpp", '"stages/2_proposals/proposals.hpp"')
        self.refuses("stages/1_features/x.cpp", '"stages/pipeline/pipeline.hpp"')

    def test_only_pipeline_and_above_know_all_stages(self):
        both = '"stages/1_features/features.hpp"', '"stages/2_proposals/proposals.hpp"'
        self.accepts("stages/pipeline/x.cpp", *both)
        self.accepts("stages/program/cli/x.cpp", *both, '"stages/pipeline/pipeline.hpp"', '"viz/draw.hpp"')
        self.refuses("stages/pipeline/x.cpp", '"viz/draw.hpp"')

    def test_common_knows_nothing_above_it(self):
        self.refuses("common/trace/x.cpp", '"stages/1_features/features.hpp"')
        self.refuses("common/image/x.cpp", '"viz/draw.hpp"')

    def test_inside_common_arrows_run_one_way(self):
        self.accepts("common/trace/x.cpp", '"common/io/json.hpp"', '"common/types/box.hpp"')
        self.refuses("common/io/x.cpp", '"common/trace/trace.hpp"')
        self.refuses("common/types/x.hpp", '"common/nn/gemm.hpp"')
        self.refuses("common/error.hpp", '"common/types/box.hpp"')

    def test_stages_neither_read_files_nor_print(self):
        self.refuses("stages/1_features/x.cpp", '"common/io/json.hpp"')
        self.refuses("stages/1_features/x.cpp", "<fstream>")
        self.refuses("stages/1_features/x.cpp", "<iostream>")
        self.accepts("stages/1_features/demo.cpp", "<iostream>", '"viz/draw.hpp"')

    def test_a_demo_knows_its_own_stage_only(self):
        self.accepts("stages/1_features/demo.cpp", '"stages/1_features/features.hpp"', '"common/io/json.hpp"',
                     '"stages/program/demo/demo_program.hpp"', '"viz/draw.hpp"')
        self.refuses("stages/1_features/demo.cpp", '"stages/2_proposals/proposals.hpp"')
        self.refuses("stages/1_features/demo.cpp", '"stages/pipeline/pipeline.hpp"')
        self.refuses("stages/1_features/demo.cpp", '"stages/pipeline/model/model.hpp"')

    def test_what_demos_share_knows_no_stage(self):
        self.accepts("stages/program/demo/x.cpp", '"common/trace/trace.hpp"')
        self.refuses("stages/program/demo/x.cpp", '"stages/1_features/features.hpp"')
        self.refuses("stages/program/demo/x.cpp", '"stages/pipeline/pipeline.hpp"')
        self.refuses("stages/program/demo/x.cpp", '"stages/pipeline/model/model.hpp"')

    def test_drawing_sees_stages_but_no_pipeline(self):
        self.accepts("viz/x.cpp", '"stages/1_features/features.hpp"', '"common/error.hpp"')
        self.refuses("viz/x.cpp", '"stages/pipeline/pipeline.hpp"')

    def test_every_library_has_one_home(self):
        for home, stranger, header in [
            ("viz/x.cpp", "stages/program/cli/x.cpp", "<opencv2/core.hpp>"),
            ("common/nn/x.cpp", "common/nn/x.hpp", "<cblas.h>"),
            ("common/nn/x.cpp", "stages/1_features/x.cpp", "<xtensor-blas/xlinalg.hpp>"),
            ("stages/program/cli/x.cpp", "stages/pipeline/x.cpp", "<CLI/CLI.hpp>"),
            ("common/io/x.cpp", "stages/1_features/x.cpp", "<nlohmann/json.hpp>"),
            ("stages/1_features/x_device.cu", "stages/1_features/x_host.cpp", "<thrust/sort.h>"),
            ("common/tensor/x.hpp", "common/tensor/x.cu", "<xtensor/xtensor.hpp>"),
        ]:
            with self.subTest(header):
                self.accepts(home, header)
                self.refuses(stranger, header)

    def test_two_headers_that_declare_the_same_names_do_not_meet(self):
        self.refuses("common/nn/x.cpp", "<cblas.h>", "<xtensor-blas/xlinalg.hpp>")

    def test_paths_are_spelled_from_the_root_and_quoted(self):
        self.refuses("common/nn/x.cpp", '"gemm.hpp"')
        self.refuses("common/nn/x.cpp", '"../error.hpp"')
        self.refuses("common/nn/x.cpp", "<common/error.hpp>")
        self.refuses("common/nn/x.cpp", '"common/nn/gone.hpp"')

    def test_public_headers_are_spelled_as_users_of_the_library_do(self):
        self.accepts("common/types/box.hpp", "<mrcnn/box.hpp>")
        self.accepts("stages/pipeline/x.cpp", "<mrcnn/box.hpp>", "<mrcnn/detector.hpp>")
        self.refuses("common/types/box.hpp", '"mrcnn/box.hpp"')
        self.refuses("common/types/box.hpp", "<mrcnn/gone.hpp>")

    def test_public_headers_follow_the_arrows_of_their_modules(self):
        self.refuses("common/io/x.cpp", "<mrcnn/detector.hpp>")
        self.refuses("viz/x.cpp", "<mrcnn/detector.hpp>")
        self.refuses("common/include/mrcnn/box.hpp", "<mrcnn/detector.hpp>")

    def test_public_headers_include_public_and_standard_headers_only(self):
        header = "stages/pipeline/include/mrcnn/detector.hpp"
        self.accepts(header, "<mrcnn/box.hpp>", "<vector>")
        self.refuses(header, '"stages/pipeline/pipeline.hpp"')
        self.refuses(header, "<xtensor/xtensor.hpp>")
        self.refuses(header, "<stdio.h>")

    def test_a_folder_that_is_no_module_is_noticed(self):
        self.refuses("common/misc/x.cpp")
        self.refuses("stages/7_tracking/x.cpp")


if __name__ == "__main__":
    unittest.main()
