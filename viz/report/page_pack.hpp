#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/trace/array.hpp"

namespace mrcnn {

/// What is done to an array's bytes before gzip, so that it finds more to save. The page undoes it.
enum class PageCoding {
  plain,   // as they are
  planes,  // 4-byte elements: all first bytes, then all second bytes, ...
  left,    // (H, W, 3) u8: each pixel minus its left neighbour, modulo 256
};

/// One array of a page and what it weighs there.
struct PagePart {
  std::string name;  // "2_proposals/candidates"
  DType dtype = DType::f32;
  std::vector<std::size_t> shape;
  PageCoding coding = PageCoding::plain;
  std::size_t bytes = 0;   // as an array
  std::size_t offset = 0;  // of its gzip stream among all
  std::size_t packed = 0;  // bytes of that stream
};

/// Arrays on their way into an HTML file: each a gzip stream, all of them one base64 text.
class PagePack {
 public:
  /// Throws ShapeError if the array contradicts itself or does not have what its coding needs.
  void add(const std::string& name, const Array& array, PageCoding coding);

  /// The same with the coding that suits the type: planes for f32 and i32, plain for u8.
  void add(const std::string& name, const Array& array);

  [[nodiscard]] const std::vector<PagePart>& parts() const { return parts_; }

  /// [{"name", "dtype", "shape", "coding", "offset", "packed"}, ...]
  [[nodiscard]] nlohmann::ordered_json index() const;

  /// Length of data() without making it.
  [[nodiscard]] std::size_t text_length() const { return (streams_.size() + 2) / 3 * 4; }

  /// All streams, one behind the other, as base64.
  [[nodiscard]] std::string data() const;

 private:
  std::vector<PagePart> parts_;
  std::vector<std::byte> streams_;
};

}  // namespace mrcnn
