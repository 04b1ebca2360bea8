#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/enum_names.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/trace/array.hpp"
#include "common/types/box.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// The arguments of one `mrcnn op` call, already checked against the operation's lists.
class OperationCall {
 public:
  OperationCall(std::map<std::string, Array> inputs, std::map<std::string, std::string> params)
      : inputs_(std::move(inputs)), params_(std::move(params)) {}

  [[nodiscard]] bool has_input(const std::string& name) const { return inputs_.count(name) > 0; }

  [[nodiscard]] const Array& input(const std::string& name) const { return inputs_.at(name); }

  /// (N, 4) f32 as boxes.
  [[nodiscard]] HostTensor<Box, 1> boxes(const std::string& name) const;
  /// (C, H, W) f32 as a map (H, W, C).
  [[nodiscard]] HostTensor<float, 3> map(const std::string& name) const;
  template <class T, std::size_t Rank>
  [[nodiscard]] HostTensor<T, Rank> tensor(const std::string& name) const;

  // Parameters as text; every one throws UsageError "op parameter NAME=VALUE: expected ...".
  [[nodiscard]] bool has_param(const std::string& name) const;  // given, and not empty
  [[nodiscard]] std::string word(const std::string& name) const;
  [[nodiscard]] double real(const std::string& name) const;
  [[nodiscard]] int integer(const std::string& name, int lowest, int highest) const;
  [[nodiscard]] bool flag(const std::string& name) const;  // 0 or 1

  /// A value of an enumeration by its word.
  template <NamedEnum T>
  [[nodiscard]] T choice(const std::string& name) const {
    const std::optional<T> value = value_named<T>(word(name));
    if (!value) {
      refuse_word(name, all_names<T>());
    }
    return *value;
  }

  [[nodiscard]] std::vector<float> list(const std::string& name) const;
  /// "h,w", or one number for both.
  [[nodiscard]] ImageSize size(const std::string& name) const;
  /// The area boxes are cut to: "h,w" at the origin, or "y1,x1,y2,x2".
  [[nodiscard]] BoxFrame frame(const std::string& name) const;
  /// "h:w,h:w,..."
  [[nodiscard]] std::vector<ImageSize> grids(const std::string& name) const;

 private:
  [[noreturn]] void refuse_word(const std::string& name,
                                const std::vector<std::string>& known) const;
  [[noreturn]] void refuse(const std::string& name, const std::string& expected) const;

  std::map<std::string, Array> inputs_;
  std::map<std::string, std::string> params_;
};

/// Arrays to be written, by name.
using OperationResult = std::vector<std::pair<std::string, Array>>;

/// A primitive that NumPy, notebooks and other people's tests can call through .npy files.
struct Operation {
  struct Param {
    std::string name;
    std::string standard;  // value when not given; "?" when it must be
  };

  std::string name;
  std::string about;
  std::vector<std::string> inputs = {};           // must be given
  std::vector<std::string> optional_inputs = {};  // may be
  std::vector<Param> params = {};
  std::function<OperationResult(const OperationCall&)> run;
  std::function<OperationResult(const OperationCall&)> run_on_device = {};  // empty: host only
};

std::vector<Operation> image_operations();   // preprocess, max_pool
std::vector<Operation> box_operations();     // anchors, decode, encode, nms, iou, match
std::vector<Operation> region_operations();  // levels, roi_align, roi_pool, crop_and_resize, paste
std::vector<Operation> selection_operations();  // proposals, detections

}  // namespace mrcnn
