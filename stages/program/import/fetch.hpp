#pragma once
#include <filesystem>
#include <string>

#include "stages/program/import/convert_model.hpp"

namespace mrcnn {

/// Where to fetch weights from, and into which model file.
struct FetchPlan {
  std::string name;              // of the table, published_weights.hpp
  std::string from;              // a file or an address; empty: the authors' address
  std::filesystem::path target;  // empty: fetched_model(name)
  bool show_progress = false;    // of the download, on standard error
};

/// The model file of weights that were fetched without a target: in the cache folder.
std::filesystem::path fetched_model(const std::string& name);

/// Downloads published weights, checks their hash and converts them. An interrupted download
/// continues in the next call; one with a wrong hash is removed. The download itself is done by the
/// program curl.
///
/// Throws InputError "ADDRESS: reason" without network or for a wrong hash; UsageError,
/// OutputError.
Conversion fetch(const FetchPlan& plan);

}  // namespace mrcnn
