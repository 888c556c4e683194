/* The operations that the seeds use. */
#ifndef SEEDS_H
#define SEEDS_H

/* See `writable` in interface.c. */
enum { WRITE_ENVELOPE, WRITE_ANSWER };

/* Greater than the number of functions, and a multiple of 4. */
enum { WRITE_OPERATION = 248 };

/* Writes the seeds into a folder. */
void write_seeds(const char *folder);

#endif
