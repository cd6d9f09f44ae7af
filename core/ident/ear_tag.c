#include "core/ident/ear_tag.h"

#include <assert.h>

#include "core/base/words.h"
#include "core/ident/check.h"

#define SPECIES_PIG   1
#define COUNTY_DIGITS 6

enum { COUNTY_AT = 1, TAG_SERIAL_AT = COUNTY_AT + COUNTY_DIGITS };

bool county_province_known(int32_t county)
{
	/* GB/T 2260, first level: first and last of each run of neighbouring numbers */
	static const struct {
		int first;
		int last;
	} provinces[] = { { 11, 15 }, { 21, 23 }, { 31, 37 }, { 41, 46 }, { 50, 54 }, { 61, 65 },
		{ 71, 71 }, { 81, 82 } };
	int province = county / 10000;
	for (size_t i = 0; i < sizeof(provinces) / sizeof(provinces[0]); i++)
		if (province >= provinces[i].first && province <= provinces[i].last)
			return true;
	return false;
}

const char *county_name(int32_t county)
{
	static const struct {
		int32_t county;
		const char *name;
	} counties[] = {
		{ 141102, N_("Lishi District") },
		{ 141121, N_("Wenshui County") },
		{ 141122, N_("Jiaocheng County") },
		{ 141123, N_("Xing County") },
		{ 141124, N_("Lin County") },
		{ 141125, N_("Liulin County") },
		{ 141126, N_("Shilou County") },
		{ 141127, N_("Lan County") },
		{ 141128, N_("Fangshan County") },
		{ 141129, N_("Zhongyang County") },
		{ 141130, N_("Jiaokou County") },
		{ 141181, N_("Xiaoyi City") },
		{ 141182, N_("Fenyang City") },
	};
	for (size_t i = 0; i < sizeof(counties) / sizeof(counties[0]); i++)
		if (counties[i].county == county)
			return counties[i].name;
	return NULL;
}

/* A province alone, its last four digits 0000, is where nobody can have given a tag. */
static bool county_possible(int32_t county)
{
	return county_province_known(county) && county % 10000 != 0;
}

enum ident_error ear_tag_parse(struct span text, struct ear_tag *tag, size_t *at)
{
	enum ident_error error = ident_digits(text, EAR_TAG_LEN, at);
	if (error != IDENT_OK)
		return error;
	struct ear_tag read = {
		.species = (int)ident_number(text, 0, COUNTY_AT),
		.county = (int32_t)ident_number(text, COUNTY_AT, COUNTY_DIGITS),
		.serial = (int32_t)ident_number(text, TAG_SERIAL_AT, EAR_TAG_LEN - TAG_SERIAL_AT),
	};
	if (read.species != SPECIES_PIG)
		return ident_refuse(IDENT_SPECIES, 0, at);
	if (!county_possible(read.county))
		return ident_refuse(IDENT_COUNTY, COUNTY_AT, at);
	if (read.serial == 0)
		return ident_refuse(IDENT_RANGE, TAG_SERIAL_AT, at);
	*tag = read;
	return IDENT_OK;
}

void ear_tag_format(struct ear_tag tag, char out[static EAR_TAG_TEXT])
{
	struct out text = out_into(out, EAR_TAG_TEXT);
	out_digits(&text, (uint64_t)tag.species, COUNTY_AT);
	out_digits(&text, (uint64_t)tag.county, COUNTY_DIGITS);
	out_digits(&text, (uint64_t)tag.serial, EAR_TAG_LEN - TAG_SERIAL_AT);
	assert(text.len == EAR_TAG_LEN);
}

enum ident_error farm_number_parse(struct span text, struct farm_number *farm, size_t *at)
{
	enum ident_error error = ident_digits(text, FARM_NUMBER_LEN, at);
	if (error != IDENT_OK)
		return error;
	struct farm_number read = {
		.county = (int32_t)ident_number(text, 0, COUNTY_DIGITS),
		.sequence =
			(int32_t)ident_number(text, COUNTY_DIGITS, FARM_NUMBER_LEN - COUNTY_DIGITS),
	};
	if (!county_possible(read.county))
		return ident_refuse(IDENT_COUNTY, 0, at);
	if (read.sequence == 0)
		return ident_refuse(IDENT_RANGE, COUNTY_DIGITS, at);
	*farm = read;
	return IDENT_OK;
}

void farm_number_format(struct farm_number farm, char out[static FARM_TEXT])
{
	struct out text = out_into(out, FARM_TEXT);
	out_digits(&text, (uint64_t)farm.county, COUNTY_DIGITS);
	out_digits(&text, (uint64_t)farm.sequence, FARM_NUMBER_LEN - COUNTY_DIGITS);
	assert(text.len == FARM_NUMBER_LEN);
}
