#include <mrcnn/image.hpp>

#include "viz/image_io.hpp"

namespace mrcnn {

Image read_image(const std::filesystem::path& file) {
  DecodedImage decoded = read_image_file(file);
  const auto pixels =
      std::make_shared<const HostTensor<std::uint8_t, 3>>(std::move(decoded.image.pixels));
  Image image = image_view(pixels->data(), static_cast<int>(pixels->shape(0)),
                           static_cast<int>(pixels->shape(1)));
  image.name = file.filename().string();
  image.warning = decoded.warning.value_or("");
  image.owner = pixels;
  return image;
}

}  // namespace mrcnn
