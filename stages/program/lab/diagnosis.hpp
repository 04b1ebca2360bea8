#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "stages/program/lab/lab_cases.hpp"
#include "stages/program/lab/signature.hpp"

namespace mrcnn {

/// By the numbers of the mutants that are on: {3}, or {3, 7}.
using MutantSignatures = std::map<std::vector<int>, Signature>;

/// The mutants whose results are `signature` on every case: one, or two together. Where several
/// pairs are, those that all of them share, else the first pair.
std::vector<int> diagnose(const Signature& signature, const MutantSignatures& mutants,
                          double allowed);

/// The same for a file of several parts. What was not written is left out; if the whole is that of
/// no mutant, each part that fails is diagnosed alone. None if that of one part is not known: a
/// part may call another.
///
///   written, failing  operations
std::vector<int> diagnose_parts(const Signature& signature, const MutantSignatures& mutants,
                                double allowed, const std::vector<LabCase>& cases,
                                const std::set<std::string>& written,
                                const std::set<std::string>& failing);

}  // namespace mrcnn
