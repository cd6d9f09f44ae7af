/*
 * A 64 KB I2C EEPROM (24C512) as NOR flash: bytes are written with the bits that both the old and the new one have, and
 * "erase" fills a block with ones. Driven bit by bit, as the board's I2C has no more than two wires.
 */
#include "firmware/ports/mps2/mps2.h"

/* ARM DDI 0479 / AN385, two-wire interface: levels read and set, levels cleared. */
#define WIRES      CORTEX_REGISTER(MPS2_I2C + 0)
#define WIRES_DOWN CORTEX_REGISTER(MPS2_I2C + 4)
#define CLOCK      1u
#define DATA       2u

/* Microchip 24LC512 data sheet. */
#define DEVICE       0xA0 /* all address pins low; bit 0 reads */
#define WRITE_PAGE   128
#define SIZE         65536
#define BUSY_ASKS    2000 /* a write takes 5 ms at most; it does not answer meanwhile */
#define BIT_PAUSE    6    /* rounds: half of 400 kHz at 25 MHz */
#define BLOCK_SIZE   8192
#define OUTBOX_PAGES 256

static void pause(void)
{
	for (volatile int i = 0; i < BIT_PAUSE; i++)
		;
}

static void wire(uint32_t which, bool up)
{
	if (up)
		WIRES = which;
	else
		WIRES_DOWN = which;
}

static void clock_bit(bool bit)
{
	wire(DATA, bit);
	wire(CLOCK, true);
	pause();
	wire(CLOCK, false);
}

static bool read_bit(void)
{
	wire(DATA, true);
	wire(CLOCK, true);
	pause();
	bool bit = (WIRES & DATA) != 0;
	wire(CLOCK, false);
	return bit;
}

static void begin(void)
{
	wire(DATA, true);
	wire(CLOCK, true);
	pause();
	wire(DATA, false);
	pause();
	wire(CLOCK, false);
}

static void end(void)
{
	wire(DATA, false);
	wire(CLOCK, true);
	pause();
	wire(DATA, true);
	pause();
}

/* True if it was acknowledged. */
static bool put_byte(uint8_t byte)
{
	for (int i = 7; i >= 0; i--)
		clock_bit(byte >> i & 1);
	return !read_bit();
}

static uint8_t get_byte(bool more)
{
	unsigned byte = 0;
	for (int i = 0; i < 8; i++)
		byte = byte << 1 | read_bit();
	clock_bit(!more);
	return (uint8_t)byte;
}

/* Begin a transfer at an address, once the chip has finished what it was told before. */
static bool address(uint32_t at)
{
	for (int i = 0; i < BUSY_ASKS; i++) {
		begin();
		if (put_byte(DEVICE))
			return put_byte((uint8_t)(at >> 8)) && put_byte((uint8_t)at);
		end();
	}
	return false;
}

static int eeprom_read(void *context, uint32_t at, void *into, uint32_t len)
{
	uint8_t *bytes = into;
	(void)context;
	if (len == 0)
		return 0;
	bool there = address(at);
	begin();
	there = put_byte(DEVICE | 1) && there;
	for (uint32_t i = 0; there && i < len; i++)
		bytes[i] = get_byte(i + 1 < len);
	end();
	return there ? 0 : BLOCK_FAILED;
}

/* Within one page of the chip. */
static int write_part(uint32_t at, const uint8_t *bytes, uint32_t len)
{
	bool there = address(at);
	for (uint32_t i = 0; there && i < len; i++)
		there = put_byte(bytes[i]);
	end();
	return there ? 0 : BLOCK_FAILED;
}

static int eeprom_prog(void *context, uint32_t at, const void *from, uint32_t len)
{
	const uint8_t *bytes = from;
	uint8_t both[WRITE_PAGE];
	while (len > 0) {
		uint32_t part = WRITE_PAGE - at % WRITE_PAGE;
		part = part < len ? part : len;
		if (eeprom_read(context, at, both, part) != 0)
			return BLOCK_FAILED;
		for (uint32_t i = 0; i < part; i++)
			both[i] &= bytes[i];
		if (write_part(at, both, part) != 0)
			return BLOCK_FAILED;
		at += part;
		bytes += part;
		len -= part;
	}
	return 0;
}

static int eeprom_erase(void *context, uint32_t at)
{
	uint8_t ones[WRITE_PAGE];
	(void)context;
	for (uint32_t i = 0; i < WRITE_PAGE; i++)
		ones[i] = 0xFF;
	for (uint32_t done = 0; done < BLOCK_SIZE; done += WRITE_PAGE)
		if (write_part(at + done, ones, WRITE_PAGE) != 0)
			return BLOCK_FAILED;
	return 0;
}

/* When it answers to its address again, the last write is done. */
static int eeprom_sync(void *context)
{
	(void)context;
	bool there = address(0);
	end();
	return there ? 0 : BLOCK_FAILED;
}

static const struct block_device device = { .page_size = OUTBOX_PAGES,
	.erase_size = BLOCK_SIZE,
	.block_count = SIZE / BLOCK_SIZE,
	.read = eeprom_read,
	.prog = eeprom_prog,
	.erase = eeprom_erase,
	.sync = eeprom_sync };

const struct block_device *hal_storage(void)
{
	return &device;
}

/* A transfer that a restart cut off is ended: nine clocks free the data wire. */
void mps2_eeprom_open(void)
{
	for (int i = 0; i < 9; i++)
		(void)read_bit();
	end();
}
