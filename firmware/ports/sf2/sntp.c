#include "firmware/ports/sf2/sntp.h"

#include "firmware/hal/hal.h"

#include "lwip/ip4_addr.h"
#include "lwip/udp.h"

#include <string.h>

#define PACKET           48
#define ASK_MS           4000     /* until an answer came */
#define ASK_AGAIN_MS     21600000 /* behind one: a crystal is off by 2 s then */
#define CLIENT           0x23     /* version 4, mode 3 */
#define SERVER_MODE      4
#define UNSYNCHRONISED   3 /* leap indicator */
#define STRATUM_AT       1
#define STRATUM_MOST     15
#define ORIGINATE_AT     24
#define TRANSMIT_AT      40
#define SECONDS_TO_1970  INT64_C(2208988800)
#define ERA_S            INT64_C(4294967296)
#define FIRST_ERA_FROM_S 0x80000000 /* smaller: since 2036 */

static struct {
	struct udp_pcb *pcb;
	ip_addr_t host;
	uint16_t port;
	int64_t next_ms;
	int64_t asked_ms;
	uint32_t cookie; /* our own timestamp: an answer repeats it */
	bool asked;
	bool answered;
	int64_t at_ms; /* when the answer came */
	int64_t came_ms;
} sntp;

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

static bool good(const uint8_t packet[static PACKET])
{
	return (packet[0] & 7) == SERVER_MODE && packet[0] >> 6 != UNSYNCHRONISED &&
	       packet[STRATUM_AT] >= 1 && packet[STRATUM_AT] <= STRATUM_MOST &&
	       get(packet + ORIGINATE_AT) == sntp.cookie &&
	       get(packet + ORIGINATE_AT + 4) == ~sntp.cookie && get(packet + TRANSMIT_AT) != 0;
}

static void on_answer(
	void *context, struct udp_pcb *pcb, struct pbuf *packet, const ip_addr_t *from, u16_t port)
{
	uint8_t bytes[PACKET];
	(void)context;
	(void)pcb;
	(void)from;
	(void)port;
	if (sntp.asked && pbuf_copy_partial(packet, bytes, PACKET, 0) == PACKET && good(bytes)) {
		int64_t seconds = get(bytes + TRANSMIT_AT);
		int64_t part_ms = (int64_t)get(bytes + TRANSMIT_AT + 4) * 1000 / ERA_S;
		if (seconds < FIRST_ERA_FROM_S)
			seconds += ERA_S;
		sntp.came_ms = hal_now_ms();
		sntp.at_ms = (seconds - SECONDS_TO_1970) * 1000 + part_ms +
		             (sntp.came_ms - sntp.asked_ms) / 2;
		sntp.asked = false;
		sntp.answered = true;
	}
	(void)pbuf_free(packet);
}

void sntp_open(const char *host, uint16_t port)
{
	if (!host[0] || !ip4addr_aton(host, &sntp.host))
		return;
	sntp.port = port;
	sntp.pcb = udp_new();
	if (sntp.pcb)
		udp_recv(sntp.pcb, on_answer, NULL);
}

static void ask(int64_t now_ms)
{
	uint8_t bytes[PACKET] = { CLIENT };
	struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, PACKET, PBUF_RAM);
	if (!packet)
		return;
	sntp.cookie = sntp.cookie * 1664525 + 1013904223 + (uint32_t)now_ms;
	sntp.asked_ms = now_ms;
	sntp.asked = true;
	put(bytes + TRANSMIT_AT, sntp.cookie);
	put(bytes + TRANSMIT_AT + 4, ~sntp.cookie);
	(void)pbuf_take(packet, bytes, PACKET);
	(void)udp_sendto(sntp.pcb, packet, &sntp.host, sntp.port);
	(void)pbuf_free(packet);
}

bool sntp_step(int64_t now_ms, int64_t *at_ms)
{
	if (!sntp.pcb)
		return false;
	if (now_ms >= sntp.next_ms) {
		sntp.next_ms = now_ms + ASK_MS;
		ask(now_ms);
	}
	if (!sntp.answered)
		return false;
	sntp.answered = false;
	sntp.next_ms = now_ms + ASK_AGAIN_MS;
	*at_ms = sntp.at_ms + (now_ms - sntp.came_ms);
	return true;
}
