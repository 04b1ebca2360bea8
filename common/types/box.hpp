#pragma once
#include <mrcnn/box.hpp>  // Box is public
