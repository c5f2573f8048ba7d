#include "chunks.h"

#include <string.h>

/* [ 1 for AES-128-CTR, length, SHA-256 ] */
static bool read_payload(struct bytes *cursor, struct release *release) {
  return cbor_is(cursor, CBOR_ARRAY, 3) && cbor_is(cursor, CBOR_UINT, 1) && cbor_is(cursor, CBOR_UINT, release->length)
      && cbor_string(cursor, CBOR_BYTES, &release->payload) && release->payload.length == HASH_LENGTH;
}

bool release_read(const struct suit_image *image, struct release *release) {
  struct bytes cursor = image->fetch_arguments;
  uint64_t members, size, count, epoch;
  memset(release, 0, sizeof *release);
  if (!cursor.at || !cbor_head(&cursor, CBOR_MAP, &members) || members < 4 || members > 5) return false;
  if (!cbor_is(&cursor, CBOR_UINT, 1) || !cbor_head(&cursor, CBOR_UINT, &size)) return false;
  if (!cbor_is(&cursor, CBOR_UINT, 2) || !cbor_string(&cursor, CBOR_BYTES, &release->root)) return false;
  if (!cbor_is(&cursor, CBOR_UINT, 3) || !cbor_head(&cursor, CBOR_UINT, &count)) return false;
  if (!cbor_is(&cursor, CBOR_UINT, 4) || !cbor_head(&cursor, CBOR_UINT, &epoch)) return false;
  release->length = image->size;
  if (members == 5 && !(cbor_is(&cursor, CBOR_UINT, 5) && read_payload(&cursor, release))) return false;
  if (cursor.length != 0 || release->root.length != HASH_LENGTH || epoch > UINT32_MAX) return false;
  if (size < 1024 || size > 65536 || (size & (size - 1)) || image->size == 0) return false;
  if (count != (image->size - 1) / size + 1 || count > UINT32_MAX) return false;
  release->chunk_size = (uint32_t)size;
  release->count = (uint32_t)count;
  release->epoch = (uint32_t)epoch;
  return true;
}

uint32_t chunk_length(const struct release *release, uint32_t index) {
  if (index >= release->count) return 0;
  uint64_t begin = (uint64_t)index * release->chunk_size;
  uint64_t rest = release->length - begin;
  return rest < release->chunk_size ? (uint32_t)rest : release->chunk_size;
}

static void hash_node(const uint8_t *left, const uint8_t *right, uint8_t node[HASH_LENGTH]) {
  static const uint8_t prefix = 1;
  hash_begin();
  hash_add(&prefix, 1);
  hash_add(left, HASH_LENGTH);
  hash_add(right, HASH_LENGTH);
  hash_end(node);
}

/* RFC 9162 section 2.1.3.2: fn and sn are the index and the last index, cut by a bit for each level. A sibling to
 * the left belongs to a set bit of the index, so that many hashes are taken backwards and the others forwards. */
bool chunk_verify(const struct release *release, uint32_t index, struct bytes chunk, struct bytes proof) {
  static const uint8_t prefix = 0;
  uint8_t hash[HASH_LENGTH];
  uint32_t fn = index, sn = release->count - 1;
  size_t left = 0, right, count = proof.length / HASH_LENGTH;
  if (index >= release->count || chunk.length != chunk_length(release, index)) return false;
  for (uint32_t bits = index; bits; bits &= bits - 1) left++;
  right = left;
  if (proof.length % HASH_LENGTH || count < left) return false;
  hash_begin();
  hash_add(&prefix, 1);
  hash_add(chunk.at, chunk.length);
  hash_end(hash);
  for (; sn > 0; fn >>= 1, sn >>= 1) {
    if (fn & 1) {
      hash_node(proof.at + --left * HASH_LENGTH, hash, hash);
    } else if (fn < sn) {
      if (right == count) return false;
      hash_node(hash, proof.at + right++ * HASH_LENGTH, hash);
    } /* else the subtree is the last of its level and goes up as it is */
  }
  return right == count && memcmp(hash, release->root.at, HASH_LENGTH) == 0;
}

bool packet_verify(const struct release *release, struct bytes packet, uint32_t *index, struct bytes *chunk) {
  struct bytes proof, content;
  uint64_t first;
  if (!cbor_is(&packet, CBOR_ARRAY, 3) || !cbor_head(&packet, CBOR_UINT, &first)) return false;
  if (!cbor_string(&packet, CBOR_BYTES, &proof) || !cbor_string(&packet, CBOR_BYTES, &content)) return false;
  if (packet.length != 0 || first >= release->count) return false;
  if (!chunk_verify(release, (uint32_t)first, content, proof)) return false;
  *index = (uint32_t)first;
  *chunk = content;
  return true;
}
