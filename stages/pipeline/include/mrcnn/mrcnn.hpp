#pragma once

// The public library (docs/library.md).
#include <mrcnn/box.hpp>
#include <mrcnn/conv_method.hpp>
#include <mrcnn/detector.hpp>
#include <mrcnn/error.hpp>
#include <mrcnn/image.hpp>
#include <mrcnn/place.hpp>
#include <mrcnn/trace.hpp>
