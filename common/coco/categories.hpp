#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// The ids of categories that have objects.
std::set<std::int64_t> used_categories(const CocoDataset& dataset);

/// The label of an object: the place of its category's name in the model's class names, background
/// first. For a list of 91 slots like COCO's, whose numbers the data set shares, a category whose
/// name is missing there is found by its id.
///
///   name  what messages call the object
///
/// Throws InputError "NAME: reason" if the object's category is missing, or has two names, or is
/// unknown to the model.
std::int32_t label_of(const CocoDataset& dataset, const CocoAnnotation& annotation,
                      const std::vector<std::string>& classes, const std::string& name);

/// The category id of each label in result files: the id of the category with the class's name, of
/// several the last that has objects; in a list of 91 slots like COCO's, whose numbers the data set
/// shares, the category with that number. A class that the data set lacks gets a free id above its
/// largest. Without a dataset, or for the background, the id is the label.
std::vector<std::int64_t> category_ids(const CocoDataset* dataset,
                                       const std::vector<std::string>& classes);

/// The labels of classes that the data set lacks; without background and unnamed slots ("N/A").
std::vector<std::size_t> labels_without_category(const CocoDataset& dataset,
                                                 const std::vector<std::string>& classes);

}  // namespace mrcnn
