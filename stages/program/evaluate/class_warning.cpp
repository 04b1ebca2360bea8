#include "stages/program/evaluate/class_warning.hpp"

#include <map>

#include "common/coco/categories.hpp"
#include "common/coco/numbered_classes.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kLongestList = 300;

/// "0 and 3 are both called circle"; empty if no name is used twice.
std::string same_names(const CocoDataset& truth) {
  const std::set<std::int64_t> used = used_categories(truth);
  std::map<std::string, std::int64_t> ids;
  for (const CocoCategory& category : truth.categories) {
    const auto [other, is_new] = used.contains(category.id)
                                     ? ids.emplace(category.name, category.id)
                                     : std::pair(ids.end(), true);
    if (!is_new && other->second != category.id) {
      return concat(other->second, " and ", category.id, " are both called ",
                    one_line(category.name));
    }
  }
  return "";
}

/// "cross 4, star 5": classes without a category, and the ids that they get.
std::string new_categories(const CocoDataset& truth, const std::vector<std::string>& classes) {
  const std::vector<std::int64_t> ids = category_ids(&truth, classes);
  std::string list;
  for (const std::size_t label : labels_without_category(truth, classes)) {
    list += concat(list.empty() ? "" : ", ", classes[label], " ", ids[label]);
  }
  return one_line(list, kLongestList);
}

/// "dragon, unicorn": categories with objects that no class stands for.
std::string unknown_categories(const CocoDataset& truth, const std::vector<std::string>& classes) {
  const std::vector<std::int64_t> ids = category_ids(&truth, classes);
  const std::set<std::int64_t> known(ids.begin(), ids.end());
  const std::set<std::int64_t> used = used_categories(truth);
  std::vector<std::string> names;
  for (const CocoCategory& category : truth.categories) {
    if (used.contains(category.id) && !known.contains(category.id)) {
      names.push_back(category.name);
    }
  }
  return one_line(joined(names, ", "), kLongestList);
}

}  // namespace

std::vector<std::string> class_warnings(const CocoDataset& truth,
                                        const std::vector<std::string>& classes,
                                        const std::string& name, bool measures_accuracy) {
  std::vector<std::string> warnings;
  const auto warn = [&](const std::string& before, const std::string& list,
                        const std::string& after) {
    if (!list.empty()) {
      warnings.push_back(one_line(name) + ": " + before + list + after);
    }
  };
  warn("categories ", same_names(truth),
       ": results get the last, the objects of the other count as missed");
  warn("no category for some of the model's classes; their ids in detections.json: ",
       new_categories(truth, classes),
       have_no_names(classes) ? "; name them with --set classes=background,NAME1,..." : "");
  if (measures_accuracy) {
    warn("the model has no class for some categories, whose AP is 0: ",
         unknown_categories(truth, classes), "");
  }
  return warnings;
}

}  // namespace mrcnn
