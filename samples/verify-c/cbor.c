#include "cbor.h"

int cbor_next(const struct bytes *cursor) {
  return cursor->length > 0 ? cursor->at[0] >> 5 : -1;
}

bool cbor_head(struct bytes *cursor, int major, uint64_t *value) {
  if (cbor_next(cursor) != major) return false;
  unsigned info = cursor->at[0] & 31;
  size_t width = 0;
  *value = info;
  if (info >= 24) {
    if (info > 27 || major == CBOR_SIMPLE) return false; /* no indefinite lengths, no floats */
    width = (size_t)1 << (info - 24);
    if (cursor->length < 1 + width) return false;
    *value = 0;
    for (size_t i = 1; i <= width; i++) *value = *value << 8 | cursor->at[i];
    uint64_t least = width == 1 ? 24 : (uint64_t)1 << (4 * width); /* what a head half as wide cannot say */
    if (*value < least) return false;
  }
  cursor->at += 1 + width;
  cursor->length -= 1 + width;
  return true;
}

bool cbor_string(struct bytes *cursor, int major, struct bytes *value) {
  uint64_t length;
  if (!cbor_head(cursor, major, &length) || length > cursor->length) return false;
  value->at = cursor->at;
  value->length = (size_t)length;
  cursor->at += value->length;
  cursor->length -= value->length;
  return true;
}

bool cbor_int(struct bytes *cursor, int32_t *value) {
  int major = cbor_next(cursor);
  uint64_t argument;
  if ((major != CBOR_UINT && major != CBOR_NINT) || !cbor_head(cursor, major, &argument)) return false;
  if (argument > INT32_MAX) return false;
  *value = major == CBOR_UINT ? (int32_t)argument : -1 - (int32_t)argument;
  return true;
}

bool cbor_is(struct bytes *cursor, int major, uint64_t value) {
  uint64_t found;
  return cbor_head(cursor, major, &found) && found == value;
}

bool cbor_skip(struct bytes *cursor) {
  uint64_t items = 1; /* still to be read; each takes at least a byte, so the number stays small */
  for (; items > 0; items--) {
    int major = cbor_next(cursor);
    uint64_t value;
    struct bytes text;
    if (major == CBOR_BYTES || major == CBOR_TEXT) {
      if (!cbor_string(cursor, major, &text)) return false;
      continue;
    }
    if (major < 0 || !cbor_head(cursor, major, &value)) return false;
    if (major == CBOR_TAG) value = 1;
    if (major != CBOR_ARRAY && major != CBOR_MAP && major != CBOR_TAG) continue;
    if (value > cursor->length) return false;
    items += major == CBOR_MAP ? 2 * value : value;
    if (items > cursor->length + 1) return false;
  }
  return true;
}
