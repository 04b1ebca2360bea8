#include "viz/png_work.hpp"

#include <cstdio>
#include <cstdlib>

namespace mrcnn {

namespace {

PngWork& work_of(void* pointer) {
  return *static_cast<PngWork*>(pointer);
}

void keep_message(PngWork& work, const char* message) {
  std::snprintf(work.message.data(), work.message.size(), "%s", message);
}

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  keep_message(work_of(png_get_error_ptr(png)), message);
  png_longjmp(png, 1);
}

void on_warning(png_structp png, png_const_charp message) {
  PngWork& work = work_of(png_get_error_ptr(png));
  if (work.message.front() == '\0') {
    keep_message(work, message);
  }
}

png_voidp allocate(png_structp png, png_alloc_size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) {
    work_of(png_get_mem_ptr(png)).is_out_of_memory = true;
  }
  return memory;
}

void release(png_structp, png_voidp memory) {
  std::free(memory);
}

}  // namespace

png_structp make_png_reader(PngWork& work) {
  return png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &work, on_error, on_warning, &work,
                                  allocate, release);
}

png_structp make_png_writer(PngWork& work) {
  return png_create_write_struct_2(PNG_LIBPNG_VER_STRING, &work, on_error, on_warning, &work,
                                   allocate, release);
}

}  // namespace mrcnn
