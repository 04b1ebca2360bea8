#include "stages/program/evaluate/odd_results.hpp"

#include "common/error.hpp"

#include "stages/program/evaluate/box_warning.hpp"

namespace mrcnn {

void OddResults::add_unknown_category(std::int64_t id) {
  first_unknown_ = unknown_categories_ == 0 ? id : first_unknown_;
  ++unknown_categories_;
}

void OddResults::add(const CocoResult& result, ImageSize image) {
  odd_scores_ += result.score < 0.0 || result.score > 1.0 ? 1 : 0;
  if (!result.bbox) {
    return;
  }
  const std::array<double, 4>& box = *result.bbox;
  ++boxes_;
  negative_boxes_ += box[2] < 0.0 || box[3] < 0.0 ? 1 : 0;
  boxes_beyond_ += leaves_image(box, image) ? 1 : 0;
  fractions_ += is_fraction(box) ? 1 : 0;
}

std::vector<std::string> OddResults::warnings() const {
  constexpr std::size_t kMostBeyond = 10;  // one in this many
  std::vector<std::string> lines;
  if (unknown_categories_ > 0) {
    lines.push_back(concat(counted(unknown_categories_, "result"),
                           " of a category that the ground truth lacks, such as ", first_unknown_,
                           ": ignored",
                           first_unknown_ == 0 ? "; are categories counted from 0 there?" : ""));
  }
  if (negative_boxes_ > 0) {
    lines.push_back(counted(negative_boxes_, "box", "boxes") +
                    " with a negative width or height; expected x, y, width, height");
  }
  if (odd_scores_ > 0) {
    lines.push_back(counted(odd_scores_, "score") + " below 0 or above 1");
  }
  if (boxes_ > 0 && fractions_ == boxes_) {
    lines.emplace_back("no box reaches beyond 0 to 1; expected pixels, not fractions");
  }
  if (boxes_beyond_ * kMostBeyond > boxes_) {
    lines.push_back(counted(boxes_beyond_, "box", "boxes") +
                    " beyond the image; expected x, y, width, height, not corners");
  }
  return lines;
}

}  // namespace mrcnn
