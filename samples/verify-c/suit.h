/* Reads and verifies the signed manifest of one image. Everything it returns points into the envelope, which must stay
 * where it is; there is no allocation, no recursion and no state between calls. */
#ifndef SUIT_H
#define SUIT_H

#include "cbor.h"
#include "crypto.h"

enum suit_result {
  SUIT_GOOD,
  SUIT_BAD_ENVELOPE,   /* not an envelope in deterministic CBOR, or bytes after it */
  SUIT_WRONG_DIGEST,   /* the digest is not that of the manifest */
  SUIT_NOT_SIGNED,     /* fewer of the trusted keys signed than must */
  SUIT_BAD_MANIFEST,   /* signed, but not a manifest that the draft describes */
  SUIT_BEYOND_US,      /* a manifest for a larger processor: several components, alternatives, unknown commands */
  SUIT_WRONG_SECTION,  /* a severed section is not the one that was signed */
  SUIT_INCOMPLETE,     /* no vendor, class, digest or size */
};

struct suit_keys {
  const uint8_t (*points)[POINT_LENGTH];
  size_t count;     /* at most 8 */
  size_t threshold; /* at least 1 */
};

struct suit_image {
  uint64_t sequence;
  struct bytes vendor, class_id; /* 16 bytes each */
  struct bytes digest;           /* SHA-256 of the image, 32 bytes */
  uint64_t size;                 /* in bytes */
  struct bytes uri;              /* empty where the manifest names none */
  struct bytes fetch_arguments;  /* parameter 25 as it stands; release_read takes it apart */
};

/* The order is the draft's: nothing of the manifest is looked at before enough signatures over it are good. */
enum suit_result suit_verify(struct bytes envelope, const struct suit_keys *keys, struct suit_image *image);

#endif
