#include "common/coco/object_mask.hpp"

#include "common/coco/rle_overlap.hpp"
#include "common/error.hpp"

namespace mrcnn {

Rle object_mask(const Segmentation& segmentation, ImageSize size, const std::string& name) {
  if (const Rle* rle = std::get_if<Rle>(&segmentation)) {
    if (rle->size != size && size.height > 0) {
      throw InputError(concat(name, ": size: expected the image's [", size.height, ",", size.width,
                              "], got [", rle->size.height, ",", rle->size.width, "]"));
    }
    return *rle;
  }
  const auto* polygons = std::get_if<std::vector<Polygon>>(&segmentation);
  if (polygons == nullptr) {
    throw InputError(name + ": no segmentation, expected polygons or run lengths");
  }
  if (size.height <= 0) {
    throw InputError(name + ": polygons need the image's height and width, which the file lacks");
  }
  Rle mask = rasterize(polygons->front(), size, name);
  for (std::size_t i = 1; i < polygons->size(); ++i) {
    mask = rle_union(mask, rasterize((*polygons)[i], size, name));
  }
  return mask;
}

}  // namespace mrcnn
