/* MQTT over Ethernet: lwIP and its MQTT client, one connection. */
#include "firmware/hal/uplink.h"

#include "firmware/hal/hal.h"
#include "firmware/ports/sf2/emac.h"
#include "firmware/ports/sf2/sntp.h"

#include "lwip/apps/mqtt_priv.h"
#include "lwip/init.h"
#include "lwip/ip4_addr.h"
#include "lwip/sys.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

#include <string.h>

#define RETRY_LEAST_MS   500
#define RETRY_MOST_MS    30000
#define CONNECT_MS       10000 /* TCP, CONNECT and SUBSCRIBE together */
#define LINK_LOOK_MS     50
#define KEEP_ALIVE_S     10
#define SILENCE_S        25 /* of a broker that owes us an answer to our pings */
#define QOS              1
#define PUBLISH_RETAINED 1 /* MQTT 3.1.1, 3.3.1.3 */
#define CLIENT_PREFIX    "pigtrace-"

_Static_assert(UPLINK_NOTE_MOST + TOPIC_TEXT + 16 <= MQTT_OUTPUT_RINGBUF_SIZE, "a note fits");

enum uplink_state { DOWN, CONNECTING, UP };

static struct {
	struct uplink_settings settings;
	struct uplink_handlers handlers;
	struct netif netif;
	struct mqtt_client_s client;
	enum uplink_state state;
	bool cable;
	bool ended;      /* the connection is gone; acted on in uplink_step */
	bool subscribed; /* our receipts come from now on */
	bool told;       /* the handlers know that we are up */
	int under_way;   /* publishes without PUBACK */
	int64_t now_ms;
	int64_t next_ms; /* DOWN: next try; CONNECTING: give up */
	int64_t look_ms; /* next look at the cable */
	int64_t retry_ms;
	uint32_t random;
	uint32_t len; /* of the message arriving */
	bool whole;   /* its end has come */
	bool retained;
	bool ours;
	char topics[TOPIC_STATE + 1][TOPIC_TEXT];
	char client_id[sizeof(CLIENT_PREFIX) + NOTE_NAME_MOST];
	char message[UPLINK_MESSAGE_MOST];
} uplink;

u32_t sys_now(void)
{
	return (u32_t)hal_now_ms();
}

/* xorshift32: tells connections apart, keeps no secret. */
uint32_t uplink_random(void)
{
	uplink.random ^= uplink.random << 13;
	uplink.random ^= uplink.random >> 17;
	uplink.random ^= uplink.random << 5;
	return uplink.random;
}

static void on_message(void *context, const char *topic, u32_t len)
{
	(void)context;
	/* One that was not yet taken gives way: the next receipt says as much, they are cumulative. */
	uplink.ours =
		strcmp(topic, uplink.topics[TOPIC_RECEIPT]) == 0 && len <= UPLINK_MESSAGE_MOST;
	uplink.whole = false;
	uplink.len = 0;
	/* lwIP does not hand on the flag, but the fixed header is where it was. */
	uplink.retained = uplink.client.rx_buffer[0] & PUBLISH_RETAINED;
}

static void on_bytes(void *context, const u8_t *bytes, u16_t len, u8_t flags)
{
	(void)context;
	if (!uplink.ours || len > UPLINK_MESSAGE_MOST - uplink.len)
		return;
	memcpy(uplink.message + uplink.len, bytes, len);
	uplink.len += len;
	/* It is read outside lwIP: opening a note takes stack. */
	uplink.whole = (flags & MQTT_DATA_FLAG_LAST) != 0;
}

static void on_subscribed(void *context, err_t error)
{
	(void)context;
	uplink.subscribed = error == ERR_OK;
	uplink.ended |= error != ERR_OK;
}

static void on_published(void *context, err_t error)
{
	(void)context;
	uplink.under_way--;
	uplink.ended |= error != ERR_OK;
}

static void on_connection(mqtt_client_t *client, void *context, mqtt_connection_status_t status)
{
	(void)context;
	if (status != MQTT_CONNECT_ACCEPTED || mqtt_subscribe(client, uplink.topics[TOPIC_RECEIPT],
						       QOS, on_subscribed, NULL) != ERR_OK)
		uplink.ended = true;
}

/* Nothing of the connection stays: no segment that lwIP would go on sending. */
static void drop(void)
{
	if (uplink.client.conn)
		tcp_abort(uplink.client.conn);
	mqtt_disconnect(&uplink.client);
	uplink.ended = false;
	uplink.subscribed = false;
	uplink.under_way = 0;
	uplink.whole = false;
	uplink.ours = false;
	uplink.state = DOWN;
	uplink.next_ms = uplink.now_ms + uplink.retry_ms / 2 +
	                 uplink_random() % (uint32_t)(uplink.retry_ms / 2);
	uplink.retry_ms = uplink.retry_ms * 2 < RETRY_MOST_MS ? uplink.retry_ms * 2 : RETRY_MOST_MS;
	if (uplink.told)
		uplink.handlers.down(uplink.handlers.context);
	uplink.told = false;
}

static void connect(void)
{
	ip_addr_t host;
	const struct mqtt_connect_client_info_t info = { .client_id = uplink.client_id,
		.client_user = uplink.settings.password[0] ? uplink.settings.station : NULL,
		.client_pass = uplink.settings.password[0] ? uplink.settings.password : NULL,
		.keep_alive = KEEP_ALIVE_S,
		.will_topic = uplink.topics[TOPIC_STATE],
		.will_msg = "{\"online\":false}",
		.will_qos = QOS,
		.will_retain = 1 };
	uplink.state = CONNECTING;
	uplink.next_ms = uplink.now_ms + CONNECT_MS;
	if (!ip4addr_aton(uplink.settings.host, &host) ||
		mqtt_client_connect(&uplink.client, &host, uplink.settings.port, on_connection,
			NULL, &info) != ERR_OK) {
		uplink.ended = true;
		return;
	}
	/* mqtt_client_connect clears the client. */
	mqtt_set_inpub_callback(&uplink.client, on_message, on_bytes, NULL);
}

/* A cable that was out: what lwIP still waits for is not worth waiting for. */
static void look_at_cable(void)
{
	bool there = emac_link();
	uplink.look_ms = uplink.now_ms + LINK_LOOK_MS;
	if (there == uplink.cable)
		return;
	uplink.cable = there;
	uplink.retry_ms = RETRY_LEAST_MS;
	if (uplink.state != DOWN)
		drop();
	uplink.retry_ms = RETRY_LEAST_MS;
	uplink.next_ms = uplink.now_ms;
}

void uplink_open(const struct uplink_settings *settings, const struct uplink_handlers *handlers)
{
	ip_addr_t address, netmask, router;
	struct span station = span_of(settings->station);
	struct out client = out_into(uplink.client_id, sizeof(uplink.client_id));
	uplink.settings = *settings;
	uplink.handlers = *handlers;
	uplink.random = settings->salt ? settings->salt : 1;
	uplink.retry_ms = RETRY_LEAST_MS;
	for (enum topic_branch i = TOPIC_UP; i <= TOPIC_STATE; i++)
		topic_format(station, i, uplink.topics[i]);
	out_text(&client, CLIENT_PREFIX);
	out_span(&client, station);
	lwip_init();
	if (!ip4addr_aton(settings->address, &address) ||
		!ip4addr_aton(settings->netmask, &netmask) ||
		!ip4addr_aton(settings->router, &router))
		ip4_addr_set_zero(&address), ip4_addr_set_zero(&netmask),
			ip4_addr_set_zero(&router);
	(void)netif_add(
		&uplink.netif, &address, &netmask, &router, NULL, emac_start, ethernet_input);
	netif_set_default(&uplink.netif);
	netif_set_up(&uplink.netif);
	sntp_open(settings->time_host, settings->time_port);
}

static bool silent(void)
{
	return uplink.client.server_watchdog * MQTT_CYCLIC_TIMER_INTERVAL > SILENCE_S;
}

void uplink_step(int64_t now_ms)
{
	int64_t at_ms;
	uplink.now_ms = now_ms;
	emac_poll(&uplink.netif);
	sys_check_timeouts();
	if (now_ms >= uplink.look_ms)
		look_at_cable();
	if (uplink.state != DOWN &&
		(uplink.ended || (uplink.state == CONNECTING && now_ms >= uplink.next_ms) ||
			(uplink.state == UP && silent())))
		drop();
	if (uplink.state == DOWN && uplink.cable && now_ms >= uplink.next_ms)
		connect();
	if (uplink.state == CONNECTING && uplink.subscribed) {
		uplink.state = UP;
		uplink.told = true;
		uplink.retry_ms = RETRY_LEAST_MS;
		uplink.handlers.up(uplink.handlers.context);
	}
	if (uplink.state == UP && sntp_step(now_ms, &at_ms))
		uplink.handlers.time(uplink.handlers.context, at_ms);
	if (uplink.whole && uplink.told)
		uplink.handlers.receipt(uplink.handlers.context,
			(struct span){ uplink.message, uplink.len }, uplink.retained);
	uplink.whole = uplink.whole && !uplink.told;
}

bool uplink_ready(void)
{
	return uplink.state == UP && !uplink.ended && uplink.under_way == 0;
}

bool uplink_publish(enum topic_branch branch, struct span bytes)
{
	if (uplink.state != UP || uplink.ended || bytes.len > UPLINK_NOTE_MOST ||
		mqtt_publish(&uplink.client, uplink.topics[branch], bytes.at, (u16_t)bytes.len, QOS,
			branch == TOPIC_STATE, on_published, NULL) != ERR_OK)
		return false;
	uplink.under_way++;
	return true;
}
