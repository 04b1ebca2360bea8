#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/enum_names.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/trace/array.hpp"
#include "common/types/box.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// The arguments of one `mrcnn op` call. Their names are already checked against the operation's
/// lists; the values are checked here: inputs throw InputError "op input NAME: ...", parameters
/// UsageError "op parameter NAME=VALUE: expected ...".
class OperationCall {
 public:
  OperationCall(std::map<std::string, Array> inputs, std::map<std::string, std::string> params)
      : inputs_(std::move(inputs)), params_(std::move(params)) {}

  [[nodiscard]] bool has_input(const std::string& name) const { return inputs_.count(name) > 0; }

  /// (N, 4) f32 as boxes.
  [[nodiscard]] HostTensor<Box, 1> boxes(const std::string& name) const;
  /// (C, H, W) f32 as a map (H, W, C).
  [[nodiscard]] HostTensor<float, 3> map(const std::string& name) const;
  template <class T, std::size_t Rank>
  [[nodiscard]] HostTensor<T, Rank> tensor(const std::string& name) const;

  [[nodiscard]] bool has_param(const std::string& name) const;  // given, and not empty
  [[nodiscard]] const std::string& word(const std::string& name) const;
  [[nodiscard]] double real(const std::string& name) const;
  [[nodiscard]] float positive(const std::string& name) const;
  [[nodiscard]] int integer(const std::string& name, int lowest, int highest) const;
  [[nodiscard]] bool flag(const std::string& name) const;  // 0 or 1
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
  [[nodiscard]] const Array& input(const std::string& name) const { return inputs_.at(name); }

  [[noreturn]] void refuse_choice(const std::string& name,
                                  const std::vector<std::string>& known) const;

  std::map<std::string, Array> inputs_;
  std::map<std::string, std::string> params_;
};

/// Arrays to be written, by name.
using OperationResult = std::vector<std::pair<std::string, Array>>;

/// A primitive that NumPy, notebooks and other test suites can call through .npy files.
struct Operation {
  struct Input {
    std::string name;
    bool is_optional = false;
  };

  struct Param {
    std::string name;
    std::optional<std::string> default_value = {};  // none: must be given
  };

  using Function = std::function<OperationResult(const OperationCall&)>;

  std::string name;
  std::string about;
  std::vector<Input> inputs = {};
  std::vector<Param> params = {};
  Function run;
  Function run_on_device = {};  // empty: host only
};

std::vector<Operation> image_operations();   // preprocess, max_pool
std::vector<Operation> box_operations();     // anchors, decode, encode, nms, iou, match
std::vector<Operation> region_operations();  // levels, roi_align, roi_pool, crop_and_resize, paste
std::vector<Operation> selection_operations();  // proposals, detections

}  // namespace mrcnn
