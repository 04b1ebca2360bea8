"""Proves that check_trace.py can fail."""
import unittest

from check_trace import problems_of


class CheckTrace(unittest.TestCase):
    def accepts(self, line):
        self.assertEqual(problems_of("common/trace/x.cpp", line), [])

    def refuses(self, line):
        self.assertEqual(len(problems_of("common/trace/x.cpp", line)), 1, line)

    def test_the_message_names_file_and_line(self):
        self.assertEqual(
            problems_of("common/trace/x.cpp", '\n  read("2_proposals/boxes");'),
            ['common/trace/x.cpp:2: "2_proposals/boxes" names a stage; common/trace is a file format'])

    def test_array_names_folders_and_steps_are_refused(self):
        self.refuses('const char* folder = "6_masks";')
        self.refuses('throw InputError("expected folders like 2_proposals");')
        self.refuses('if (step == "roi_align") {')

    def test_thresholds_are_refused(self):
        self.refuses("constexpr double kGap = 1e-6;")
        self.refuses("const float threshold = 0.5F;")
        self.refuses("return iou > 0.7;")

    def test_what_a_file_format_needs_is_accepted(self):
        self.accepts('path / "manifest.json"; // "2_proposals/boxes", 0.5')
        self.accepts("/* 1e-6 of 2_proposals/boxes */ double low = 0.0; float one = 1.0F;")
        self.accepts('#include "common/types/box.hpp"')
        self.accepts("constexpr std::uint64_t kLargest = std::uint64_t{16} << 20U;")
        self.accepts('remove(directory / "detections.json");')
        self.accepts('const std::string format = "mrcnn-trace-1"; std::uint8_t byte = 0x93;')


if __name__ == "__main__":
    unittest.main()
