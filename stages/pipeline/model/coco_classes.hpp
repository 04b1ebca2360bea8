#pragma once
#include <string>
#include <vector>

namespace mrcnn {

/// The class list of a model trained on COCO with the raw category ids as labels, as torchvision's
/// are: slot 0 is "background", slot i the category of id i, "N/A" for the 10 ids between 1 and 90
/// that COCO never used. 91 names.
std::vector<std::string> coco_class_slots();

/// The class list of a model trained with COCO's 80 categories numbered from 1 in the order of
/// their ids, as matterport's are: the slots without "N/A". 81 names.
std::vector<std::string> coco_class_names();

}  // namespace mrcnn
