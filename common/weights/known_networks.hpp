#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/io/known_files.hpp"

namespace mrcnn {

// Networks that are not the one wanted, recognised by their tensors (common/io/known_files.json).

/// The network that a tensor's name reveals, also behind a prefix that all names have; nothing if
/// none of the names is known.
std::optional<KnownKind> known_network(std::vector<std::string> names);

/// A network that is not in the table and cannot run here; `is` as in KnownKind.
KnownKind other_network(std::string is);

/// The same for the arrays "LAYER/PART" of a Keras file.
std::optional<KnownKind> known_keras_file(const std::vector<std::string>& arrays);

/// The prefix before the names of a network: "module." of "module.backbone.body.conv1.weight", ""
/// of plain names. None if there is no network, several if there are several.
std::vector<std::string> known_prefixes(const std::vector<std::string>& names);

}  // namespace mrcnn
