#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/enum_names.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"
#include "common/types/box.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// The arguments of one call. Their names are already checked against the operation's lists; the
/// values are checked here: inputs throw InputError "op input NAME: ...", parameters
/// UsageError "op parameter NAME=VALUE: expected ...".
class OperationCall {
 public:
  OperationCall(std::map<std::string, Array> inputs, std::map<std::string, std::string> params)
      : inputs_(std::move(inputs)), params_(std::move(params)) {}

  [[nodiscard]] bool has_input(const std::string& name) const { return inputs_.count(name) > 0; }

  template <class T, std::size_t Rank>
  [[nodiscard]] HostTensor<T, Rank> tensor(const std::string& name) const {
    return to_tensor<T, Rank>(inputs_.at(name), "op input " + name);
  }

  /// (N, 4) f32 as boxes.
  [[nodiscard]] HostTensor<Box, 1> boxes(const std::string& name) const {
    return tensor<Box, 1>(name);
  }

  /// (C, H, W) f32 as a map (H, W, C).
  [[nodiscard]] HostTensor<float, 3> map(const std::string& name) const {
    return from_chw_array<3>(inputs_.at(name), "op input " + name);
  }

  [[nodiscard]] bool has_param(const std::string& name) const { return !word(name).empty(); }

  [[nodiscard]] const std::string& word(const std::string& name) const { return params_.at(name); }

  [[nodiscard]] double real(const std::string& name) const;
  /// From 0 to 1, both included: an IoU or a score.
  [[nodiscard]] double fraction(const std::string& name) const;
  [[nodiscard]] float not_negative(const std::string& name) const;
  [[nodiscard]] float positive(const std::string& name) const;
  [[nodiscard]] int integer(const std::string& name, int lowest, int highest) const;

  [[nodiscard]] bool flag(const std::string& name) const { return integer(name, 0, 1) == 1; }

  [[nodiscard]] std::vector<float> list(const std::string& name) const;
  [[nodiscard]] std::vector<float> positive_list(const std::string& name) const;
  /// "r,g,b"
  [[nodiscard]] std::array<float, 3> channels(const std::string& name) const;
  /// "wx,wy,ww,wh", none of them 0.
  [[nodiscard]] CoderWeights coder_weights(const std::string& name) const;
  /// "h,w", or one number for both.
  [[nodiscard]] ImageSize size(const std::string& name) const;
  /// The area that boxes are clipped to: "h,w" at the origin, or "y1,x1,y2,x2".
  [[nodiscard]] BoxFrame frame(const std::string& name) const;
  /// "h:w,h:w,..."
  [[nodiscard]] std::vector<ImageSize> grids(const std::string& name) const;

  /// The name of an enumerator.
  template <NamedEnum T>
  [[nodiscard]] T choice(const std::string& name) const {
    const std::optional<T> value = value_named<T>(word(name));
    if (!value) {
      refuse_choice(name, all_names<T>());
    }
    return *value;
  }

  [[noreturn]] void refuse(const std::string& name, const std::string& expected) const;

 private:
  [[noreturn]] void refuse_choice(const std::string& name,
                                  const std::vector<std::string>& known) const;

  std::map<std::string, Array> inputs_;
  std::map<std::string, std::string> params_;
};

}  // namespace mrcnn
