#pragma once

struct Box {
  int weight = 0;
};
