/*
 * update.h - a newer image of this board: taken into the second slot, tried, and kept only if it gets a receipt.
 *
 * Image     UPDATE_HEADER bytes of header, then the image. The header is a signed note (core/note/note.h) of the maker,
 *           filled up with 0xFF:
 *             pigtrace-image/v1 NAME NUMBER LENGTH SHA256
 *           NAME the image and board ("gate-sf2"), NUMBER 1.. rises with every release, LENGTH of the image in
 *           bytes, SHA256 of it in 64 hexadecimal digits. It is linked for the memory it is loaded into.
 * Slots     two, of slot_blocks erase blocks each: the one that is not confirmed takes the next image. The image in the
 *           board's own flash ("factory") is never touched and is what runs when no slot can.
 * Taking    The slot is erased, then its header is written, then the image's bytes in order; the record, which makes it
 *           the next to try, comes last, behind a check of all of it. So a slot that begins with the very header
 *           that is offered holds the front of that image: taking goes on there, also after a cut. What may be
 *           half programmed is programmed once more.
 * Record    two erase blocks of pages, the one with the highest sequence counts: which slot, which number, and
 *           marks that are programmed later: tried (one a start), confirmed (it got a receipt), failed.
 * Promise   Whatever instant the power fails at: the next start runs an image that is whole and signed, which is
 *           the last confirmed one, or one that was taken whole and has tries left, or the factory's. A
 *           confirmed image stays until a newer one is confirmed. An image never runs more than UPDATE_TRIES starts
 *           without a receipt. One with a number not above the confirmed one's is not taken.
 * Starts    A boot loader calls update_boot with the memory the image is to run from: it is checked where it will run.
 *           A hang within a try is ended by the board's watchdog (hal.h) or by whoever pulls the plug.
 * Memory    one struct update, about 300 bytes; no allocation. update_header_read takes 1 KB of stack.
 */
#ifndef PIGTRACE_FIRMWARE_UPDATE_H
#define PIGTRACE_FIRMWARE_UPDATE_H

#include "core/note/note.h"
#include "firmware/core/block_device.h"

#include <sodium.h>

#define UPDATE_HEADER    512
#define UPDATE_NAME_MOST 32
#define UPDATE_TRIES     3
#define UPDATE_PAGE      256
#define UPDATE_SLOTS     2
#define UPDATE_FACTORY   (-1)

enum update_error {
	UPDATE_OK,
	UPDATE_FORM,    /* no header of an image */
	UPDATE_FORGED,  /* not signed by the maker */
	UPDATE_NAME,    /* an image for another board or purpose */
	UPDATE_OLD,     /* not newer than the confirmed one */
	UPDATE_LENGTH,  /* it does not fit the slot, or not all or too much of it came */
	UPDATE_CONTENT, /* what the slot holds is not what was signed */
	UPDATE_ORDER,   /* no image is being taken */
	UPDATE_DEVICE,  /* the storage failed */
	UPDATE_ERROR_COUNT
};

struct update_image {
	char name[UPDATE_NAME_MOST + 1];
	int64_t number;
	uint32_t length;
	uint8_t sha256[crypto_hash_sha256_BYTES];
};

struct update_settings {
	const struct block_device *device;
	struct note_public maker;
	const char *name;      /* of the images this board runs; NULL: any */
	uint32_t record_block; /* this one and the next */
	uint32_t slot_block[UPDATE_SLOTS];
	uint32_t slot_blocks;
	uint8_t *run_from; /* where update_boot puts the image it chose; NULL: nowhere */
	uint32_t run_most; /* bytes there; of no matter without run_from */
};

/* One page of the record that reads. */
struct update_record {
	uint32_t at;       /* its address */
	uint32_t sequence; /* 0: there is none */
	int slot;
	int64_t number;
	int tried;
	bool confirmed;
	bool failed;
};

struct update {
	struct update_settings settings;
	struct update_record confirmed; /* newest confirmed one whose slot is whole */
	struct update_record newest;    /* whatever it is */
	bool taking;
	int slot; /* being taken into */
	uint32_t taken;
	struct update_image image;
};

struct update_choice {
	int slot; /* UPDATE_FACTORY, 0 or 1 */
	bool trial;
	struct update_image image; /* not for the factory's */
};

/* What a header says, if it is the maker's. */
enum update_error update_header_read(const char header[static UPDATE_HEADER],
	const struct note_public *maker, struct update_image *image);

/* What a header says, whoever signed it: for those who only carry it. */
bool update_header_peek(const char header[static UPDATE_HEADER], struct update_image *image);

/* The header of an image, by the maker's private key; *image's content is signed as it stands. */
enum update_error update_header_write(const struct update_image *image,
	const struct note_secret *maker, char header[static UPDATE_HEADER]);

/* Read the record. For the boot loader and for the program that runs. */
enum update_error update_open(struct update *update, const struct update_settings *settings);

/* The boot loader's question: what to run now. A try is counted before it answers. With run_from, an image it chose is
 * there, whole. */
enum update_error update_boot(struct update *update, struct update_choice *choice);

/* Whether the image of this slot (UPDATE_FACTORY: none) runs on trial. */
bool update_on_trial(const struct update *update, int slot);

/* The running image got a receipt: it stays. Nothing happens if it is confirmed already. */
enum update_error update_confirm(struct update *update);

/* Take an image: its header, then its bytes from update->taken on in order, then the end. Only then the next start
 * tries it. update->taken is 0, or more if the slot holds the front of this image already. */
enum update_error update_begin(struct update *update, const char header[static UPDATE_HEADER]);
enum update_error update_put(struct update *update, const void *bytes, uint32_t len);
enum update_error update_end(struct update *update);

/* A word for the console. */
const char *update_error_word(enum update_error error);

#endif
