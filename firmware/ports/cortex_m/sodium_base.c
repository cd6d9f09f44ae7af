/* The three functions of libsodium's utilities that its Ed25519 needs; the rest of that file needs an operating
 * system. Nothing here is secret to a neighbour: the image is alone on its processor. */
#include "firmware/hal/hal.h"

#include <sodium.h>

void sodium_memzero(void *const at, const size_t len)
{
	volatile unsigned char *byte = at;
	for (size_t i = 0; i < len; i++)
		byte[i] = 0;
}

int sodium_memcmp(const void *const a, const void *const b, size_t len)
{
	const volatile unsigned char *left = a, *right = b;
	unsigned char differ = 0;
	for (size_t i = 0; i < len; i++)
		differ |= left[i] ^ right[i];
	return -(differ != 0);
}

int sodium_is_zero(const unsigned char *bytes, const size_t len)
{
	unsigned char any = 0;
	for (size_t i = 0; i < len; i++)
		any |= bytes[i];
	return any == 0;
}

void sodium_misuse(void)
{
	hal_restart();
}
