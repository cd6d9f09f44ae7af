/*
 * item_syntax.h - the codes behind "kind:", one function for each name in the syntax column of
 * schema/vocabulary/item.tsv. Private to core/ident; item_code_check is the way in from outside.
 *
 * Each answers IDENT_OK if the whole of code is one canonical code, else the first error and in *at
 * (never NULL here) its byte offset. code may have any length.
 */
#ifndef PIGTRACE_IDENT_ITEM_SYNTAX_H
#define PIGTRACE_IDENT_ITEM_SYNTAX_H

#include "core/ident/ident.h"

enum ident_error syntax_ear_tag(struct span code, size_t *at);
enum ident_error syntax_electronic_tag(struct span code, size_t *at);
enum ident_error syntax_farm_group(struct span code, size_t *at);
enum ident_error syntax_carcass(struct span code, size_t *at);
enum ident_error syntax_gtin_lot(struct span code, size_t *at);
enum ident_error syntax_gtin_serial(struct span code, size_t *at);
enum ident_error syntax_gtin_run(struct span code, size_t *at);
enum ident_error syntax_sscc(struct span code, size_t *at);
enum ident_error syntax_supplier_lot(struct span code, size_t *at);
enum ident_error syntax_plate(struct span code, size_t *at);
enum ident_error syntax_document(struct span code, size_t *at);
enum ident_error syntax_place(struct span code, size_t *at);
enum ident_error syntax_station(struct span code, size_t *at);

/*
 * Split code at its last '/', for a run: the lot in front may hold '/' itself.
 * False if there is none.
 */
bool syntax_cut_last(struct span code, struct span *head, struct span *tail);

#endif
