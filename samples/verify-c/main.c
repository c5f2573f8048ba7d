/* Verifies a signed manifest, and an image or a chunk against it, as a device would.
 * usage: verify ENVELOPE THRESHOLD POINT...            points are 04 || X || Y in hex
 *        ... -- image FILE                             size and digest of the whole image
 *        ... -- packet FILE                            one chunk by its proof
 * Prints what the manifest says; ends with 0 only if everything asked for is good. build: make */
#include "chunks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A signed manifest of one image has less than 450 bytes; a packet of one chunk 64 kB, a proof and some heads. */
static uint8_t envelope_bytes[8192], packet_bytes[65536 + 32 * HASH_LENGTH + 32];
static uint8_t points[8][POINT_LENGTH];

static void refuse(const char *why) {
  printf("refused: %s\n", why);
  exit(1);
}

static struct bytes read_file(const char *path, uint8_t *buffer, size_t room) {
  FILE *file = fopen(path, "rb");
  if (!file) refuse("a file that cannot be read");
  struct bytes content = {buffer, fread(buffer, 1, room, file)};
  if (fgetc(file) != EOF) refuse("a file that is too large");
  fclose(file);
  return content;
}

static void read_point(const char *hex, uint8_t point[POINT_LENGTH]) {
  unsigned digits;
  if (strlen(hex) != 2 * POINT_LENGTH) refuse("a key that is not 65 bytes in hex");
  for (size_t i = 0; i < POINT_LENGTH; i++) {
    if (sscanf(hex + 2 * i, "%2x", &digits) != 1) refuse("a key that is not hex");
    point[i] = (uint8_t)digits;
  }
}

static void print_bytes(const char *name, struct bytes value) {
  printf("%s ", name);
  for (size_t i = 0; i < value.length; i++) printf("%02x", value.at[i]);
  printf("\n");
}

static const char *explain(enum suit_result result) {
  switch (result) {
    case SUIT_GOOD: return "good";
    case SUIT_BAD_ENVELOPE: return "not an envelope";
    case SUIT_WRONG_DIGEST: return "the digest is not that of the manifest";
    case SUIT_NOT_SIGNED: return "too few good signatures";
    case SUIT_BAD_MANIFEST: return "not a manifest";
    case SUIT_BEYOND_US: return "a manifest for a larger processor";
    case SUIT_WRONG_SECTION: return "a section that was not signed";
    case SUIT_INCOMPLETE: return "vendor, class, digest or size is missing";
  }
  return "unknown";
}

static void check_image(const struct suit_image *image, const char *path) {
  uint8_t block[1024], hash[HASH_LENGTH];
  uint64_t size = 0;
  FILE *file = fopen(path, "rb");
  if (!file) refuse("an image that cannot be read");
  hash_begin();
  for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0; size += n) hash_add(block, n);
  hash_end(hash);
  fclose(file);
  if (size != image->size || memcmp(hash, image->digest.at, HASH_LENGTH) != 0) refuse("not the image that was signed");
  printf("image good\n");
}

static void check_packet(const struct release *release, const char *path) {
  struct bytes chunk;
  uint32_t index;
  if (!packet_verify(release, read_file(path, packet_bytes, sizeof packet_bytes), &index, &chunk))
    refuse("not a chunk that was signed");
  printf("chunk %" PRIu32 " good, %zu bytes\n", index, chunk.length);
}

int main(int count, char **arguments) {
  struct suit_keys keys = {(const uint8_t (*)[POINT_LENGTH])points, 0, 0};
  struct suit_image image;
  struct release release;
  int at = 3;
  if (count < 4) refuse("usage: verify ENVELOPE THRESHOLD POINT... [-- image FILE | packet FILE]");
  struct bytes envelope = read_file(arguments[1], envelope_bytes, sizeof envelope_bytes);
  keys.threshold = strtoul(arguments[2], NULL, 10);
  for (; at < count && strcmp(arguments[at], "--") != 0; at++) {
    if (keys.count == 8) refuse("more than 8 keys");
    read_point(arguments[at], points[keys.count++]);
  }

  enum suit_result result = suit_verify(envelope, &keys, &image);
  if (result != SUIT_GOOD) refuse(explain(result));
  printf("sequence %" PRIu64 "\n", image.sequence);
  print_bytes("vendor", image.vendor);
  print_bytes("class", image.class_id);
  print_bytes("digest", image.digest);
  printf("size %" PRIu64 "\n", image.size);
  if (image.uri.at) printf("uri %.*s\n", (int)image.uri.length, (const char *)image.uri.at);
  bool chunked = release_read(&image, &release);
  if (chunked) {
    printf("epoch %" PRIu32 "\nchunks %" PRIu32 " of %" PRIu32 "\n", release.epoch, release.count, release.chunk_size);
    print_bytes("root", release.root);
    if (release.payload.at) print_bytes("encrypted", release.payload);
  }

  if (at + 3 == count && strcmp(arguments[at + 1], "image") == 0) check_image(&image, arguments[at + 2]);
  else if (chunked && at + 3 == count && strcmp(arguments[at + 1], "packet") == 0)
    check_packet(&release, arguments[at + 2]);
  else if (at != count) refuse("nothing that the manifest lets us check");
  return 0;
}
