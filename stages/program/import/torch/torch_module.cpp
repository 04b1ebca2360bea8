#include "stages/program/import/torch/torch_module.hpp"

#include <deque>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

namespace mrcnn {
namespace {

using Kind = PickleValue::Kind;
using nlohmann::json;

constexpr std::size_t kDeepestModule = 64;
constexpr std::size_t kMostMembers = 1U << 18U;     // of all modules together
constexpr std::size_t kMostAttributes = 1U << 10U;  // of one object

/// Collects the tensors of one module.
class ModuleReader {
 public:
  ModuleReader(const Pickle& pickle, TensorReader& reader) : pickle_(pickle), reader_(reader) {}

  void add(const PickleValue& module, const std::string& path,
           std::size_t depth) {  // NOLINT(misc-no-recursion): bounded by depth and count_
    const PickleValue& state = pickle_.at(module.state);
    if (depth == 0 || ++count_ > kMostMembers || state.entries.size() > kMostAttributes) {
      return;
    }
    for (const char* kind : {"_parameters", "_buffers"}) {
      const PickleValue* members = pickle_.find(state, kind);
      for (std::size_t i = 0; members != nullptr && i < members->entries.size(); ++i) {
        if (++count_ > kMostMembers) {
          return;
        }
        const auto& [name, value] = members->entries[i];
        if (auto tensor = reader_.read(value)) {
          found.emplace(path + pickle_.at(name).text, *std::move(tensor));
        }
      }
    }
    const PickleValue* modules = pickle_.find(state, "_modules");
    for (std::size_t i = 0; modules != nullptr && i < modules->entries.size(); ++i) {
      const auto& [name, value] = modules->entries[i];
      add(pickle_.at(value), path + pickle_.at(name).text + ".", depth - 1);
    }
  }

  std::map<std::string, TorchTensor> found;

 private:
  const Pickle& pickle_;
  TensorReader& reader_;
  std::size_t count_ = 0;
};

/// Walks through the attributes of pickled objects; what is not there is null.
class Attributes {
 public:
  Attributes(const Pickle& pickle, const PickleValue* value) : pickle_(pickle), value_(value) {}

  /// A module or an attribute of an object.
  [[nodiscard]] Attributes operator[](const std::string& name) const {
    if (value_ == nullptr) {
      return *this;
    }
    if (value_->kind == Kind::dictionary) {
      return {pickle_, pickle_.find(*value_, name)};
    }
    const PickleValue& state = pickle_.at(value_->state);
    const PickleValue* modules = pickle_.find(state, "_modules");
    const PickleValue* module = modules == nullptr ? nullptr : pickle_.find(*modules, name);
    return {pickle_, module != nullptr ? module : pickle_.find(state, name)};
  }

  [[nodiscard]] Attributes item(std::size_t i) const {
    const bool is_there = value_ != nullptr && i < value_->items.size();
    return {pickle_, is_there ? &pickle_.at(value_->items[i]) : nullptr};
  }

  [[nodiscard]] std::size_t size() const { return value_ == nullptr ? 0 : value_->items.size(); }

  /// A number, or a list of numbers; null for anything else.
  [[nodiscard]] json numbers() const {
    if (value_ == nullptr) {
      return {};
    }
    if (value_->kind == Kind::integer) {
      return value_->integer;
    }
    if (value_->kind == Kind::real) {
      return value_->real;
    }
    json list;
    for (std::size_t i = 0; i < value_->items.size() && value_->kind == Kind::list; ++i) {
      const PickleValue& number = pickle_.at(value_->items[i]);
      if (number.kind != Kind::integer && number.kind != Kind::real) {
        return {};
      }
      list.push_back(number.kind == Kind::integer ? json(number.integer) : json(number.real));
    }
    return list;
  }

 private:
  const Pickle& pickle_;
  const PickleValue* value_;
};

/// The Mask R-CNN itself, or the one that a wrapper holds; null if there is none.
const PickleValue* find_detector(const Pickle& pickle, std::size_t module) {
  constexpr std::size_t kMostSearched = 4096;
  std::deque<const PickleValue*> waiting = {&pickle.at(module)};
  for (std::size_t i = 0; i < kMostSearched && !waiting.empty(); ++i) {
    const PickleValue* here = waiting.front();
    waiting.pop_front();
    const PickleValue* modules = pickle.find(pickle.at(here->state), "_modules");
    if (modules == nullptr) {
      continue;
    }
    if (pickle.find(*modules, "roi_heads") != nullptr && pickle.find(*modules, "rpn") != nullptr) {
      return here;
    }
    for (const auto& [name, value] : modules->entries) {
      waiting.push_back(&pickle.at(value));
    }
  }
  return nullptr;
}

/// The only number of each entry: one size per level, which torchvision writes ((32,), (64,), ...).
json one_each(const Attributes& lists) {
  json sizes = json::array();
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const json numbers = lists.item(i).numbers();
    if (!numbers.is_array() || numbers.size() != 1) {
      return {};
    }
    sizes.push_back(numbers[0]);
  }
  return sizes;
}

/// A number, or the last of a list: torchvision's min_size is one size in evaluation.
json last_of(const json& numbers) {
  return numbers.is_array() && !numbers.empty() ? numbers.back() : numbers;
}

}  // namespace

bool is_module(const Pickle& pickle, std::size_t value) {
  const PickleValue& state = pickle.at(pickle.at(value).state);
  return pickle.at(value).kind == Kind::object && state.entries.size() <= kMostAttributes &&
         pickle.find(state, "_modules") != nullptr;
}

std::map<std::string, TorchTensor> module_tensors(const Pickle& pickle, TensorReader& reader,
                                                  std::size_t module) {
  ModuleReader modules(pickle, reader);
  modules.add(pickle.at(module), "", kDeepestModule);
  return std::move(modules.found);
}

json module_settings(const Pickle& pickle, std::size_t module) {
  const Attributes net(pickle, find_detector(pickle, module));
  const Attributes transform = net["transform"];
  const Attributes rpn = net["rpn"];
  const Attributes anchors = rpn["anchor_generator"];
  const Attributes heads = net["roi_heads"];
  const Attributes pool = heads["box_roi_pool"];
  json settings = {{"image",
                    {{"min_size", last_of(transform["min_size"].numbers())},
                     {"max_size", transform["max_size"].numbers()},
                     {"mean", transform["image_mean"].numbers()},
                     {"std", transform["image_std"].numbers()}}},
                   {"features", {{"bn_eps", net["backbone"]["body"]["bn1"]["eps"].numbers()}}},
                   {"proposals",
                    {{"anchor_sizes", one_each(anchors["sizes"])},
                     {"aspect_ratios", anchors["aspect_ratios"].item(0).numbers()},
                     {"pre_nms_top_n", rpn["_pre_nms_top_n"]["testing"].numbers()},
                     {"post_nms_top_n", rpn["_post_nms_top_n"]["testing"].numbers()},
                     {"nms_iou", rpn["nms_thresh"].numbers()},
                     {"min_size", rpn["min_size"].numbers()},
                     {"coder_weights", rpn["box_coder"]["weights"].numbers()}}},
                   {"roi_align",
                    {{"sampling_ratio", pool["sampling_ratio"].numbers()},
                     {"canonical_size", pool["canonical_scale"].numbers()},
                     {"canonical_level", pool["canonical_level"].numbers()}}},
                   {"box_head",
                    {{"score_threshold", heads["score_thresh"].numbers()},
                     {"nms_iou", heads["nms_thresh"].numbers()},
                     {"detections_per_image", heads["detections_per_img"].numbers()},
                     {"coder_weights", heads["box_coder"]["weights"].numbers()}}},
                   {"masks", {{"pool", last_of(heads["mask_roi_pool"]["output_size"].numbers())}}}};
  for (auto section = settings.begin(); section != settings.end();) {
    std::erase_if(section->get_ref<json::object_t&>(),
                  [](const auto& entry) { return entry.second.is_null() || entry.second.empty(); });
    section = section->empty() ? settings.erase(section) : std::next(section);
  }
  return settings;
}

}  // namespace mrcnn
