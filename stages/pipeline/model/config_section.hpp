#pragma once
#include <functional>
#include <string>
#include <utility>

#include "stages/pipeline/model/config_keys.hpp"
#include "stages/pipeline/model/config_value.hpp"

namespace mrcnn {

/// Makes the keys of one section from the members of a structure, which `params(config)` refers to.
template <class Params>
class Section {
 public:
  Section(std::string stage, Params params) : stage_(std::move(stage)), params_(params) {}

  template <class Struct, class Value>
  ConfigKey key(std::string name, Value Struct::*member, const Limits& limits, std::string unit,
                std::string meaning) const {
    using Format = ValueFormat<Value>;
    ConfigKey made;
    made.stage = stage_;
    made.name = std::move(name);
    made.expected = Format::expected(limits, "1");
    made.unit = std::move(unit);
    made.meaning = std::move(meaning);
    made.read = [params = params_, member, limits](Config& config, const nlohmann::json& json) {
      return Format::read(json, limits, std::invoke(params, config).*member);
    };
    made.write = [params = params_, member, limits](const Config& config) {
      return Format::write(std::invoke(params, config).*member, limits);
    };
    return made;
  }

 private:
  std::string stage_;
  Params params_;
};

}  // namespace mrcnn
