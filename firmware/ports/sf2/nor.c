/* The SPI NOR flash on SPI 0: S25FL128 and its kind, 16 MB, 256-byte pages, 64 KB erase blocks. */
#include "firmware/ports/sf2/sf2.h"

/* UG0331, SPI controller. */
#define CONTROL    CORTEX_REGISTER(SF2_SPI0 + 0x00)
#define FRAME_SIZE CORTEX_REGISTER(SF2_SPI0 + 0x04)
#define STATE      CORTEX_REGISTER(SF2_SPI0 + 0x08)
#define RECEIVED   CORTEX_REGISTER(SF2_SPI0 + 0x10)
#define SEND       CORTEX_REGISTER(SF2_SPI0 + 0x14)
#define CLOCK      CORTEX_REGISTER(SF2_SPI0 + 0x18)
#define SELECT     CORTEX_REGISTER(SF2_SPI0 + 0x1C)

#define CONTROL_ON       0x00000001
#define CONTROL_MASTER   0x00000002
#define CONTROL_ONE_CHIP 0x04000000 /* chip select stays until all frames of the count went */
#define CONTROL_BIG_FIFO 0x20000000
#define CONTROL_COUNT(n) ((uint32_t)(n) << 8)
#define STATE_RX_EMPTY   0x40
#define FRAMES_MOST      32768

/* S25FL-S data sheet, command summary. */
#define COMMAND_READ    0x03
#define COMMAND_PROGRAM 0x02
#define COMMAND_ERASE   0xD8
#define COMMAND_WRITE   0x06 /* write enable */
#define COMMAND_STATUS  0x05
#define STATUS_BUSY     0x01

#define PAGE_SIZE   256
#define ERASE_SIZE  65536
#define BLOCK_COUNT 256
/* Times the status is read: a block erase takes 2.6 s at most, a read of the status 1 us at least. */
#define BUSY_READS 3000000
#define WAIT_READS 100000

static bool dead; /* the controller did not answer */

static uint8_t exchange(uint8_t byte)
{
	uint32_t waited = 0;
	SEND = byte;
	while (STATE & STATE_RX_EMPTY)
		if (++waited > WAIT_READS) {
			dead = true;
			return 0xFF;
		}
	return (uint8_t)RECEIVED;
}

static void begin(uint32_t frames)
{
	CONTROL = CONTROL_ON | CONTROL_MASTER | CONTROL_ONE_CHIP | CONTROL_BIG_FIFO |
	          CONTROL_COUNT(frames);
}

static void address(uint8_t command, uint32_t at, uint32_t frames)
{
	begin(frames + 4);
	(void)exchange(command);
	(void)exchange((uint8_t)(at >> 16));
	(void)exchange((uint8_t)(at >> 8));
	(void)exchange((uint8_t)at);
}

static int nor_read(void *context, uint32_t at, void *into, uint32_t len)
{
	uint8_t *bytes = into;
	(void)context;
	while (len > 0) {
		uint32_t part = len < FRAMES_MOST ? len : FRAMES_MOST;
		address(COMMAND_READ, at, part);
		for (uint32_t i = 0; i < part; i++)
			bytes[i] = exchange(0);
		at += part;
		bytes += part;
		len -= part;
	}
	return dead ? BLOCK_FAILED : 0;
}

static int settle(void)
{
	for (uint32_t i = 0; i < BUSY_READS && !dead; i++) {
		begin(2);
		(void)exchange(COMMAND_STATUS);
		if (!(exchange(0) & STATUS_BUSY))
			return dead ? BLOCK_FAILED : 0;
	}
	return BLOCK_FAILED;
}

static void enable(void)
{
	begin(1);
	(void)exchange(COMMAND_WRITE);
}

static int nor_prog(void *context, uint32_t at, const void *from, uint32_t len)
{
	const uint8_t *bytes = from;
	(void)context;
	if (len < 1 || at % PAGE_SIZE + len > PAGE_SIZE)
		return BLOCK_FAILED;
	enable();
	address(COMMAND_PROGRAM, at, len);
	for (uint32_t i = 0; i < len; i++)
		(void)exchange(bytes[i]);
	return settle();
}

static int nor_erase(void *context, uint32_t at)
{
	(void)context;
	if (at % ERASE_SIZE != 0)
		return BLOCK_FAILED;
	cortex_alive(); /* some take seconds */
	enable();
	address(COMMAND_ERASE, at, 0);
	return settle();
}

/* prog and erase return when the chip is no longer busy; nothing is left to wait for. */
static int nor_sync(void *context)
{
	(void)context;
	return dead ? BLOCK_FAILED : 0;
}

static const struct block_device device = { .page_size = PAGE_SIZE,
	.erase_size = ERASE_SIZE,
	.block_count = BLOCK_COUNT,
	.read = nor_read,
	.prog = nor_prog,
	.erase = nor_erase,
	.sync = nor_sync };

const struct block_device *hal_storage(void)
{
	return &device;
}

void sf2_nor_open(void)
{
	CONTROL = CONTROL_MASTER;
	FRAME_SIZE = 8;
	CLOCK = 3; /* 142 MHz / 8: 17 MHz, in every such chip's range for plain reads */
	SELECT = 1;
}
