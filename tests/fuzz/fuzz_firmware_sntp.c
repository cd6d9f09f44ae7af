/* Any bytes as a time server's answer: taken only if they repeat the question, and then within the years it can name. */
#include "firmware/core/sntp_packet.h"

#include <stdlib.h>
#include <string.h>

#define COOKIE    0x12345678
#define YEAR_1968 INT64_C(-63072000000)
#define YEAR_2105 INT64_C(4260211200000)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	uint8_t packet[SNTP_PACKET], question[SNTP_PACKET];
	int64_t utc_ms = INT64_MIN;
	bool taken = sntp_answer(bytes, len, COOKIE, &utc_ms);
	if (!taken && utc_ms != INT64_MIN)
		abort();
	if (len < SNTP_PACKET)
		return taken ? (abort(), 0) : 0;
	if (taken && (utc_ms < YEAR_1968 || utc_ms > YEAR_2105))
		abort();
	/* The same with our question in it: only the first two bytes and the time decide. */
	memcpy(packet, bytes, sizeof(packet));
	sntp_question(question, COOKIE);
	memcpy(packet + 24, question + 40, 8);
	bool named = packet[40] || packet[41] || packet[42] || packet[43];
	bool server = (packet[0] & 7) == 4 && packet[0] < 0xC0 && packet[1] >= 1 && packet[1] <= 15;
	if (sntp_answer(packet, sizeof(packet), COOKIE, &utc_ms) != (server && named) ||
		(taken && !server) || sntp_answer(packet, sizeof(packet), COOKIE + 1, &utc_ms))
		abort();
	return 0;
}
