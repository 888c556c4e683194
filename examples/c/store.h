/* A file that survives a power cut: it holds the old or the new bytes, never a part. */
#ifndef STORE_H
#define STORE_H

#include <stddef.h>
#include <stdint.h>

/* What store_load found, if it is no error. */
enum store_found { STORE_FOUND, STORE_NOTHING, STORE_ERROR };

/* Loads the file "cancel" of the folder. STORE_ERROR sets `why`. */
enum store_found store_load(const char *folder, uint8_t *bytes, size_t room, size_t *len,
                            const char **why);

/* Replaces the file "cancel" of the folder, and makes the folder if it does not exist. Returns NULL, or
 * what went wrong. Only one terminal at a time may use the folder. */
const char *store_save(const char *folder, const uint8_t *bytes, size_t len);

#endif
