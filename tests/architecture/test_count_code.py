"""Proves that count_code.py sees what it counts."""
import pathlib
import tempfile
import unittest

import count_code


class Casts(unittest.TestCase):
    def counted(self, expected, *texts):
        self.assertEqual(count_code.casts_in(texts), expected)

    def test_named_casts_count(self):
        self.counted(3, "a = static_cast<int>(b) + reinterpret_cast<float*>(c) + const_cast<T&>(d);")

    def test_functional_casts_count(self):
        self.counted(3, "f(int(x), float(y)); g(std::size_t(n));")

    def test_c_casts_count(self):
        self.counted(2, "a = (float)n / (int) k;")

    def test_declarations_are_no_casts(self):
        self.counted(0, "float iou(const Box& a); int count() const; std::function<int()> run; f(int, float);")

    def test_a_helper_counts_at_every_call(self):
        helper = "inline int narrow(long n) {\n  return static_cast<int>(n);\n}\n"
        self.counted(3, helper, "a = narrow(b);", "c = narrow(d);")

    def test_a_formula_that_ends_in_a_cast_is_no_helper(self):
        self.counted(1, "float f(double x) { return static_cast<float>(1.0 / x); }", "a = f(b) + f(c);")

    def test_comments_do_not_count(self):
        self.counted(0, "// static_cast<int>(a)\n/* (int)x\n int(x) */")


class Unpacking(unittest.TestCase):
    def test_a_pointer_taken_out_of_a_tensor_counts(self):
        self.assertEqual(count_code.unpacking_in("  const float* logit = rpn.objectness.data();\n  Box* b = t.data();\n"), 2)

    def test_a_view_does_not(self):
        self.assertEqual(count_code.unpacking_in("  const auto logit = view(rpn.objectness);\n"), 0)


class Counts(unittest.TestCase):
    def counts_of(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            return {what: count for what, count, _ in count_code.counts(root)}

    def test_stages_and_primitives_are_a_part_of_the_product(self):
        found = self.counts_of({"stages/1_features/a.cpp": "1\n2\n", "common/nn/b.cu": "1\n",
                                "common/io/c.cpp": "1\n", "tests/d.cpp": "1\n"})
        self.assertEqual(found["product lines"], 4)
        self.assertEqual(found["of these stages and primitives"], 3)

    def test_a_folder_that_should_shrink_is_counted_whole(self):
        found = self.counts_of({"common/trace/a.cpp": "1\n", "stages/program/compare/b.hpp": "1\n2\n"})
        self.assertEqual(found["lines of common/trace + stages/program/compare"], 3)


if __name__ == "__main__":
    unittest.main()
