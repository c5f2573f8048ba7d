#include "suit.h"

#include <string.h>

enum { ENVELOPE_TAG = 107, SIGN1_TAG = 18, ES256 = -7, ESP256 = -9, SHA256 = -16, MOST_KEYS = 8, MOST_BLOCKS = 8 };

/* What an envelope or a manifest holds under a key; at is null where there is nothing. */
struct members {
  struct bytes authentication, manifest;                       /* of the envelope */
  struct bytes common, validate, invoke, fetch, install, text; /* encoded items, heads included */
};

static bool same(struct bytes a, const uint8_t *b, size_t length) {
  return a.length == length && memcmp(a.at, b, length) == 0;
}

/* One item, its head included. */
static bool item(struct bytes *cursor, struct bytes *encoded) {
  encoded->at = cursor->at;
  if (!cbor_skip(cursor)) return false;
  encoded->length = (size_t)(cursor->at - encoded->at);
  return true;
}

/* The content of a byte string that is all of the item. */
static bool inside(struct bytes encoded, struct bytes *content) {
  return cbor_string(&encoded, CBOR_BYTES, content) && encoded.length == 0;
}

/* Integer keys in deterministic encoding ascend from 0 up and then from -1 down, so each may come once. */
static bool next_key(struct bytes *cursor, int32_t *key, bool first) {
  int32_t before = *key;
  if (!cbor_int(cursor, key)) return false;
  if (first) return true;
  return *key >= 0 ? before >= 0 && *key > before : before >= 0 || *key < before;
}

static bool read_digest(struct bytes encoded, struct bytes *digest) {
  int32_t algorithm;
  return cbor_is(&encoded, CBOR_ARRAY, 2) && cbor_int(&encoded, &algorithm) && algorithm == SHA256
      && cbor_string(&encoded, CBOR_BYTES, digest) && digest->length == HASH_LENGTH && encoded.length == 0;
}

static bool hashes_to(struct bytes content, struct bytes digest) {
  uint8_t hash[HASH_LENGTH];
  hash_begin();
  hash_add(content.at, content.length);
  hash_end(hash);
  return same(digest, hash, HASH_LENGTH);
}

static bool read_envelope(struct bytes cursor, struct members *found) {
  uint64_t count;
  int32_t key = 0;
  if (!cbor_is(&cursor, CBOR_TAG, ENVELOPE_TAG) || !cbor_head(&cursor, CBOR_MAP, &count)) return false;
  for (uint64_t i = 0; i < count; i++) {
    struct bytes value;
    if (!next_key(&cursor, &key, i == 0) || !item(&cursor, &value) || value.at[0] >> 5 != CBOR_BYTES) return false;
    switch (key) {
      case 2: found->authentication = value; break;
      case 3: found->manifest = value; break;
      case 16: found->fetch = value; break;
      case 20: found->install = value; break;
      case 23: found->text = value; break;
      default: return false;
    }
  }
  return cursor.length == 0 && found->authentication.at && found->manifest.at;
}

/* A COSE_Sign1 whose payload is elsewhere. */
static bool read_block(struct bytes block, struct bytes *protected_header, int32_t *algorithm,
                       struct bytes *signature) {
  struct bytes header;
  uint64_t count, unprotected;
  int32_t key = 0;
  *algorithm = 0;
  if (!cbor_is(&block, CBOR_TAG, SIGN1_TAG) || !cbor_is(&block, CBOR_ARRAY, 4)) return false;
  if (!cbor_string(&block, CBOR_BYTES, protected_header)) return false;
  header = *protected_header;
  if (!cbor_head(&header, CBOR_MAP, &count)) return false;
  for (uint64_t i = 0; i < count; i++) {
    if (!next_key(&header, &key, i == 0)) return false;
    if (key == 1 ? !cbor_int(&header, algorithm) : key != 4 || !cbor_skip(&header)) return false;
  }
  if (header.length != 0 || protected_header->length > UINT8_MAX || *algorithm == 0) return false;
  if (!cbor_head(&block, CBOR_MAP, &unprotected)) return false;
  for (uint64_t i = 0; i < unprotected; i++) /* only a key id, which is a hint, may stand outside of what is signed */
    if (!cbor_is(&block, CBOR_UINT, 4) || !cbor_skip(&block)) return false;
  return unprotected <= 1 && cbor_is(&block, CBOR_SIMPLE, CBOR_NULL)
      && cbor_string(&block, CBOR_BYTES, signature) && block.length == 0;
}

static void add_string(struct bytes content) { /* of at most 255 bytes */
  uint8_t length = (uint8_t)content.length;
  uint8_t head[2] = {(uint8_t)(0x40 | (length < 24 ? length : 24)), length};
  hash_add(head, length < 24 ? 1 : 2);
  hash_add(content.at, length);
}

/* Sig_structure of RFC 9052 section 4.4: ["Signature1", protected, h'', payload]; the payload is a digest. */
static void hash_to_be_signed(struct bytes protected_header, struct bytes payload, uint8_t hash[HASH_LENGTH]) {
  static const uint8_t begin[] = {0x84, 0x6A, 'S', 'i', 'g', 'n', 'a', 't', 'u', 'r', 'e', '1'};
  struct bytes nothing = {begin, 0};
  hash_begin();
  hash_add(begin, sizeof begin);
  add_string(protected_header);
  add_string(nothing);
  add_string(payload);
  hash_end(hash);
}

/* Digest first, then as many blocks as it takes; a key counts once however often it signed. */
static enum suit_result authenticate(const struct members *found, const struct suit_keys *keys) {
  struct bytes list, payload, digest, block, protected_header, signature;
  uint64_t count;
  int32_t algorithm;
  size_t signers = 0;
  bool counted[MOST_KEYS] = {false};
  if (keys->count > MOST_KEYS || keys->threshold == 0) return SUIT_NOT_SIGNED;
  if (!inside(found->authentication, &list) || !cbor_head(&list, CBOR_ARRAY, &count) || count == 0)
    return SUIT_BAD_ENVELOPE;
  if (count > 1 + MOST_BLOCKS) return SUIT_BEYOND_US;
  if (!cbor_string(&list, CBOR_BYTES, &payload) || !read_digest(payload, &digest)) return SUIT_BAD_ENVELOPE;
  if (!hashes_to(found->manifest, digest)) return SUIT_WRONG_DIGEST;
  for (uint64_t i = 1; i < count; i++) {
    uint8_t hash[HASH_LENGTH];
    if (!cbor_string(&list, CBOR_BYTES, &block)) return SUIT_BAD_ENVELOPE;
    if (!read_block(block, &protected_header, &algorithm, &signature)) return SUIT_BAD_ENVELOPE;
    if (algorithm != ESP256 && algorithm != ES256) continue; /* for somebody who knows it */
    if (signature.length != SIGNATURE_LENGTH) return SUIT_BAD_ENVELOPE;
    hash_to_be_signed(protected_header, payload, hash);
    for (size_t k = 0; k < keys->count; k++) {
      if (counted[k] || !p256_verify(keys->points[k], hash, signature.at)) continue;
      counted[k] = true;
      signers++;
    }
  }
  if (list.length != 0) return SUIT_BAD_ENVELOPE;
  return signers >= keys->threshold ? SUIT_GOOD : SUIT_NOT_SIGNED;
}

/* A severable section is a byte string in the manifest, or a digest there of the byte string in the envelope. */
static enum suit_result take_severable(struct bytes value, struct bytes *section) {
  struct bytes digest;
  if (cbor_next(&value) == CBOR_BYTES) {
    if (section->at) return SUIT_WRONG_SECTION;
    *section = value;
    return SUIT_GOOD;
  }
  if (!read_digest(value, &digest)) return SUIT_BAD_MANIFEST;
  return !section->at || hashes_to(*section, digest) ? SUIT_GOOD : SUIT_WRONG_SECTION;
}

static enum suit_result read_members(struct bytes cursor, struct members *found, struct suit_image *image) {
  uint64_t count;
  int32_t key = 0;
  unsigned seen = 0, expected = 1 << 1 | 1 << 2 | 1 << 3, severed = 0;
  if (!cbor_head(&cursor, CBOR_MAP, &count)) return SUIT_BAD_MANIFEST;
  for (uint64_t i = 0; i < count; i++) {
    struct bytes value;
    enum suit_result result = SUIT_GOOD;
    if (!next_key(&cursor, &key, i == 0) || !item(&cursor, &value)) return SUIT_BAD_MANIFEST;
    switch (key) {
      case 1: if (!cbor_is(&value, CBOR_UINT, 1)) return SUIT_BEYOND_US; break;
      case 2:
        if (!cbor_head(&value, CBOR_UINT, &image->sequence) || image->sequence > INT64_MAX) return SUIT_BAD_MANIFEST;
        break;
      case 3: found->common = value; break;
      case 4: if (cbor_next(&value) != CBOR_TEXT) return SUIT_BAD_MANIFEST; break;
      case 7: found->validate = value; break;
      case 9: found->invoke = value; break;
      case 16: result = take_severable(value, &found->fetch); break;
      case 20: result = take_severable(value, &found->install); break;
      case 23: result = take_severable(value, &found->text); break;
      default: return SUIT_BEYOND_US;
    }
    if (result != SUIT_GOOD) return result;
    seen |= 1u << key;
  }
  if (found->fetch.at) severed |= 1u << 16;
  if (found->install.at) severed |= 1u << 20;
  if (found->text.at) severed |= 1u << 23;
  if (severed & ~seen) return SUIT_WRONG_SECTION; /* in the envelope, with no digest in the manifest */
  return cursor.length == 0 && (seen & expected) == expected ? SUIT_GOOD : SUIT_BAD_MANIFEST;
}

/* A parameter is given once: whoever reads another sequence first must not be told another thing. */
static enum suit_result take_string(struct bytes *cursor, int major, size_t length, struct bytes *field) {
  if (field->at) return SUIT_BEYOND_US;
  return cbor_string(cursor, major, field) && (!length || field->length == length) ? SUIT_GOOD : SUIT_BAD_MANIFEST;
}

static enum suit_result take_digest(struct bytes *cursor, struct bytes *field) {
  struct bytes encoded;
  if (field->at) return SUIT_BEYOND_US;
  return cbor_string(cursor, CBOR_BYTES, &encoded) && read_digest(encoded, field) ? SUIT_GOOD : SUIT_BAD_MANIFEST;
}

static enum suit_result take_size(struct bytes *cursor, struct suit_image *image) {
  if (image->size != 0) return SUIT_BEYOND_US;
  return cbor_head(cursor, CBOR_UINT, &image->size) && image->size <= INT64_MAX ? SUIT_GOOD : SUIT_BAD_MANIFEST;
}

static enum suit_result read_parameters(struct bytes *cursor, struct suit_image *image) {
  uint64_t count;
  int32_t key = 0;
  if (!cbor_head(cursor, CBOR_MAP, &count) || count == 0) return SUIT_BAD_MANIFEST;
  for (uint64_t i = 0; i < count; i++) {
    enum suit_result result;
    if (!next_key(cursor, &key, i == 0)) return SUIT_BAD_MANIFEST;
    switch (key) {
      case 1: result = take_string(cursor, CBOR_BYTES, 16, &image->vendor); break;
      case 2: result = take_string(cursor, CBOR_BYTES, 16, &image->class_id); break;
      case 3: result = take_digest(cursor, &image->digest); break;
      case 14: result = take_size(cursor, image); break;
      case 21: result = take_string(cursor, CBOR_TEXT, 0, &image->uri); break;
      case 25: result = take_string(cursor, CBOR_BYTES, 0, &image->fetch_arguments); break;
      default: result = SUIT_BEYOND_US;
    }
    if (result != SUIT_GOOD) return result;
  }
  return SUIT_GOOD;
}

/* Collects parameters; what is done with the image is the updater's business, and is the same for every manifest. */
static enum suit_result read_sequence(struct bytes cursor, struct suit_image *image) {
  uint64_t count, policy;
  if (!cbor_head(&cursor, CBOR_ARRAY, &count) || count == 0 || count % 2) return SUIT_BAD_MANIFEST;
  for (; count > 0; count -= 2) {
    int32_t command;
    enum suit_result result = SUIT_GOOD;
    if (!cbor_int(&cursor, &command)) return SUIT_BAD_MANIFEST;
    switch (command) {
      case 12: result = cbor_is(&cursor, CBOR_UINT, 0) ? SUIT_GOOD : SUIT_BEYOND_US; break;
      case 20: result = read_parameters(&cursor, image); break;
      case 1: case 2: case 3: case 21: case 23: /* vendor, class, image; fetch, invoke */
        if (!cbor_head(&cursor, CBOR_UINT, &policy) || policy > 15) result = SUIT_BAD_MANIFEST;
        break;
      default: result = SUIT_BEYOND_US;
    }
    if (result != SUIT_GOOD) return result;
  }
  return cursor.length == 0 ? SUIT_GOOD : SUIT_BAD_MANIFEST;
}

static enum suit_result read_section(struct bytes section, struct suit_image *image) {
  struct bytes content;
  if (!section.at) return SUIT_GOOD;
  return inside(section, &content) ? read_sequence(content, image) : SUIT_BAD_MANIFEST;
}

/* One component, named by one byte string or more; then the shared sequence. */
static enum suit_result read_common(struct bytes common, struct suit_image *image) {
  struct bytes cursor, part, shared;
  uint64_t parts;
  if (!inside(common, &cursor) || !cbor_is(&cursor, CBOR_MAP, 2)) return SUIT_BEYOND_US;
  if (!cbor_is(&cursor, CBOR_UINT, 2) || !cbor_is(&cursor, CBOR_ARRAY, 1)) return SUIT_BEYOND_US;
  if (!cbor_head(&cursor, CBOR_ARRAY, &parts)) return SUIT_BAD_MANIFEST;
  for (; parts > 0; parts--)
    if (!cbor_string(&cursor, CBOR_BYTES, &part)) return SUIT_BAD_MANIFEST;
  if (!cbor_is(&cursor, CBOR_UINT, 4) || !item(&cursor, &shared) || cursor.length != 0) return SUIT_BAD_MANIFEST;
  return read_section(shared, image);
}

enum suit_result suit_verify(struct bytes envelope, const struct suit_keys *keys, struct suit_image *image) {
  struct members found = {0};
  struct bytes manifest;
  memset(image, 0, sizeof *image);
  if (!read_envelope(envelope, &found)) return SUIT_BAD_ENVELOPE;
  enum suit_result result = authenticate(&found, keys);
  if (result != SUIT_GOOD) return result;
  if (!inside(found.manifest, &manifest)) return SUIT_BAD_MANIFEST;
  result = read_members(manifest, &found, image);
  if (result == SUIT_GOOD) result = read_common(found.common, image);
  if (result == SUIT_GOOD) result = read_section(found.fetch, image);
  if (result == SUIT_GOOD) result = read_section(found.install, image);
  if (result == SUIT_GOOD) result = read_section(found.validate, image);
  if (result == SUIT_GOOD) result = read_section(found.invoke, image);
  if (result != SUIT_GOOD) return result;
  return image->vendor.at && image->class_id.at && image->digest.at && image->size ? SUIT_GOOD : SUIT_INCOMPLETE;
}
