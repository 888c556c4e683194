/* What the terminal prints for its log and for staff. Nothing is decided here. */
#ifndef REPORT_H
#define REPORT_H

#include <alipay_acquiring.h>

#include "http.h"

/* Prints a line. */
void report(const char *format, ...);

/* Reads a response again, from which the driver has concluded this outcome, and prints what it says. */
void report_answer(alipay_outcome outcome, const alipay_request *request,
                   const struct http_response *response, uint8_t *scratch, size_t scratch_len,
                   const alipay_key *const *keys, size_t key_count);

/* Prints the evidence for staff about a cancel that did not end with "void". */
void report_evidence(const alipay_cancel *cancel);

#endif
