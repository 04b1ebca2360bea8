#pragma once
#include <string>

namespace mrcnn {

/// What `call` says when it throws an Error; any other exception goes on and fails the test.
template <class Error, class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "(nothing was thrown)";
}

}  // namespace mrcnn
