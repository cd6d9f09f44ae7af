/* Numbers of packages: given once, and no more of them sold than were made. */
#include "tests/unit/kit_balance.h"

static void package_numbers_given_twice_are_an_alarm(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-100", "0703T0800");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/101-200", "0703T0900");
	struct balance *balance = ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	size_t twice = pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/200-300", "0703T1000");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "lot:" GTIN "/L1");
	const struct balance_alarm *alarm = alarm_of(balance, BALANCE_SERIALS_TWICE);
	assert_non_null(alarm);
	assert_int_equal(alarm->entered, 1);
	assert_true(names(kit, &alarm->events, twice));
	balance_free(balance);
	kit_close(kit);
}

static void more_packages_sold_than_made_is_an_alarm(void **state)
{
	struct kit *kit = kit_open();
	char pkg[64], rest[200], text[96];
	(void)state;
	(void)snprintf(rest, sizeof(rest), "'in':'" LOT_1 "','out':'run:" GTIN "/L1/1-100',%s",
		kit_key(7, text));
	(void)kit_say(kit, "plant", "pack", "0703T0800", rest);
	(void)kit_say(kit, "shop", "sell", "0704T0800", "'of':'run:" GTIN "/L1/1-99'");
	kit_serial(7, "L1", 100, pkg);
	(void)snprintf(rest, sizeof(rest), "'of':'%s'", pkg);
	(void)kit_say(kit, "shop", "sell", "0704T0900", rest);
	kit_serial(9, "L1", 100, pkg); /* of another run: its key is not this one's */
	(void)snprintf(rest, sizeof(rest), "'of':'%s'", pkg);
	(void)kit_say(kit, "shop", "sell", "0704T1000", rest);
	struct balance *balance = ask(kit, "run:" GTIN "/L1/1-100");
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	size_t more = kit_say(kit, "shop", "sell", "0705T0800", "'of':'run:" GTIN "/L1/50-50'");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "run:" GTIN "/L1/1-100");
	const struct balance_alarm *alarm = alarm_of(balance, BALANCE_SOLD_MORE);
	assert_non_null(alarm);
	assert_int_equal(alarm->entered, 100);
	assert_int_equal(alarm->left, 101);
	assert_true(names(kit, &alarm->events, more));
	balance_free(balance);
	kit_close(kit);
}

static void every_range_within_a_wide_one_is_told(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-300", "0703T0800");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/10-20", "0703T0900");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/250-260", "0703T1000");
	struct balance *balance = ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(balance->alarm_count, 2);
	assert_int_equal(balance->alarms[0].entered, 11);
	assert_string_equal(balance->alarms[1].item, "run:" GTIN "/L1/250-260");
	balance_free(balance);
	kit_close(kit);
}

static void packages_sold_by_number_come_back_and_of_another_run_do_not_count(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-100", "0703T0800");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/101-200", "0703T0900");
	(void)kit_say(
		kit, "shop", "sell", "0704T0800", "'of':{'id':'run:" GTIN "/L1/1-100','count':30}");
	(void)kit_say(
		kit, "shop", "sell", "0704T0900", "'of':{'id':'run:" GTIN "/L1/1-100','count':70}");
	(void)kit_say(kit, "shop", "return", "0705T0800",
		"'of':{'id':'run:" GTIN "/L1/1-100','count':1},'reason':'spoilt'");
	(void)kit_say(kit, "shop", "sell", "0706T0900", "'of':'run:" GTIN "/L1/7-7'");
	(void)kit_say(kit, "shop", "sell", "0706T0900", "'of':'run:" GTIN "/L1/101-200'");
	struct balance *balance = ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	(void)kit_say(kit, "shop", "sell", "0707T0900", "'of':'run:" GTIN "/L1/8-8'");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(balance->alarm_count, 1);
	assert_int_equal(balance->alarms[0].left, 101);
	balance_free(balance);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(package_numbers_given_twice_are_an_alarm),
		cmocka_unit_test(more_packages_sold_than_made_is_an_alarm),
		cmocka_unit_test(every_range_within_a_wide_one_is_told),
		cmocka_unit_test(packages_sold_by_number_come_back_and_of_another_run_do_not_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
