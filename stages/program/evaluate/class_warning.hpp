#pragma once
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// A line "NAME: ..." about each way in which the data set's categories and the model's classes do
/// not match: two categories with one name, classes without a category, and, where accuracy is
/// measured, categories without a class.
std::vector<std::string> class_warnings(const CocoDataset& truth,
                                        const std::vector<std::string>& classes,
                                        const std::string& name, bool measures_accuracy);

}  // namespace mrcnn
