#include "common/coco/results.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "common/coco/rle.hpp"
#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/index_range.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

namespace {

/// The shortest decimal that reads back as the same value, with a point in every locale.
template <class Number>
std::string number_text(Number value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

/// The codec's alphabet has one character that JSON escapes.
std::string json_string(const std::string& counts) {
  std::string quoted = "\"";
  for (const char c : counts) {
    quoted += c == '\\' ? std::string("\\\\") : std::string(1, c);
  }
  return quoted + '"';
}

std::string bbox_text(const Box& box) {
  return '[' + number_text(box.x1) + ',' + number_text(box.y1) + ',' +
         number_text(box.x2 - box.x1) + ',' + number_text(box.y2 - box.y1) + ']';
}

bool is_finite(const Box& box) {
  return std::isfinite(box.x1) && std::isfinite(box.y1) && std::isfinite(box.x2 - box.x1) &&
         std::isfinite(box.y2 - box.y1);
}

}  // namespace

void CocoResults::add(std::int64_t image_id, const InstanceMasks<Host>& instances,
                      const std::vector<std::int64_t>& category_of_label) {
  const std::size_t count = instances.boxes.size();
  check_shape(instances.scores.size() == count && instances.labels.size() == count &&
                  instances.masks.shape(0) == count,
              "results: ", count, " boxes, ", instances.scores.size(), " scores, ",
              instances.labels.size(), " labels, ", instances.masks.shape(0),
              " masks, expected equal counts");
  const ImageSize size{static_cast<int>(instances.masks.shape(1)),
                       static_cast<int>(instances.masks.shape(2))};
  const std::size_t pixels = instances.masks.shape(1) * instances.masks.shape(2);

  std::string entries;
  for (std::size_t d = 0; d < count; ++d) {
    const Box& box = instances.boxes(d);
    const float score = instances.scores(d);
    const std::int32_t label = instances.labels(d);
    check_shape(label >= 0 && static_cast<std::size_t>(label) < category_of_label.size(),
                "results: labels[", d, "] is ", label, ", expected ",
                index_range(category_of_label.size()));
    check_shape(is_finite(box) && std::isfinite(score), "results: box or score ", d,
                " is not finite");
    const Rle rle = encode_rle({instances.masks.data() + d * pixels, pixels}, size);
    entries += concat(
        entries_.empty() && d == 0 ? "\n" : ",\n", R"({"image_id":)", number_text(image_id),
        R"(,"category_id":)", number_text(category_of_label[static_cast<std::size_t>(label)]),
        R"(,"bbox":)", bbox_text(box), R"(,"score":)", number_text(score),
        R"(,"segmentation":{"size":[)", number_text(size.height), ',', number_text(size.width),
        R"(],"counts":)", json_string(compressed_counts(rle)), "}}");
  }
  entries_ += entries;
}

std::string CocoResults::json() const {
  return entries_.empty() ? "[]\n" : '[' + entries_ + "\n]\n";
}

void CocoResults::write(const std::filesystem::path& path) const {
  write_file(path, std::string_view(json()));
}

}  // namespace mrcnn
