#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace mrcnn {

// Files of annotations that are not COCO's, recognised so that the message says what they are and
// how to get a COCO file (common/io/known_files.json). The functions return "is a LabelMe file of
// one image; ...", or nothing for what they do not know.

/// By the first bytes. `name` is that of the file, already printable.
std::optional<std::string> format_of_text(std::string_view text, const std::string& name);
std::optional<std::string> format_of_json(const nlohmann::json& document);

/// Whether a text has a JSON object on each line.
bool is_json_lines(std::string_view text);

/// Of COCO's other files, which have the same lists, by an element of `annotations`.
std::optional<std::string> format_of_annotation(const nlohmann::json& entry);

/// Throws InputError "NAME: FORMAT; expected ...".
[[noreturn]] void throw_not_coco(const std::string& name, const std::string& format);

}  // namespace mrcnn
