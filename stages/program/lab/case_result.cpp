#include "stages/program/lab/case_result.hpp"

#include <algorithm>
#include <sstream>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/npy.hpp"

#include "stages/program/lab/closeness.hpp"
#include "stages/program/lab/stub_parts.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// "channel 2"; with the word "corner (x1, y1, x2, y2)", "corner x2".
std::string axis_text(const std::string& word, std::size_t index) {
  const std::size_t open = word.find(" (");
  std::string name = std::to_string(index);
  if (open != std::string::npos) {
    std::istringstream names(word.substr(open + 2, word.size() - open - 3));
    for (std::size_t i = 0; i <= index && std::getline(names, name, ','); ++i) {
      name = name.substr(name.find_first_not_of(' '));
    }
  }
  return word.substr(0, open) + " " + name;
}

/// The element at a flat index in the words of the lab: "box 0, channel 2".
std::string where_text(std::size_t flat, const std::vector<std::size_t>& shape,
                       const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    const std::string word = axis < words.size() ? words[axis] : concat("axis ", axis);
    text = axis_text(word, flat % shape[axis]) + (text.empty() ? "" : ", ") + text;
    flat /= shape[axis];
  }
  return text;
}

/// Whether the number of rows of an output is itself a result: its letter is no input's.
bool may_have_other_length(const Operation& operation, const std::string& output) {
  const auto named = std::find_if(operation.outputs.begin(), operation.outputs.end(),
                                  [&](const auto& array) { return array.name == output; });
  const char letter = named->shape[1];
  return std::none_of(operation.inputs.begin(), operation.inputs.end(), [&](const auto& input) {
    return input.shape.find(letter) != std::string::npos;
  });
}

/// An element of a result that is wrong, or that only one side has.
struct WrongElement {
  std::size_t index = 0;
  std::optional<double> yours;
  std::optional<double> expected;
  double allowed = 0.0;
};

std::optional<WrongElement> first_wrong(const Array& yours, const Array& expected, double allowed) {
  return with_values(
      [&](const auto& e, const auto& y) -> std::optional<WrongElement> {
        const Closeness close(e, allowed);
        const auto at = [](const auto& values, std::size_t i) {
          return i < values.size() ? std::optional<double>(values[i]) : std::nullopt;
        };
        for (std::size_t i = 0; i < std::max(e.size(), y.size()); ++i) {
          const bool is_close = i < e.size() && i < y.size() && close(y[i], e[i]);
          if (!is_close) {
            return WrongElement{i, at(y, i), at(e, i), close.allowed()};
          }
        }
        return std::nullopt;
      },
      expected, yours);
}

/// "dtype is float64, expected float32; ...", in NumPy's words: C++ has no other dtype to return.
std::string dtype_text(const std::string& yours, DType expected) {
  return concat("dtype is ", yours, ", expected ", numpy_name(expected),
                "; return array.astype(np.", numpy_name(expected), ") if the values are right");
}

/// A dtype that no array of ours has: the message of the reader would advise the nearest one.
std::string with_expected_dtype(const std::string& reason, DType expected) {
  const std::string before = ", got dtype '";
  const std::size_t at = reason.find(before);
  if (at == std::string::npos) {
    return reason;
  }
  const std::string rest = reason.substr(at + before.size());
  const std::string found = rest.substr(0, rest.find('\''));
  return dtype_text(found == "<f8" ? "float64" : found == "<i8" ? "int64" : found, expected);
}

/// One array of a case.
CaseResult judge_array(const Lab& lab, const LabCase& of, const OperationArray& output,
                       const Array& expected, const fs::path& file, Signature& signature) {
  std::string unreadable;
  const std::optional<Array> read = read_result(file, unreadable);
  if (!read) {
    signature.push_back(kNoResult);
    return {CaseEnd::wrong_output, with_expected_dtype(unreadable, expected.dtype), {}};
  }
  const Array& yours = *read;
  append_array(signature, yours);
  if (const std::string form = wrong_form(*of.call.operation, output.name, yours, expected);
      !form.empty()) {
    return {CaseEnd::wrong_output, form, {}};
  }
  const std::optional<WrongElement> wrong = first_wrong(yours, expected, lab.allowed);
  if (!wrong) {
    return {};
  }
  const auto& words = lab.part_of(of.call.operation->name).axes;
  const auto named = words.find(output.name);
  const Array& longer = expected.bytes.size() < yours.bytes.size() ? yours : expected;
  const std::string where =
      where_text(wrong->index, longer.shape,
                 named == words.end() ? std::vector<std::string>{} : named->second);
  return {
      CaseEnd::differs, "",
      FirstDifference{of.name, output.name, where, wrong->yours, wrong->expected, wrong->allowed}};
}

}  // namespace

std::optional<CaseResult> exception_in(const fs::path& folder) {
  constexpr std::uint64_t kShownBytes = 2000;
  const auto beginning = [&](const char* name) {
    return std::string(as_text(read_beginning(folder / name, kShownBytes)));
  };
  if (fs::is_regular_file(folder / "not_written.txt")) {
    return CaseResult{CaseEnd::not_written, beginning("not_written.txt"), {}};
  }
  if (fs::is_regular_file(folder / "exception.txt")) {
    std::string text = beginning("exception.txt");
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return CaseResult{CaseEnd::exception, text, {}};
  }
  return std::nullopt;
}

std::optional<Array> read_result(const fs::path& file, std::string& reason) {
  try {
    return read_npy(file);
  } catch (const InputError& error) {
    reason = std::string(error.what()).substr(path_text(file).size() + 2);
    return std::nullopt;
  }
}

std::string wrong_form(const Operation& operation, const std::string& output, const Array& yours,
                       const Array& expected) {
  if (yours.dtype != expected.dtype) {
    return dtype_text(numpy_name(yours.dtype), expected.dtype);
  }
  std::vector<std::size_t> shape = yours.shape;
  if (!shape.empty() && shape.size() == expected.shape.size() &&
      may_have_other_length(operation, output)) {
    shape[0] = expected.shape[0];
  }
  return shape == expected.shape
             ? ""
             : "shape is " + shape_text(yours.shape) + ", expected " + shape_text(expected.shape);
}

CaseResult judge_case(const Lab& lab, const LabCase& of, const fs::path& folder,
                      Signature& signature) {
  CaseResult result;
  if (const auto exception = exception_in(folder)) {
    signature.insert(signature.end(), of.expected.size(), kNoResult);
    return *exception;
  }
  for (std::size_t i = 0; i < of.expected.size(); ++i) {
    const OperationArray& output = of.call.operation->outputs[i];
    const fs::path file = folder / (output.name + ".npy");
    CaseResult array = {CaseEnd::missing, "no result", {}};
    if (fs::exists(file)) {
      array = judge_array(lab, of, output, of.expected[i].second, file, signature);
    } else {
      signature.push_back(kNoResult);
    }
    const bool is_worse =
        array.end != CaseEnd::passed && result.end <= CaseEnd::differs && array.end > result.end;
    if (is_worse) {
      result = array;
      result.message = array.message.empty() ? "" : output.name + ": " + array.message;
    }
  }
  return result;
}

}  // namespace mrcnn
