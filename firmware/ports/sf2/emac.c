#include "firmware/ports/sf2/emac.h"

#include "firmware/ports/sf2/sf2.h"

#include "lwip/etharp.h"
#include "lwip/pbuf.h"
#include "netif/ethernet.h"

#include <string.h>

/* UG0331, Ethernet MAC registers. */
#define CONFIG      CORTEX_REGISTER(SF2_EMAC + 0x000)
#define FRAME_LIMIT CORTEX_REGISTER(SF2_EMAC + 0x010)
#define MII_COMMAND CORTEX_REGISTER(SF2_EMAC + 0x024)
#define MII_ADDRESS CORTEX_REGISTER(SF2_EMAC + 0x028)
#define MII_VALUE   CORTEX_REGISTER(SF2_EMAC + 0x030)
#define ADDRESS_1   CORTEX_REGISTER(SF2_EMAC + 0x040)
#define ADDRESS_2   CORTEX_REGISTER(SF2_EMAC + 0x044)
#define FIFO_0      CORTEX_REGISTER(SF2_EMAC + 0x048)
#define TX_CONTROL  CORTEX_REGISTER(SF2_EMAC + 0x180)
#define TX_FIRST    CORTEX_REGISTER(SF2_EMAC + 0x184)
#define TX_STATE    CORTEX_REGISTER(SF2_EMAC + 0x188)
#define RX_CONTROL  CORTEX_REGISTER(SF2_EMAC + 0x18C)
#define RX_FIRST    CORTEX_REGISTER(SF2_EMAC + 0x190)
#define RX_STATE    CORTEX_REGISTER(SF2_EMAC + 0x194)
#define DMA_MASK    CORTEX_REGISTER(SF2_EMAC + 0x198)

#define CONFIG_RX   0x04
#define CONFIG_TX   0x01
#define FIFO_ALL_ON 0x1F00
#define DMA_ON      1
#define RX_ONE      0x1 /* RX_STATE: a frame; writing it counts one off */
#define RX_OVERFLOW 0x4
#define TX_ONE      0x1
#define TX_UNDERRUN 0x2
#define MASK_RX     0x50 /* a frame, overflow */
#define EMPTY       0x80000000
#define SIZE        0x7FF
#define PHY         1
#define PHY_STATE   1 /* IEEE 802.3, clause 22: basic mode status */
#define PHY_LINK    0x04
#define FRAMES      4

struct descriptor {
	volatile uint32_t at;
	volatile uint32_t state;
	volatile uint32_t next;
};

static struct descriptor receive[FRAMES], transmit;
static uint8_t received[FRAMES][EMAC_FRAME_MOST], sent[EMAC_FRAME_MOST];
static unsigned turn; /* the frame that is filled next */

/* The main loop does the work; until it has, the MAC need not ask again. */
static void serve(void)
{
	DMA_MASK = 0;
	cortex_wake();
}

static uint32_t address_of(volatile void *object)
{
	return (uint32_t)(uintptr_t)object;
}

static err_t send(struct netif *netif, struct pbuf *frame)
{
	(void)netif;
	if (frame->tot_len > sizeof(sent) || !(transmit.state & EMPTY))
		return ERR_IF;
	pbuf_copy_partial(frame, sent, frame->tot_len, 0);
	transmit.state = frame->tot_len;
	TX_FIRST = address_of(&transmit);
	TX_CONTROL = DMA_ON;
	TX_STATE = TX_ONE | TX_UNDERRUN;
	return ERR_OK;
}

static void take(struct netif *netif, const uint8_t *bytes, uint32_t len)
{
	struct pbuf *frame =
		len <= EMAC_FRAME_MOST ? pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_POOL) : NULL;
	if (!frame)
		return; /* no room: TCP sends it again */
	if (pbuf_take(frame, bytes, (u16_t)len) != ERR_OK || netif->input(frame, netif) != ERR_OK)
		pbuf_free(frame);
}

void emac_poll(struct netif *netif)
{
	while (!(receive[turn].state & EMPTY)) {
		take(netif, received[turn], receive[turn].state & SIZE);
		receive[turn].state = EMPTY;
		RX_STATE = RX_ONE;
		turn = (turn + 1) % FRAMES;
	}
	if (RX_STATE & RX_OVERFLOW) {
		/* It stopped for want of a free frame; go on where we are. */
		RX_STATE = RX_OVERFLOW;
		RX_FIRST = address_of(&receive[turn]);
		RX_CONTROL = DMA_ON;
	}
	DMA_MASK = MASK_RX;
}

bool emac_link(void)
{
	MII_ADDRESS = PHY << 8 | PHY_STATE;
	MII_COMMAND = 0;
	MII_COMMAND = 1;
	return (MII_VALUE & PHY_LINK) != 0;
}

err_t emac_start(struct netif *netif)
{
	static const uint8_t address[6] = { 0x02, 'p', 'i', 'g', 0, 1 }; /* locally administered */
	memcpy(netif->hwaddr, address, sizeof(address));
	netif->hwaddr_len = sizeof(address);
	netif->mtu = TCP_MSS + 40;
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_LINK_UP;
	netif->name[0] = 'e';
	netif->name[1] = 'n';
	netif->output = etharp_output;
	netif->linkoutput = send;
	transmit = (struct descriptor){ address_of(sent), EMPTY, address_of(&transmit) };
	for (unsigned i = 0; i < FRAMES; i++)
		receive[i] = (struct descriptor){ address_of(received[i]), EMPTY,
			address_of(&receive[(i + 1) % FRAMES]) };
	CONFIG = CONFIG_RX | CONFIG_TX;
	FIFO_0 = FIFO_ALL_ON;
	FRAME_LIMIT = EMAC_FRAME_MOST;
	ADDRESS_1 = (uint32_t)address[0] << 24 | (uint32_t)address[1] << 16 |
	            (uint32_t)address[2] << 8 | address[3];
	ADDRESS_2 = (uint32_t)address[4] << 24 | (uint32_t)address[5] << 16;
	RX_FIRST = address_of(receive);
	RX_CONTROL = DMA_ON;
	cortex_serve(SF2_IRQ_EMAC, serve);
	DMA_MASK = MASK_RX;
	return ERR_OK;
}
