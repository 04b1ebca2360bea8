#include "viz/image_io.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"

#include "viz/image_header.hpp"
#include "viz/stderr_capture.hpp"

namespace mrcnn {

namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{512} << 20;

/// What decoding gave: pixels (empty if it failed) and what the libraries said about them.
struct Decoded {
  cv::Mat bgr;
  std::string complaint;
};

Decoded decode(std::span<const std::byte> bytes, int flags) {
  static std::mutex one_at_a_time;
  const std::lock_guard<std::mutex> lock(one_at_a_time);
  StderrCapture capture;
  Decoded decoded;
  try {
    // imdecode only reads, but cv::Mat knows no const data.
    const cv::Mat file(1, static_cast<int>(bytes.size()), CV_8UC1,
                       const_cast<std::byte*>(bytes.data()));
    decoded.bgr = cv::imdecode(file, flags);
  } catch (const cv::Exception& error) {
    decoded.complaint = error.err;
  }
  const std::string printed = capture.finish();
  if (decoded.complaint.empty()) {
    decoded.complaint = printed.substr(0, printed.find('\n'));
  }
  return decoded;
}

Decoded decode_bgr(std::span<const std::byte> bytes) {
  return decode(bytes, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
}

/// How many pixels are not opaque.
std::int64_t transparent_pixels(std::span<const std::byte> bytes) {
  const cv::Mat bgra = decode(bytes, cv::IMREAD_UNCHANGED).bgr;
  if (bgra.channels() != 4) {
    return 0;
  }
  cv::Mat alpha;
  cv::extractChannel(bgra, alpha, 3);
  const double opaque = alpha.depth() == CV_16U ? 65535 : 255;
  return std::int64_t{bgra.rows} * bgra.cols - cv::countNonZero(alpha == opaque);
}

/// What the user should know about how the picture was taken, the most important thing first.
std::optional<std::string> warning_of(const ImageHeader& header, std::span<const std::byte> bytes,
                                      const std::string& complaint) {
  std::vector<std::string> remarks;
  if (header.orientation.value_or(1) != 1) {
    remarks.push_back(concat("EXIF orientation ", *header.orientation,
                             " is ignored, the picture is taken as stored"));
  }
  if (header.has_16_bits) {
    remarks.emplace_back("of 16 bits the upper 8 are taken; scale the values if it looks dark");
  }
  if (const std::int64_t hidden = header.has_alpha ? transparent_pixels(bytes) : 0; hidden > 0) {
    remarks.push_back(
        concat(hidden, " transparent pixels are taken with the colour stored under them"));
  }
  if (header.frames > 1) {
    remarks.push_back(concat("the first of ", header.frames, " frames is taken"));
  }
  if (header.is_cmyk) {
    remarks.emplace_back("CMYK is converted to RGB without a colour profile");
  }
  if (!complaint.empty()) {
    remarks.push_back(complaint);
  }
  if (remarks.empty()) {
    return std::nullopt;
  }
  std::string text = remarks[0];
  for (std::size_t i = 1; i < remarks.size(); ++i) {
    text += "; " + remarks[i];
  }
  return text;
}

/// libjpeg fills what is missing with grey and only prints a line.
bool is_incomplete(const std::string& complaint) {
  return complaint.find("remature end") != std::string::npos;
}

HostTensor<std::uint8_t, 3> to_rgb(const cv::Mat& bgr) {
  const auto width = static_cast<std::size_t>(bgr.cols);
  auto rgb = make_tensor<std::uint8_t>({static_cast<std::size_t>(bgr.rows), width, 3});
  std::uint8_t* out = rgb.data();
  for (int y = 0; y < bgr.rows; ++y) {
    const auto* row = bgr.ptr<std::uint8_t>(y);
    for (std::size_t x = 0; x < width; ++x, out += 3, row += 3) {
      std::reverse_copy(row, row + 3, out);
    }
  }
  return rgb;
}

// Runs only, no search for repetitions: a third of the time, and scenes with noise get smaller.
const std::vector<int> kFastPng = {cv::IMWRITE_PNG_COMPRESSION, 3, cv::IMWRITE_PNG_STRATEGY,
                                   cv::IMWRITE_PNG_STRATEGY_RLE};

}  // namespace

DecodedImage decode_image(std::span<const std::byte> bytes, const std::string& name) {
  const std::string printable_name = one_line(name);
  if (bytes.size() > kMaxFileBytes) {
    throw InputError(
        concat(printable_name, ": ", bytes.size(), " bytes, expected at most ", kMaxFileBytes));
  }
  const ImageHeader header = check_image_file(bytes, printable_name);
  const Decoded decoded = decode_bgr(bytes);
  const bool is_whole = decoded.bgr.type() == CV_8UC3 && decoded.bgr.rows == header.size.height &&
                        decoded.bgr.cols == header.size.width;
  const std::string complaint = one_line(decoded.complaint, 200);
  if (!is_whole || is_incomplete(complaint)) {
    throw InputError(printable_name + ": damaged image" +
                     (complaint.empty() ? "" : " (" + complaint + ")"));
  }

  DecodedImage result{{to_rgb(decoded.bgr)}, std::nullopt};
  if (const auto warning = warning_of(header, bytes, complaint)) {
    result.warning = printable_name + ": " + *warning;
  }
  return result;
}

DecodedImage read_image_file(const std::filesystem::path& path) {
  return decode_image(read_file(path, kMaxFileBytes), path.string());
}

ImageSize read_image_size(const std::filesystem::path& path) {
  return check_image_file(read_file(path, kMaxFileBytes), path_text(path)).size;
}

void write_png(const std::filesystem::path& path, const HostTensor<std::uint8_t, 3>& rgb) {
  check_shape(rgb.size() > 0 && rgb.shape(2) == 3, "write_png: (", rgb.shape(0), ", ", rgb.shape(1),
              ", ", rgb.shape(2), "), expected (H, W, 3)");
  cv::Mat bgr(static_cast<int>(rgb.shape(0)), static_cast<int>(rgb.shape(1)), CV_8UC3);
  const std::uint8_t* in = rgb.data();
  for (int y = 0; y < bgr.rows; ++y) {
    auto* row = bgr.ptr<std::uint8_t>(y);
    for (int x = 0; x < bgr.cols; ++x, in += 3, row += 3) {
      std::reverse_copy(in, in + 3, row);
    }
  }
  std::vector<std::uint8_t> png;
  bool encoded = false;
  try {
    encoded = cv::imencode(".png", bgr, png, kFastPng);
  } catch (const cv::Exception&) {
    encoded = false;
  }
  if (!encoded) {
    throw OutputError(path_text(path) + ": the PNG encoder failed");
  }
  write_file(path, std::as_bytes(std::span<const std::uint8_t>(png)));
}

}  // namespace mrcnn
