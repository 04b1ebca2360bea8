#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mrcnn {

/// A function that the student writes.
struct LabPart {
  std::string op;                // arrays and parameters are those of `mrcnn op OP`
  std::string function;          // the exported host function, with the header's own signature
  std::filesystem::path header;  // its contract
  std::filesystem::path file;    // the reference; its body stands between [lab] marks
  std::map<std::string, std::vector<std::string>> axes;  // a word per axis of each output
};

/// docs/labs/N_name/lab.json. Paths are relative to the root of the sources.
struct Lab {
  int number = 0;
  std::string name;
  std::string title;
  int minutes = 0;
  int lines = 0;               // of the reference, roughly
  std::string lesson;          // the page of the stage
  std::string step;            // of the pipeline, empty if none
  double allowed = 0.0;        // |yours - expected| <= allowed * max(1, largest |expected|);
                               // whole numbers must be equal
  std::vector<LabPart> parts;  // none: not graded
  std::vector<std::filesystem::path> hidden;  // headers that hold the rest of the solution

  std::filesystem::path folder;  // of the lab, absolute

  [[nodiscard]] bool is_graded() const { return !parts.empty(); }

  [[nodiscard]] std::string page() const { return "docs/labs/" + folder.filename().string(); }

  /// The part of an operation. Throws InputError if there is none.
  [[nodiscard]] const LabPart& part_of(const std::string& op) const;
};

/// The files that hold the solution: those of the parts, then the hidden headers.
std::vector<std::filesystem::path> lab_sources(const Lab& lab);

/// The root of the sources that the program was built from. Throws InputError if it is not there.
std::filesystem::path source_root();

/// All labs by number. Throws InputError naming file and field.
std::vector<Lab> read_labs(const std::filesystem::path& folder = source_root() / "docs/labs");

/// Throws UsageError listing the numbers if there is no such lab.
Lab lab_numbered(int number);

/// The same; also throws for a lab without a part to write.
Lab graded_lab(int number);

}  // namespace mrcnn
