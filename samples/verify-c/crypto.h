/* What a port provides; crypto_wolfcrypt.c does it with wolfCrypt, a board may use its accelerator. */
#ifndef CRYPTO_H
#define CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_LENGTH = 32, POINT_LENGTH = 65, SIGNATURE_LENGTH = 64 };

/* SHA-256 over parts that come one after the other; one hash at a time. */
void hash_begin(void);
void hash_add(const uint8_t *bytes, size_t length);
void hash_end(uint8_t hash[HASH_LENGTH]);

/* ECDSA on P-256: a point 04 || X || Y, and r || s of 32 bytes each over this hash. */
bool p256_verify(const uint8_t point[POINT_LENGTH], const uint8_t hash[HASH_LENGTH],
                 const uint8_t signature[SIGNATURE_LENGTH]);

#endif
