/* The two 16550 UARTs: bytes in by interrupt, bytes out as fast as the line takes them. */
#include "firmware/ports/cortex_m/ring.h"
#include "firmware/ports/sf2/sf2.h"

/* UG0331, MMUART: 16550 registers, four bytes apart. */
#define DATA(base)       CORTEX_REGISTER((base) + 0x00)
#define INTERRUPTS(base) CORTEX_REGISTER((base) + 0x04)
#define FIFO(base)       CORTEX_REGISTER((base) + 0x08)
#define LINE_FORM(base)  CORTEX_REGISTER((base) + 0x0C)
#define LINE_STATE(base) CORTEX_REGISTER((base) + 0x14)
#define INTERRUPT_RX     1
#define FIFO_ON          7 /* on, both sides cleared, interrupt at the first byte */
#define FORM_8N1         3
#define STATE_RX         0x01
#define STATE_RX_BAD     0x0E /* overrun, parity, framing */
#define STATE_TX_ROOM    0x20
#define LINES            2

static struct ring rings[LINES];
static volatile uint32_t lost[LINES];
static const uint32_t bases[LINES] = { SF2_UART0, SF2_UART1 };

static void serve(int line)
{
	struct ring *ring = &rings[line];
	uint32_t state = LINE_STATE(bases[line]);
	while (state & STATE_RX && !ring_full(ring)) {
		if (state & STATE_RX_BAD)
			lost[line] += lost[line] < UINT32_MAX;
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

void sf2_uart_open(void)
{
	for (int i = 0; i < LINES; i++) {
		LINE_FORM(bases[i]) = FORM_8N1;
		FIFO(bases[i]) = FIFO_ON;
		INTERRUPTS(bases[i]) = INTERRUPT_RX;
	}
	cortex_serve(SF2_IRQ_UART0, serve_0);
	cortex_serve(SF2_IRQ_UART1, serve_1);
}

/* HAL_CONSOLE is the first line, HAL_DEVICE_1 the second; there are no more. */
size_t hal_read(enum hal_port port, uint8_t *into, size_t most)
{
	if (port >= LINES)
		return 0;
	size_t len = ring_take(&rings[port], into, most);
	INTERRUPTS(bases[port]) = INTERRUPT_RX;
	return len;
}

uint32_t hal_lost(enum hal_port port)
{
	return port < LINES ? lost[port] : 0;
}

void hal_write(enum hal_port port, const void *bytes, size_t len)
{
	const uint8_t *byte = bytes;
	if (port >= LINES)
		return;
	for (size_t i = 0; i < len; i++) {
		while (!(LINE_STATE(bases[port]) & STATE_TX_ROOM))
			;
		DATA(bases[port]) = byte[i];
	}
}
