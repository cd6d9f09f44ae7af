/* The CMSDK UARTs: one byte of buffer each way, so each byte in is an interrupt. */
#include "firmware/ports/cortex_m/lines.h"
#include "firmware/ports/mps2/mps2.h"

/* ARM DDI 0479, APB UART. */
#define DATA(base)    CORTEX_REGISTER((base) + 0x00)
#define STATE(base)   CORTEX_REGISTER((base) + 0x04)
#define CONTROL(base) CORTEX_REGISTER((base) + 0x08)
#define CLEAR(base)   CORTEX_REGISTER((base) + 0x0C)
#define DIVISOR(base) CORTEX_REGISTER((base) + 0x10)

#define STATE_TX_FULL 0x1
#define STATE_RX_FULL 0x2
#define STATE_RX_OVER 0x8
#define CONTROL_ON    0x3
#define CONTROL_RX    0x8
#define CLEAR_RX      0x2
#define LINES         4
#define DIVISOR_LEAST 16

struct line lines[LINES];
const unsigned lines_count = LINES;
static const uint32_t bases[LINES] = { MPS2_UART0, MPS2_UART1, MPS2_UART2, MPS2_UART3 };

static void serve(unsigned line)
{
	struct ring *ring = &lines[line].ring;
	CLEAR(bases[line]) = CLEAR_RX;
	if (STATE(bases[line]) & STATE_RX_OVER) {
		line_lost(&lines[line]);
		STATE(bases[line]) = STATE_RX_OVER;
	}
	while (STATE(bases[line]) & STATE_RX_FULL && !ring_full(ring))
		ring_put(ring, (uint8_t)DATA(bases[line]));
	if (ring_full(ring))
		CONTROL(bases[line]) = CONTROL_ON; /* until hal_read has made room */
	cortex_wake();
}

static void serve_0(void)
{
	serve(0);
}

static void serve_1(void)
{
	serve(1);
}

static void serve_2(void)
{
	serve(2);
}

static void serve_3(void)
{
	serve(3);
}

/* Always 8N1: this UART has nothing else. */
void hal_set_line(
	enum hal_port port, uint32_t baud, uint8_t data_bits, char parity, uint8_t stop_bits)
{
	(void)data_bits;
	(void)parity;
	(void)stop_bits;
	if (port >= LINES || baud == 0)
		return;
	uint32_t divisor = (MPS2_CLOCK_HZ + baud / 2) / baud;
	DIVISOR(bases[port]) = divisor < DIVISOR_LEAST ? DIVISOR_LEAST : divisor;
}

void mps2_uart_open(void)
{
	for (int i = 0; i < LINES; i++) {
		hal_set_line((enum hal_port)i, 115200, 8, 'N', 1);
		CONTROL(bases[i]) = CONTROL_ON | CONTROL_RX;
	}
	cortex_serve(MPS2_IRQ_UART0_RX, serve_0);
	cortex_serve(MPS2_IRQ_UART1_RX, serve_1);
	cortex_serve(MPS2_IRQ_UART2_RX, serve_2);
	cortex_serve(MPS2_IRQ_UART3_RX, serve_3);
}

void lines_room(unsigned line)
{
	if (CONTROL(bases[line]) == (CONTROL_ON | CONTROL_RX))
		return;
	/* What stood in the UART since then has given its interrupt already. */
	CONTROL(bases[line]) = CONTROL_ON | CONTROL_RX;
	serve(line);
}

bool lines_can_send(unsigned line)
{
	return !(STATE(bases[line]) & STATE_TX_FULL);
}

void lines_send(unsigned line, uint8_t byte)
{
	DATA(bases[line]) = byte;
}
