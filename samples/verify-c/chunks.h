/* What a release says about its delivery, and the check of one chunk against it (docs/wire/chunks.md), so that nothing
 * is written that the maker did not sign. Needs the chunk and its proof in memory, and some 200 bytes of stack beside
 * the hash. */
#ifndef CHUNKS_H
#define CHUNKS_H

#include "suit.h"

struct release {
  uint64_t length;      /* of the payload, which is as long as the image */
  uint32_t chunk_size;  /* a power of two, 1024 to 65536 */
  uint32_t count;       /* of chunks */
  uint32_t epoch;       /* nothing below the device's floor is installed or started */
  struct bytes root;    /* of the tree over the chunks, 32 bytes, in the envelope */
  struct bytes payload; /* SHA-256 of an encrypted payload; at is null where the payload is the image */
};

/* Takes the manifest's fetch arguments apart; false where they are not those of a release or do not fit the image. */
bool release_read(const struct suit_image *image, struct release *release);

/* The length of the chunk with this index: the last one may be shorter. 0 where there is no such chunk. */
uint32_t chunk_length(const struct release *release, uint32_t index);

/* The proof has the hashes to the left of the chunk, largest subtree first, and then those to its right, smallest
 * first. */
bool chunk_verify(const struct release *release, uint32_t index, struct bytes chunk, struct bytes proof);

/* A packet with one chunk: takes it apart and verifies it. Only then are index and chunk set. */
bool packet_verify(const struct release *release, struct bytes packet, uint32_t *index, struct bytes *chunk);

#endif
