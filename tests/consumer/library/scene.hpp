#pragma once
#include <string>

#include <mrcnn/mrcnn.hpp>

#include "common/error.hpp"
#include "common/types/box.hpp"

#include "stages/pipeline/pipeline.hpp"

/// "host" or "device".
inline mrcnn::Place place_of(const std::string& word) {
  return word == "device" ? mrcnn::Place::device : mrcnn::Place::host;
}
