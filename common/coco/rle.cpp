#include "common/coco/rle.hpp"

#include <algorithm>

#include "common/error.hpp"

namespace mrcnn {

namespace {

std::int64_t pixel_count(ImageSize size) {
  return std::int64_t{size.height} * size.width;
}

bool is_allowed(ImageSize size) {
  return size.height > 0 && size.width > 0 && pixel_count(size) <= kMaxImagePixels;
}

std::string size_text(ImageSize size) {
  return concat(size.height, "x", size.width);
}

void check_mask(std::size_t pixels, ImageSize size) {
  check_shape(is_allowed(size), "mask: size ", size_text(size), ", expected 1 to ", kMaxImagePixels,
              " pixels");
  check_shape(pixels == static_cast<std::size_t>(pixel_count(size)), "mask: ", pixels,
              " pixels, expected ", size_text(size));
}

/// Takes counts one by one and refuses the first that does not fit into the mask.
class CountCollector {
 public:
  CountCollector(ImageSize size, const std::string& name) : size_(size), name_(name) {
    check_image_size(size, name);
    left_ = pixel_count(size);
  }

  void add(std::int64_t count) {
    if (count < 0 || count > left_) {
      throw InputError(concat(name_, ": run ", counts_.size(), " has length ", count,
                              ", expected 0 to ", left_, " (what is left of ", size_text(size_),
                              ")"));
    }
    left_ -= count;
    counts_.push_back(static_cast<std::uint32_t>(count));
  }

  [[nodiscard]] std::int64_t count_before_last() const {
    return counts_.size() > 2 ? counts_[counts_.size() - 2] : 0;
  }

  Rle finish() {
    if (left_ != 0) {
      throw InputError(concat(name_, ": run lengths add up to ", pixel_count(size_) - left_,
                              ", expected ", pixel_count(size_), " (", size_text(size_), ")"));
    }
    return {size_, std::move(counts_)};
  }

 private:
  ImageSize size_;
  const std::string& name_;
  std::int64_t left_ = 0;
  std::vector<std::uint32_t> counts_;
};

}  // namespace

void check_image_size(ImageSize size, const std::string& name) {
  if (!is_allowed(size)) {
    throw InputError(concat(name, ": size (height x width) ", size_text(size), ", expected 1 to ",
                            kMaxImagePixels, " pixels"));
  }
}

PixelBox mask_box(std::span<const std::uint8_t> mask, ImageSize size) {
  check_mask(mask.size(), size);
  const auto width = static_cast<std::size_t>(size.width);
  int left = size.width, right = 0, top = size.height, bottom = 0;
  for (int y = 0; y < size.height; ++y) {
    const auto row = mask.subspan(static_cast<std::size_t>(y) * width, width);
    const auto is_set = [](std::uint8_t pixel) { return pixel != 0; };
    const auto first = std::find_if(row.begin(), row.end(), is_set);
    if (first == row.end()) {
      continue;
    }
    const auto last = std::find_if(row.rbegin(), row.rend(), is_set);
    left = std::min(left, static_cast<int>(first - row.begin()));
    right = std::max(right, static_cast<int>(row.rend() - last));
    top = std::min(top, y);
    bottom = y + 1;
  }
  return right == 0 ? PixelBox{} : PixelBox{left, top, right - left, bottom - top};
}

Rle encode_rle(std::span<const std::uint8_t> mask, ImageSize size) {
  const PixelBox box = mask_box(mask, size);
  const auto is_set = [&](int x, int y) {
    return mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) +
                static_cast<std::size_t>(x)] != 0;
  };

  // Only the box is walked: columns of a row-major mask are slow to read, and objects are small.
  Rle rle{size, {}};
  std::int64_t run_start = 0;
  bool in_object = false;
  const auto set_state = [&](bool state, int x, int y) {
    if (state != in_object) {
      const std::int64_t position = std::int64_t{x} * size.height + y;
      rle.counts.push_back(static_cast<std::uint32_t>(position - run_start));
      run_start = position;
      in_object = state;
    }
  };
  const int bottom = box.y + box.height;
  const int right = box.x + box.width;
  for (int x = box.x; x < right; ++x) {
    for (int y = box.y; y < bottom; ++y) {
      set_state(is_set(x, y), x, y);
    }
    if (box.height < size.height) {
      set_state(false, x, bottom);
    }
  }
  if (right < size.width) {
    set_state(false, right, 0);
  }
  const std::int64_t rest = pixel_count(size) - run_start;
  if (rest > 0) {
    rle.counts.push_back(static_cast<std::uint32_t>(rest));
  }
  return rle;
}

void draw_rle(const Rle& rle, std::span<std::uint8_t> mask) {
  check_mask(mask.size(), rle.size);
  const auto height = static_cast<std::size_t>(rle.size.height);
  const auto width = static_cast<std::size_t>(rle.size.width);
  std::size_t position = 0;
  bool in_object = false;
  for (const std::uint32_t count : rle.counts) {
    check_shape(count <= mask.size() - position, "mask: run lengths exceed ", size_text(rle.size));
    const std::size_t end = position + count;
    for (; in_object && position < end; ++position) {
      mask[position % height * width + position / height] = 1;
    }
    position = end;
    in_object = !in_object;
  }
}

std::int64_t rle_area(const Rle& rle) {
  std::int64_t area = 0;
  for (std::size_t i = 1; i < rle.counts.size(); i += 2) {
    area += rle.counts[i];
  }
  return area;
}

std::string compressed_counts(const Rle& rle) {
  std::string result;
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    std::int64_t rest = rle.counts[i];
    if (i > 2) {
      rest -= rle.counts[i - 2];
    }
    // Five bits a character; the last one carries the sign in its bit 4, the others continue (bit
    // 5).
    bool more = true;
    while (more) {
      const std::int64_t digit = rest & 0x1f;
      rest >>= 5;
      more = (digit & 0x10) != 0 ? rest != -1 : rest != 0;
      result.push_back(static_cast<char>(digit + (more ? 0x20 : 0) + '0'));
    }
  }
  return result;
}

Rle rle_from_compressed(std::string_view text_of_counts, ImageSize size, const std::string& name) {
  constexpr int kMostDigits = 12;  // 60 bits, so that no sum below can overflow
  CountCollector counts(size, name);
  std::int64_t value = 0;
  int digits = 0;
  for (std::size_t i = 0; i < text_of_counts.size(); ++i) {
    const int code = static_cast<unsigned char>(text_of_counts[i]) - '0';
    if (code < 0 || code > 0x3f || digits == kMostDigits) {
      throw InputError(concat(name, ": character ", i, " of the counts has code ", code + '0',
                              ", expected 48 to 111 and at most ", kMostDigits, " in a number"));
    }
    value |= std::int64_t{code & 0x1f} << (5 * digits);
    ++digits;
    if ((code & 0x20) != 0) {
      continue;
    }
    if ((code & 0x10) != 0) {
      value -= std::int64_t{1} << (5 * digits);  // sign extension
    }
    counts.add(value + counts.count_before_last());
    value = 0;
    digits = 0;
  }
  if (digits != 0) {
    throw InputError(concat(name, ": the counts end in the middle of a number"));
  }
  return counts.finish();
}

Rle rle_from_counts(std::span<const std::int64_t> counts, ImageSize size, const std::string& name) {
  CountCollector collector(size, name);
  for (const std::int64_t count : counts) {
    collector.add(count);
  }
  return collector.finish();
}

}  // namespace mrcnn
