#pragma once

struct Pipeline {
  Box first_box;
};
