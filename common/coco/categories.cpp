#include "common/coco/categories.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "common/coco/numbered_classes.hpp"
#include "common/error.hpp"
#include "common/io/near_name.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kRawCocoSlots =
    91;  // torchvision's list: numbered like COCO's ids, with holes
constexpr const char* kUnnamedSlot = "N/A";

/// "circle, square, triangle, ... (6)"
std::string first_few(const std::vector<std::string>& classes) {
  constexpr std::size_t kFew = 3;
  std::string result;
  for (std::size_t i = 1; i < std::min(classes.size(), kFew + 1); ++i) {
    result += (i > 1 ? ", " : "") + one_line(classes[i]);
  }
  if (classes.size() > kFew + 1) {
    result += concat(", ... (", classes.size() - 1, ")");
  }
  return result;
}

/// Slot 0 is the background, which no object has.
std::vector<std::string>::const_iterator find_class(const std::vector<std::string>& classes,
                                                    const std::string& name) {
  return std::find(classes.begin() + (classes.empty() ? 0 : 1), classes.end(), name);
}

/// Whether categories may be found by their numbers: COCO's list in torchvision is numbered like
/// COCO's ids, and so are the categories that it names, at least one. Another data set with small
/// ids, such as Pascal VOC, is not.
bool has_coco_numbers(const CocoDataset& dataset, const std::vector<std::string>& classes) {
  std::size_t shared = 0;
  for (const CocoCategory& category : dataset.categories) {
    const auto slot = find_class(classes, category.name);
    if (slot != classes.end() && slot - classes.begin() != category.id) {
      return false;
    }
    shared += slot != classes.end() ? 1 : 0;
  }
  return classes.size() == kRawCocoSlots && shared > 0;
}

/// What the model has instead of a class.
std::string expected_classes(const std::string& name, const std::vector<std::string>& classes) {
  if (have_no_names(classes)) {
    return "whose classes have no names: give them with --set classes=background,NAME1,...";
  }
  const auto near = near_name(name, classes);
  return "expected one of " + first_few(classes) +
         (near ? "; \"" + one_line(*near) + "\" is near" : "");
}

const CocoCategory& category_of(const CocoDataset& dataset, const CocoAnnotation& annotation,
                                const std::string& where) {
  const CocoCategory* found = nullptr;
  for (const CocoCategory& category : dataset.categories) {
    if (category.id != annotation.category_id) {
      continue;
    }
    if (found != nullptr && found->name != category.name) {
      throw InputError(concat(where, ": category_id ", annotation.category_id, " is both ",
                              one_line(found->name), " and ", one_line(category.name)));
    }
    found = &category;
  }
  if (found == nullptr) {
    throw InputError(
        concat(where, ": category_id ", annotation.category_id, " is not the id of a category"));
  }
  return *found;
}

/// Finds the category of a label. Of several with the name of its class, the last that has objects:
/// Roboflow lists the data set itself as a category, which may be called like a class of it.
class CategoryOfLabel {
 public:
  CategoryOfLabel(const CocoDataset& dataset, const std::vector<std::string>& classes)
      : classes_(classes), has_numbers_(has_coco_numbers(dataset, classes)) {
    const std::set<std::int64_t> used = used_categories(dataset);
    for (const CocoCategory& category : dataset.categories) {
      const CocoCategory*& named = by_name_[category.name];
      named = named == nullptr || used.contains(category.id) ? &category : named;
      if (find_class(classes, category.name) == classes.end()) {
        by_number_[category.id] = &category;
      }
    }
  }

  /// Null if there is none.
  const CocoCategory* operator()(std::size_t label) const {
    const auto named = by_name_.find(classes_[label]);
    if (named != by_name_.end()) {
      return named->second;
    }
    const auto numbered = by_number_.find(static_cast<std::int64_t>(label));
    return has_numbers_ && numbered != by_number_.end() ? numbered->second : nullptr;
  }

 private:
  const std::vector<std::string>& classes_;
  bool has_numbers_;
  std::map<std::string, const CocoCategory*> by_name_;
  std::map<std::int64_t, const CocoCategory*> by_number_;
};

}  // namespace

std::set<std::int64_t> used_categories(const CocoDataset& dataset) {
  std::set<std::int64_t> ids;
  for (const CocoAnnotation& annotation : dataset.annotations) {
    if (annotation.defect.empty()) {
      ids.insert(annotation.category_id);
    }
  }
  return ids;
}

std::int32_t label_of(const CocoDataset& dataset, const CocoAnnotation& annotation,
                      const std::vector<std::string>& classes, const std::string& name) {
  const CocoCategory& category = category_of(dataset, annotation, name);
  const auto slot = find_class(classes, category.name);
  if (slot != classes.end()) {
    return static_cast<std::int32_t>(slot - classes.begin());
  }
  const bool is_slot = category.id >= 1 && category.id < static_cast<std::int64_t>(kRawCocoSlots);
  if (!is_slot || !has_coco_numbers(dataset, classes)) {
    throw InputError(concat(name, ": class \"", one_line(category.name),
                            "\" is unknown to the model, ",
                            expected_classes(category.name, classes)));
  }
  return static_cast<std::int32_t>(category.id);
}

std::vector<std::int64_t> category_ids(const CocoDataset* dataset,
                                       const std::vector<std::string>& classes) {
  std::vector<std::int64_t> ids(classes.size());
  std::iota(ids.begin(), ids.end(), std::int64_t{0});
  if (dataset == nullptr) {
    return ids;
  }
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max() / 2;
  std::int64_t largest = 0;
  for (const CocoCategory& category : dataset->categories) {
    largest = std::max(largest, category.id < kHuge ? category.id : 0);
  }
  const CategoryOfLabel category_of_label(*dataset, classes);
  for (std::size_t label = 1; label < classes.size(); ++label) {
    const CocoCategory* category = category_of_label(label);
    ids[label] = category != nullptr ? category->id : ++largest;
  }
  return ids;
}

std::vector<std::size_t> labels_without_category(const CocoDataset& dataset,
                                                 const std::vector<std::string>& classes) {
  const CategoryOfLabel category_of_label(dataset, classes);
  std::vector<std::size_t> labels;
  for (std::size_t label = 1; label < classes.size(); ++label) {
    if (classes[label] != kUnnamedSlot && category_of_label(label) == nullptr) {
      labels.push_back(label);
    }
  }
  return labels;
}

}  // namespace mrcnn
