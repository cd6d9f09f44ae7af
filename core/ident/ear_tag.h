/*
 * ear_tag.h - the 15-digit number on a Chinese livestock ear tag, and the farm number.
 *
 * Shape   15 ASCII digits SCCCCCCNNNNNNNN: species, county, serial.
 * Range   species 1 (pig); county: first two digits a province of GB/T 2260, the rest not 0000;
 *         serial 00000001..99999999.
 * Source  Ministry of Agriculture Order 67 (2006), Art. 7-9; GB/T 2260.
 * Farm    10 digits CCCCCCNNNN: county, sequence 0001..9999 (Order 67, record code).
 * Memory  no allocation, no global state; safe in firmware.
 */
#ifndef PIGTRACE_IDENT_EAR_TAG_H
#define PIGTRACE_IDENT_EAR_TAG_H

#include "core/ident/ident.h"

#define EAR_TAG_LEN     15
#define EAR_TAG_TEXT    (EAR_TAG_LEN + 1)
#define FARM_NUMBER_LEN 10
#define FARM_TEXT       (FARM_NUMBER_LEN + 1)

struct ear_tag {
	int species;
	int32_t county;
	int32_t serial;
};

struct farm_number {
	int32_t county;
	int32_t sequence;
};

/* *at (if not NULL): on an error, the byte offset of the offending field. */
enum ident_error ear_tag_parse(struct span text, struct ear_tag *tag, size_t *at);
void ear_tag_format(struct ear_tag tag, char out[static EAR_TAG_TEXT]);

enum ident_error farm_number_parse(struct span text, struct farm_number *farm, size_t *at);
void farm_number_format(struct farm_number farm, char out[static FARM_TEXT]);

/*
 * The name of a Lüliang county (141102 Lishi District, 离石区 ...) as a gettext msgid, NULL for any other code.
 * Spelled as GB/T 2260 has it in Latin letters; what kind of division it is, in English.
 */
const char *county_name(int32_t county);

/* Whether the first two digits of a county code are a province-level division. */
bool county_province_known(int32_t county);

#endif
