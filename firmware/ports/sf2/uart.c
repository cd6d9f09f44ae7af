/* The two 16550 UARTs: bytes in by interrupt, bytes out as fast as the line takes them. */
#include "firmware/ports/cortex_m/lines.h"
#include "firmware/ports/sf2/sf2.h"

/* UG0331, MMUART: 16550 registers, four bytes apart. */
#define DATA(base)       CORTEX_REGISTER((base) + 0x00)
#define INTERRUPTS(base) CORTEX_REGISTER((base) + 0x04)
#define FIFO(base)       CORTEX_REGISTER((base) + 0x08)
#define LINE_FORM(base)  CORTEX_REGISTER((base) + 0x0C)
#define LINE_STATE(base) CORTEX_REGISTER((base) + 0x14)
#define INTERRUPT_RX     1
#define FIFO_ON          7    /* on, both sides cleared, interrupt at the first byte */
#define FORM_DIVISOR     0x80 /* DATA and INTERRUPTS are the divisor while it is set */
#define BUS_HZ           (SF2_CLOCK_HZ / 4) /* APB */
#define STATE_RX         0x01
#define STATE_RX_BAD     0x0E /* overrun, parity, framing */
#define STATE_TX_ROOM    0x20
#define LINES            2

struct line lines[LINES];
const unsigned lines_count = LINES;
static const uint32_t bases[LINES] = { SF2_UART0, SF2_UART1 };

static void serve(unsigned line)
{
	struct ring *ring = &lines[line].ring;
	uint32_t state = LINE_STATE(bases[line]);
	while (state & STATE_RX && !ring_full(ring)) {
		if (state & STATE_RX_BAD)
			line_lost(&lines[line]);
		ring_put(ring, (uint8_t)DATA(bases[line]));
		state = LINE_STATE(bases[line]);
	}
	if (state & STATE_RX)
		INTERRUPTS(bases[line]) = 0; /* until hal_read has made room */
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

void hal_set_line(
	enum hal_port port, uint32_t baud, uint8_t data_bits, char parity, uint8_t stop_bits)
{
	if (port >= LINES || baud == 0)
		return;
	uint32_t base = bases[port];
	uint32_t divisor = (BUS_HZ / 16 + baud / 2) / baud;
	uint32_t form = (data_bits == 7 ? 2u : 3u) | (stop_bits == 2 ? 4u : 0u) |
	                (parity == 'N' ? 0u : 8u) | (parity == 'E' ? 0x10u : 0u);
	uint32_t before = cortex_lock();
	LINE_FORM(base) = FORM_DIVISOR;
	DATA(base) = divisor & 0xFF;
	INTERRUPTS(base) = divisor >> 8 & 0xFF;
	LINE_FORM(base) = form;
	INTERRUPTS(base) = INTERRUPT_RX;
	cortex_unlock(before);
}

void sf2_uart_open(void)
{
	for (int i = 0; i < LINES; i++) {
		FIFO(bases[i]) = FIFO_ON;
		hal_set_line((enum hal_port)i, 115200, 8, 'N', 1);
	}
	cortex_serve(SF2_IRQ_UART0, serve_0);
	cortex_serve(SF2_IRQ_UART1, serve_1);
}

void lines_room(unsigned line)
{
	INTERRUPTS(bases[line]) = INTERRUPT_RX;
}

bool lines_can_send(unsigned line)
{
	return (LINE_STATE(bases[line]) & STATE_TX_ROOM) != 0;
}

void lines_send(unsigned line, uint8_t byte)
{
	DATA(bases[line]) = byte;
}
