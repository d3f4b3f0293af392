// Checksums of the TFRecord framing that event files use.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli polynomial, reflected 0x82f63b78).
uint32_t rg_crc32c(const void* data, size_t bytes);

/// The checksum as TFRecord stores it: rotated right by 15 bits plus a constant.
uint32_t rg_masked_crc32c(const void* data, size_t bytes);
