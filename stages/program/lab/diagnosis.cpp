#include "stages/program/lab/diagnosis.hpp"

#include <algorithm>
#include <iterator>

namespace mrcnn {
namespace {

/// The part of a signature that belongs to the cases of some operations.
Signature part_of(const Signature& signature, const std::vector<LabCase>& cases,
                  const std::set<std::string>& operations) {
  Signature part;
  std::size_t at = 0;
  for (const LabCase& row : cases) {
    const bool is_chosen = operations.contains(row.call.operation->name);
    for (std::size_t i = 0; i < row.expected.size() && at < signature.size(); ++i) {
      const std::size_t end = end_of_array(signature, at);
      if (is_chosen) {
        part.insert(part.end(), signature.begin() + static_cast<std::ptrdiff_t>(at),
                    signature.begin() + static_cast<std::ptrdiff_t>(end));
      }
      at = end;
    }
  }
  return part;
}

MutantSignatures parts_of(const MutantSignatures& mutants, const std::vector<LabCase>& cases,
                          const std::set<std::string>& operations) {
  MutantSignatures parts;
  for (const auto& [numbers, signature] : mutants) {
    parts[numbers] = part_of(signature, cases, operations);
  }
  return parts;
}

std::vector<std::vector<int>> matches(const Signature& signature, const MutantSignatures& mutants,
                                      double allowed, std::size_t size) {
  std::vector<std::vector<int>> found;
  for (const auto& [numbers, of_mutant] : mutants) {
    if (numbers.size() == size && agree(signature, of_mutant, allowed)) {
      found.push_back(numbers);
    }
  }
  return found;
}

}  // namespace

std::vector<int> diagnose(const Signature& signature, const MutantSignatures& mutants,
                          double allowed) {
  for (const std::size_t size : {1U, 2U}) {
    const auto found = matches(signature, mutants, allowed, size);
    if (found.empty()) {
      continue;
    }
    std::vector<int> shared = found.front();
    for (const std::vector<int>& numbers : found) {
      std::vector<int> both;
      std::set_intersection(shared.begin(), shared.end(), numbers.begin(), numbers.end(),
                            std::back_inserter(both));
      shared = both;
    }
    return shared.empty() ? found.front() : shared;
  }
  return {};
}

std::vector<int> diagnose_parts(const Signature& signature, const MutantSignatures& mutants,
                                double allowed, const std::vector<LabCase>& cases,
                                const std::set<std::string>& written,
                                const std::set<std::string>& failing) {
  std::vector<int> whole =
      diagnose(part_of(signature, cases, written), parts_of(mutants, cases, written), allowed);
  if (!whole.empty()) {
    return whole;
  }
  std::set<int> all;
  for (const std::string& operation : failing) {
    const auto found = diagnose(part_of(signature, cases, {operation}),
                                parts_of(mutants, cases, {operation}), allowed);
    if (found.empty()) {
      return {};
    }
    all.insert(found.begin(), found.end());
  }
  return {all.begin(), all.end()};
}

}  // namespace mrcnn
