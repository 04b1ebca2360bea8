#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "stages/program/lab/diagnosis.hpp"
#include "stages/program/lab/lab.hpp"
#include "stages/program/lab/lab_cases.hpp"
#include "stages/program/lab/signature.hpp"

namespace mrcnn {

/// One place where a mutant differs from the reference.
struct MutantEdit {
  std::filesystem::path file;
  std::string before;  // an expression, or statements if it ends in ; or }
  std::string after;
};

/// A misconception: what a student who has it would write, and what to tell them.
struct Mutant {
  std::string name;
  std::vector<MutantEdit> edits;  // none in a student edition
  std::string text;               // what one sees, and why
  std::string lesson;             // file#anchor
};

/// docs/labs/N_name/mutants.json. Throws InputError.
std::vector<Mutant> read_mutants(const Lab& lab);

/// The sources of a lab with all mutants in them, each behind is_mutant(its number):
/// "(is_mutant(3) ? (AFTER) : (BEFORE))". Throws InputError naming the mutant whose text is not
/// there exactly once.
std::map<std::filesystem::path, std::string> mutated_sources(const std::vector<Mutant>& mutants);

/// In the folder of a lab. Only a student edition has it, of the public cases, instead of the code.
inline constexpr const char* kSignatureName = "signatures.safetensors";

/// The file with the signatures of every mutant and every pair on the cases, made if need be.
std::filesystem::path signature_file(const Lab& lab, const std::vector<Mutant>& mutants,
                                     const std::vector<LabCase>& cases);

/// The signatures of every mutant, {3}, and of every pair, {3, 7}, on the cases. They are computed
/// once and kept in the cache folder. Throws InputError, OutputError.
MutantSignatures mutant_signatures(const Lab& lab, const std::vector<Mutant>& mutants,
                                   const std::vector<LabCase>& cases);

}  // namespace mrcnn
