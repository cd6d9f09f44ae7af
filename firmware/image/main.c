#include "firmware/image/unit.h"

int main(void)
{
	static struct unit unit;
	hal_open();
	unit_open(&unit);
	for (;;) {
		unit_step(&unit, hal_now_ms());
		hal_rest();
	}
}
