#pragma once
#include <string>

namespace mrcnn {

/// What `call` says when it throws an Error, "accepted" if it throws nothing; any other exception
/// goes on and fails the test.
template <class Error, class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace mrcnn
