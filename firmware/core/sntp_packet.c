#include "firmware/core/sntp_packet.h"

#include <string.h>

#define CLIENT           0x23 /* version 4, mode 3 */
#define SERVER_MODE      4
#define UNSYNCHRONISED   3 /* leap indicator */
#define STRATUM_AT       1
#define STRATUM_MOST     15
#define ORIGINATE_AT     24
#define TRANSMIT_AT      40
#define SECONDS_TO_1970  INT64_C(2208988800)
#define ERA_S            INT64_C(4294967296)
#define FIRST_ERA_FROM_S INT64_C(0x80000000)

static uint32_t get(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static void put(uint8_t *bytes, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

void sntp_question(uint8_t packet[static SNTP_PACKET], uint32_t cookie)
{
	memset(packet, 0, SNTP_PACKET);
	packet[0] = CLIENT;
	put(packet + TRANSMIT_AT, cookie);
	put(packet + TRANSMIT_AT + 4, ~cookie);
}

static bool good(const uint8_t *packet, uint32_t cookie)
{
	return (packet[0] & 7) == SERVER_MODE && packet[0] >> 6 != UNSYNCHRONISED &&
	       packet[STRATUM_AT] >= 1 && packet[STRATUM_AT] <= STRATUM_MOST &&
	       get(packet + ORIGINATE_AT) == cookie && get(packet + ORIGINATE_AT + 4) == ~cookie &&
	       get(packet + TRANSMIT_AT) != 0;
}

bool sntp_answer(const uint8_t *bytes, size_t len, uint32_t cookie, int64_t *utc_ms)
{
	if (len < SNTP_PACKET || !good(bytes, cookie))
		return false;
	int64_t seconds = get(bytes + TRANSMIT_AT);
	int64_t part_ms = (int64_t)get(bytes + TRANSMIT_AT + 4) * 1000 / ERA_S;
	if (seconds < FIRST_ERA_FROM_S)
		seconds += ERA_S;
	*utc_ms = (seconds - SECONDS_TO_1970) * 1000 + part_ms;
	return true;
}
