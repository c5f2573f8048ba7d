/* Reads core deterministic CBOR (RFC 8949 section 4.2.1) where it lies: shortest heads, no indefinite lengths.
 * Every function returns false, and the cursor must not be used again, when the bytes are not what is asked for.
 * Nothing is copied and nothing recurses. */
#ifndef CBOR_H
#define CBOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
  const uint8_t *at;
  size_t length;
};

enum { CBOR_UINT, CBOR_NINT, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG, CBOR_SIMPLE };
enum { CBOR_FALSE = 20, CBOR_TRUE = 21, CBOR_NULL = 22 };

/* The major type of the next item, or -1 at the end. */
int cbor_next(const struct bytes *cursor);

/* A head of this major type; the value is its argument. */
bool cbor_head(struct bytes *cursor, int major, uint64_t *value);

/* A byte string (or, for CBOR_TEXT, a text string, whose UTF-8 is not checked). */
bool cbor_string(struct bytes *cursor, int major, struct bytes *value);

/* An integer of either sign within 32 bits: keys, commands and algorithms are. */
bool cbor_int(struct bytes *cursor, int32_t *value);

/* Exactly this unsigned value, negative argument or simple value. */
bool cbor_is(struct bytes *cursor, int major, uint64_t value);

/* Jumps over one whole item. */
bool cbor_skip(struct bytes *cursor);

#endif
