#include <cstdlib>
#include <iostream>
#include <set>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/program/lab/mutant.hpp"
#include "stages/program/lab/not_written.hpp"
#include "stages/program/lab/outside_array.hpp"
#include "stages/program/lab/signature.hpp"
#include "stages/program/op/case_folder.hpp"

// The program that a student's functions are linked into, and the mutants of a lab:
//
//     runner IN OUT               computes the cases of IN; a case that throws leaves a text in OUT
//     runner IN FILE --mutants N  writes the signatures of N mutants and of all pairs of them

namespace mrcnn {
namespace {

std::set<int>& active_mutants() {
  static std::set<int> active;
  return active;
}

void run_student(const std::filesystem::path& in, const std::filesystem::path& out) {
  run_cases(in, out, [&](const std::string& name, const std::exception& error) {
    const bool is_open = dynamic_cast<const NotWritten*>(&error) != nullptr;
    const bool is_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
    const auto* const outside = dynamic_cast<const OutsideArray*>(&error);
    const int line = outside != nullptr ? line_of(*outside) : 0;
    const std::string reason = concat(line > 0 ? concat("line ", line, ": ") : "", error.what(),
                                      is_memory ? ": too much memory" : "");
    make_folder(out / name);
    write_file(out / name / (is_open ? "not_written.txt" : "exception.txt"), reason);
  });
}

Signature signature_of(const std::vector<OperationCase>& cases) {
  Signature signature;
  for (const OperationCase& of : cases) {
    try {
      for (const auto& [name, array] :
           run_operation(*of.operation, Place::host, of.inputs, of.params)) {
        append_array(signature, array);
      }
    } catch (const std::exception&) {
      signature.insert(signature.end(), of.operation->outputs.size(), kNoResult);
    }
  }
  return signature;
}

/// Tensors "3" and "3+7" for mutant 3 and for 3 and 7 together.
void write_signatures(const std::filesystem::path& in, const std::filesystem::path& file,
                      int mutants) {
  std::vector<OperationCase> cases;
  for (const std::string& name : case_names(in)) {
    cases.push_back(read_case(in / name));
  }
  std::vector<std::pair<std::string, Signature>> signatures;
  for (int a = 0; a < mutants; ++a) {
    active_mutants() = {a};
    signatures.emplace_back(std::to_string(a), signature_of(cases));
    for (int b = a + 1; b < mutants; ++b) {
      active_mutants() = {a, b};
      signatures.emplace_back(concat(a, "+", b), signature_of(cases));
    }
  }
  std::vector<TensorData> tensors;
  for (const auto& [name, signature] : signatures) {
    tensors.push_back({{name, {signature.size()}}, signature});
  }
  write_safetensors(file, tensors, {});
}

}  // namespace

bool is_mutant(int number) {
  return active_mutants().count(number) > 0;
}

}  // namespace mrcnn

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  try {
    if (words.size() == 3) {
      mrcnn::run_student(words[1], words[2]);
      return 0;
    }
    if (words.size() == 5 && words[3] == "--mutants") {
      mrcnn::write_signatures(words[1], words[2], std::atoi(words[4].c_str()));
      return 0;
    }
    std::cerr << "runner IN OUT, or runner IN FILE --mutants N\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
