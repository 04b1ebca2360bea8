#include "viz/font.hpp"

#include <algorithm>

#include <ft2build.h>
#include FT_FREETYPE_H

#include "common/error.hpp"
#include "common/io/one_line.hpp"

// The font file is a part of the program: pictures are the same on every machine.
asm(R"(.pushsection .rodata
.balign 8
mrcnn_font_begin:
.incbin ")" MRCNN_FONT_FILE R"("
mrcnn_font_end:
.popsection)");

extern "C" {
extern const unsigned char mrcnn_font_begin;
extern const unsigned char mrcnn_font_end;
}

namespace mrcnn {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr unsigned kFraction = 6;  // bits after the point of FreeType's lengths

/// FreeType's objects serve one thread at a time.
class Font {
 public:
  Font() {
    const FT_Long bytes = &mrcnn_font_end - &mrcnn_font_begin;
    if (FT_Init_FreeType(&library_) != 0 ||
        FT_New_Memory_Face(library_, &mrcnn_font_begin, bytes, 0, &face_) != 0) {
      throw Error("FreeType cannot read the font that is part of this program");
    }
  }

  ~Font() {
    FT_Done_Face(face_);
    FT_Done_FreeType(library_);
  }

  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;

  FT_Face face(int size) {
    FT_Set_Pixel_Sizes(face_, 0, static_cast<FT_UInt>(size));
    return face_;
  }

 private:
  FT_Library library_ = nullptr;
  FT_Face face_ = nullptr;
};

FT_Face face_of_size(int size) {
  thread_local Font font;
  return font.face(size);
}

/// The first character of a text, which is cut off; a byte that does not belong to UTF-8 is one.
char32_t next_character(std::string_view& text) {
  const std::size_t length = code_point_length(text);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  char32_t code = length <= 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  text.remove_prefix(length == 0 ? 1 : length);
  return length == 0 || code < 0x20 ? kReplacement : code;
}

/// Loads a letter; returns where the next one begins, in pixels.
int load(FT_Face face, char32_t code, FT_Int32 flags) {
  if (FT_Load_Char(face, code, flags | FT_LOAD_TARGET_LIGHT) != 0) {
    return 0;
  }
  return static_cast<int>((face->glyph->advance.x + (1 << (kFraction - 1))) >> kFraction);
}

/// Sets the pixels of the loaded letter, as far as they lie inside.
void place(const FT_GlyphSlotRec& glyph, cv::Point corner, cv::Mat& coverage) {
  for (int y = 0; y < static_cast<int>(glyph.bitmap.rows); ++y) {
    for (int x = 0; x < static_cast<int>(glyph.bitmap.width); ++x) {
      const cv::Point at = corner + cv::Point(x, y);
      if (cv::Rect({0, 0}, coverage.size()).contains(at)) {
        auto& pixel = coverage.at<std::uint8_t>(at);
        pixel = std::max(pixel, glyph.bitmap.buffer[y * glyph.bitmap.pitch + x]);
      }
    }
  }
}

}  // namespace

TextLine draw_line(std::string_view text, int size) {
  const FT_Face face = face_of_size(size);
  const FT_Size_Metrics& metrics = face->size->metrics;
  const auto above = static_cast<int>(metrics.ascender >> kFraction);
  const auto below = static_cast<int>(-metrics.descender >> kFraction);
  TextLine line{cv::Mat(above + below, text_width(text, size), CV_8UC1, cv::Scalar(0)), above};
  for (int left = 0; !text.empty();) {
    const int advance = load(face, next_character(text), FT_LOAD_RENDER);
    const FT_GlyphSlotRec& glyph = *face->glyph;
    place(glyph, {left + glyph.bitmap_left, above - glyph.bitmap_top}, line.coverage);
    left += advance;
  }
  return line;
}

int text_width(std::string_view text, int size) {
  const FT_Face face = face_of_size(size);
  int width = 0;
  while (!text.empty()) {
    width += load(face, next_character(text), FT_LOAD_DEFAULT);
  }
  return width;
}

std::string fitted_text(const std::string& text, int size, int width) {
  const FT_Face face = face_of_size(size);
  const int dots = text_width("...", size);
  std::size_t fitting = 0;  // bytes that leave room for the dots
  int end = 0;
  for (std::string_view rest = text; !rest.empty();) {
    end += load(face, next_character(rest), FT_LOAD_DEFAULT);
    if (end > width) {
      return dots > width ? "" : text.substr(0, fitting) + "...";
    }
    fitting = end + dots <= width ? text.size() - rest.size() : fitting;
  }
  return text;
}

}  // namespace mrcnn
