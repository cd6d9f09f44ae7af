/*
 * gs1.h - GS1 keys and the character sets behind them.
 *
 * GTIN    14 digits, the last a mod-10 check digit. 8, 12 and 13 digits are accepted where a person
 *         types and padded with zeros on the left.
 * GLN     13 digits with check digit (AI 414). SSCC 18 digits with check digit (AI 00).
 * Lot     1..20 characters of GS1 AI encodable set 82 (AI 10). Serial: the same (AI 21).
 * Source  GS1 General Specifications: 3.3.1 (00), 3.3.2 (01), 3.4.3 (10), 3.5.2 (21), 3.7.5 (414),
 *         7.9 check digit, 7.11 character set 82.
 * Memory  no allocation, no global state; safe in firmware.
 */
#ifndef PIGTRACE_IDENT_GS1_H
#define PIGTRACE_IDENT_GS1_H

#include "core/ident/ident.h"

#define GTIN_LEN   14
#define GTIN_TEXT  (GTIN_LEN + 1)
#define GLN_LEN    13
#define GLN_TEXT   (GLN_LEN + 1)
#define SSCC_LEN   18
#define SSCC_TEXT  (SSCC_LEN + 1)
#define GS1_X_MOST 20 /* AI 10 and AI 21: X..20 */
#define GS1_X_TEXT (GS1_X_MOST + 1)

/* The check digit ('0'..'9') for the digits in front of it; text must be digits only. */
char gs1_check_digit(struct span digits);

/* Exactly len digits whose last is the check digit. */
enum ident_error gs1_key_check(struct span text, size_t len, size_t *at);

/* 8, 12, 13 or 14 digits with a good check digit, written as 14. */
enum ident_error gtin_parse(struct span text, char out[static GTIN_TEXT], size_t *at);

/* 1..20 characters of set 82. */
enum ident_error gs1_x_check(struct span text, size_t *at);

#endif
