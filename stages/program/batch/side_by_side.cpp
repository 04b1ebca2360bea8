#include "stages/program/batch/side_by_side.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <omp.h>

namespace mrcnn {
namespace {

/// Hands out items and lets their results pass one by one.
class Turns {
 public:
  explicit Turns(std::size_t count) : count_(count) {}

  /// Returns false when there is nothing left to begin.
  bool begin(std::size_t& item) {
    const std::scoped_lock lock(mutex_);
    if (next_ == count_ || failure_) {
      return false;
    }
    item = next_++;
    return true;
  }

  /// Calls `use` when all items before have passed. An exception ends the work of all.
  void pass(std::size_t item, const std::function<void()>& use) {
    std::unique_lock lock(mutex_);
    turn_changed_.wait(lock, [&] { return turn_ == item; });
    std::exception_ptr failure = failure_;
    lock.unlock();  // others may begin items in the meantime
    if (!failure) {
      try {
        use();
      } catch (...) {
        failure = std::current_exception();
      }
    }
    lock.lock();
    failure_ = failure;
    ++turn_;
    turn_changed_.notify_all();
  }

  void rethrow() const {
    if (failure_) {
      std::rethrow_exception(failure_);
    }
  }

 private:
  const std::size_t count_;
  std::mutex mutex_;
  std::condition_variable turn_changed_;
  std::size_t next_ = 0;
  std::size_t turn_ = 0;
  std::exception_ptr failure_;
};

/// What is passed on: the result, or the exception that came in its place.
std::function<void()> made(const std::function<std::function<void()>(std::size_t)>& make,
                           std::size_t item) {
  try {
    return make(item);
  } catch (...) {
    return [failure = std::current_exception()] { std::rethrow_exception(failure); };
  }
}

}  // namespace

void side_by_side(std::size_t count, int workers,
                  const std::function<std::function<void()>(std::size_t)>& make) {
  Turns turns(count);
  const auto work = [&] {
    for (std::size_t item = 0; turns.begin(item);) {
      turns.pass(item, made(make, item));
    }
  };
  if (workers <= 1) {
    work();
  } else {
    const int threads = std::max(1, omp_get_max_threads() / workers);
    std::vector<std::jthread> others;
    try {
      for (int w = 0; w < workers; ++w) {
        others.emplace_back([&] {
          omp_set_num_threads(threads);
          work();
        });
      }
    } catch (const std::system_error&) {  // the system starts no more: those that run do all
      if (others.empty()) {
        work();
      }
    }
  }
  turns.rethrow();
}

}  // namespace mrcnn
