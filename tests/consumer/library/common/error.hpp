#pragma once

inline const char* name_of_my_error() {
  return "mine";
}
