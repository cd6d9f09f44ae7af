#include "firmware/ports/sf2/sntp.h"

#include "firmware/core/sntp_packet.h"
#include "firmware/hal/hal.h"

#include "lwip/ip4_addr.h"
#include "lwip/udp.h"

#include <string.h>

#define ASK_MS       4000     /* until an answer came */
#define ASK_AGAIN_MS 21600000 /* behind one: a crystal is off by 2 s then */

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

static void on_answer(
	void *context, struct udp_pcb *pcb, struct pbuf *packet, const ip_addr_t *from, u16_t port)
{
	uint8_t bytes[SNTP_PACKET];
	int64_t utc_ms;
	(void)context;
	(void)pcb;
	(void)from;
	(void)port;
	u16_t len = pbuf_copy_partial(packet, bytes, sizeof(bytes), 0);
	if (sntp.asked && sntp_answer(bytes, len, sntp.cookie, &utc_ms)) {
		sntp.came_ms = hal_now_ms();
		sntp.at_ms = utc_ms + (sntp.came_ms - sntp.asked_ms) / 2;
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
	uint8_t bytes[SNTP_PACKET];
	struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, SNTP_PACKET, PBUF_RAM);
	if (!packet)
		return;
	sntp.cookie = sntp.cookie * 1664525 + 1013904223 + (uint32_t)now_ms;
	sntp.asked_ms = now_ms;
	sntp.asked = true;
	sntp_question(bytes, sntp.cookie);
	(void)pbuf_take(packet, bytes, SNTP_PACKET);
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
