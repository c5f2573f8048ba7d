/* Mbed TLS 3.6 for a Garita device: TLS 1.3 client, one suite, one curve, one signature algorithm.
 * Use with -DMBEDTLS_CONFIG_FILE='"mbedtls_config.h"'. This file is checked against no board here: it lists what the
 * protocol needs; the entropy source, the clock and the storage are your board's. */
#ifndef GARITA_MBEDTLS_CONFIG_H
#define GARITA_MBEDTLS_CONFIG_H

/* TLS 1.3 as a client, with certificates on both sides (RFC 8446 4.4.2). No renegotiation, no TLS 1.2. */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
#define MBEDTLS_SSL_SERVER_NAME_INDICATION /* and mbedtls_ssl_set_hostname(): the broker's name is checked */

/* Resumption saves two signatures at a reconnect and costs about 1.2 kB to receive and 0.6 kB to keep:
 * the ticket holds the device's certificate. Leave it out when memory is short. */
/* #define MBEDTLS_SSL_SESSION_TICKETS */
/* #define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED */

/* TLS 1.3 in Mbed TLS runs on PSA: call psa_crypto_init() before the handshake. */
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_USE_PSA_CRYPTO

/* TLS_AES_128_GCM_SHA256 */
#define MBEDTLS_AES_C
#define MBEDTLS_AES_FEWER_TABLES /* 6 kB less flash, somewhat slower */
#define MBEDTLS_GCM_C
#define MBEDTLS_CIPHER_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_MD_C
#define MBEDTLS_HKDF_C

/* secp256r1 and ecdsa_secp256r1_sha256: the only curve and signature in the whole chain. No RSA. */
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECDSA_DETERMINISTIC /* a weak random source must not leak the key through a signature */
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_ENTROPY_C
#define MBEDTLS_NO_PLATFORM_ENTROPY /* then provide mbedtls_hardware_poll(): the part's TRNG */
#define MBEDTLS_ENTROPY_HARDWARE_ALT

/* Memory. Mbed TLS 3.6 has no max_fragment_length in TLS 1.3, and a broker on OpenSSL does not know
 * record_size_limit; so the listener caps its records (see docs/listeners.md) and the device states the size here.
 * The listener's record limit must not exceed this number. The largest handshake message is the broker's
 * Certificate, below 1 kB with one name. */
#define MBEDTLS_SSL_IN_CONTENT_LEN 4096
#define MBEDTLS_SSL_OUT_CONTENT_LEN 2048

/* A clock, if the board has one. Without it certificate times are not checked: keep the time of the build as a lower
 * bound, and set the clock from the broker once connected. */
/* #define MBEDTLS_HAVE_TIME */
/* #define MBEDTLS_HAVE_TIME_DATE */

#endif
