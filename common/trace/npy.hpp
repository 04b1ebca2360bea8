#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "common/trace/array.hpp"
#include "common/trace/npy_header.hpp"

namespace mrcnn {

/// Reads NumPy's .npy format, versions 1 to 3, in C order, little-endian: float32, int32, uint8,
/// and bool as u8. Memory is allocated only after the sizes in the header agree with the number
/// of bytes.
///
///   name  what the bytes are called in messages, usually a file
///
/// Throws InputError "NAME: reason"; for another dtype or order it says how NumPy converts.
Array parse_npy(std::span<const std::byte> bytes, const std::string& name);

/// Files of at most 8 GiB. Throws InputError "FILE: reason".
Array read_npy(const std::filesystem::path& path);

/// Only type and shape; the data are not read. Throws InputError "FILE: reason".
NpyHeader read_npy_header(const std::filesystem::path& path);

/// Writes version 1, as numpy.save does. Throws ShapeError if the number of bytes does not match
/// the shape, OutputError "FILE: reason"; a failed write leaves nothing.
void write_npy(const std::filesystem::path& path, const Array& array);

}  // namespace mrcnn
