#include "common/coco/categories.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
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

/// The classes of the model, for a message about an unknown one.
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

/// The label of a category by its name, or by its number where the data set shares the model's.
///
///   has_numbers()  has_coco_numbers(), which is only asked for categories without a class's name
template <class HasNumbers>
std::optional<std::size_t> label_of_category(const CocoCategory& category,
                                             const std::vector<std::string>& classes,
                                             const HasNumbers& has_numbers) {
  const auto slot = find_class(classes, category.name);
  if (slot != classes.end()) {
    return static_cast<std::size_t>(slot - classes.begin());
  }
  const bool is_slot = category.id >= 1 && category.id < static_cast<std::int64_t>(kRawCocoSlots);
  return is_slot && has_numbers() ? std::optional(static_cast<std::size_t>(category.id))
                                  : std::nullopt;
}

/// The category of each label, null if there is none. A name goes before a number, and of several
/// with one name the last that has objects is taken: Roboflow lists the data set itself as a
/// category, which may be called like a class of it.
std::vector<const CocoCategory*> category_of_labels(const CocoDataset& dataset,
                                                    const std::vector<std::string>& classes) {
  const bool has_numbers = has_coco_numbers(dataset, classes);
  const std::set<std::int64_t> used = used_categories(dataset);
  std::vector<const CocoCategory*> found(classes.size(), nullptr);
  const auto is_better = [&](const CocoCategory& category, const CocoCategory& earlier,
                             const std::string& name) {
    const bool is_named = category.name == name;
    return is_named == (earlier.name == name) ? used.contains(category.id) : is_named;
  };
  for (const CocoCategory& category : dataset.categories) {
    if (const auto label = label_of_category(category, classes, [&] { return has_numbers; })) {
      const CocoCategory*& best = found[*label];
      best = best == nullptr || is_better(category, *best, classes[*label]) ? &category : best;
    }
  }
  return found;
}

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
  const auto label =
      label_of_category(category, classes, [&] { return has_coco_numbers(dataset, classes); });
  if (!label) {
    throw InputError(concat(name, ": class \"", one_line(category.name),
                            "\" is unknown to the model, ",
                            expected_classes(category.name, classes)));
  }
  return static_cast<std::int32_t>(*label);
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
  const std::vector<const CocoCategory*> categories = category_of_labels(*dataset, classes);
  for (std::size_t label = 1; label < classes.size(); ++label) {
    ids[label] = categories[label] != nullptr ? categories[label]->id : ++largest;
  }
  return ids;
}

std::vector<std::size_t> labels_without_category(const CocoDataset& dataset,
                                                 const std::vector<std::string>& classes) {
  const std::vector<const CocoCategory*> categories = category_of_labels(dataset, classes);
  std::vector<std::size_t> labels;
  for (std::size_t label = 1; label < classes.size(); ++label) {
    if (classes[label] != kUnnamedSlot && categories[label] == nullptr) {
      labels.push_back(label);
    }
  }
  return labels;
}

}  // namespace mrcnn
