"""Proves that host_mutants.py changes code, and nothing else."""
import unittest

from host_mutants import line_at, mutants_of


class Mutants(unittest.TestCase):
    def becomes(self, text, *expected):
        self.assertEqual(sorted(m.applied_to(text) for m in mutants_of(text)), sorted(expected))

    def test_a_binary_operator_becomes_its_opposite(self):
        self.becomes("return a + b;", "return a - b;")
        self.becomes("return a <= b;", "return a < b;")
        self.becomes("return a &&\n       b;", "return a ||\n       b;")

    def test_pointers_references_and_templates_are_no_operators(self):
        self.becomes("int* f(T&& a, std::vector<int>& b, const char* c);")
        self.becomes("g(-a, *b, &c);")

    def test_a_whole_number_grows_by_one(self):
        self.becomes("return f(0, 9.5F);", "return f(1, 9.5F);", "return f(0, 10.5F);")

    def test_numbers_in_names_and_shapes_of_types_stay(self):
        self.becomes("Tensor<float, 2> x1 = y_2;")

    def test_a_condition_is_negated(self):
        self.becomes("if (ready) {\n}", "if (!(ready)) {\n}")

    def test_a_statement_is_dropped(self):
        self.becomes("  rows.push_back(row);", "  ;")
        self.becomes("  t.keep(d) = value;", "  ;")
        self.becomes("  ++level;", "  ;")

    def test_declarations_stay(self):
        self.becomes("  const auto row = rows(d);\n  int count;\n  Box box(row);\n  return row;")

    def test_what_only_words_a_message_stays(self):
        self.becomes('// a + 1\n#include "a/1.hpp"\nthrow Error("a" + b + "1");\nstatic_assert(a < 1);\nf("a < 1", \'+\');')

    def test_the_line_is_the_one_that_changes(self):
        text = "a;\n  b = c + d;\n"
        self.assertEqual(line_at(text, text.index("+")), (2, "b = c + d;"))


if __name__ == "__main__":
    unittest.main()
