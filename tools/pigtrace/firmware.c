#include "tools/pigtrace/commands.h"

#include "core/base/file.h"
#include "firmware/core/update.h"
#include "tools/pigtrace/firmware_send.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define IMAGE_MOST ((size_t)64 << 20)
#define KEY_MOST   1024

static const struct command_option options[] = {
	{ "key", 'k', N_("FILE"),
		N_("sign: the maker's private key; check: its public key, as text") },
	{ "name", 0, N_("NAME"), N_("sign: image and board, e.g. gate-sf2") },
	{ "number", 0, N_("N"), N_("sign: of this release; a board takes only higher ones") },
	{ "output", 'o', N_("FILE"), N_("key, sign: where to write") },
	{ "port", 0, N_("DEVICE"), N_("send: the board's console, a serial line or a socket") },
};

static int read_key(const struct call *call, struct note_secret *key)
{
	const char *path = call_value(call, "key");
	struct buf text = { 0 };
	struct fault fault;
	struct span rest, line;
	if (!path)
		return complain_usage(call, _("sign wants --key FILE"));
	int code = file_read(path, KEY_MOST, &text, &fault);
	rest = buf_written(&text);
	line = rest;
	(void)span_cut(&rest, '\n', &line);
	if (code == 0 && note_secret_parse(line, key) != NOTE_OK)
		code = fault_set(&fault, FAULT_SETTING, "%s holds no private key", path);
	if (text.at)
		sodium_memzero(text.at, text.len);
	buf_free(&text);
	return code == 0 ? EXIT_DONE : complain_fault(call, &fault);
}

static int make_key(const struct call *call, const char *name)
{
	char text[NOTE_KEY_TEXT + 1], public_key[NOTE_KEY_TEXT];
	struct note_secret key;
	struct fault fault;
	uint8_t seed[32];
	const char *path = call_value(call, "output");
	if (!path)
		return complain_usage(call, _("key wants -o FILE"));
	if (!note_name_good(span_of(name)))
		return complain_usage(
			call, _("'%s' cannot be a maker's name: 1 to 32 of a-z 0-9 -"), name);
	randombytes_buf(seed, sizeof(seed));
	(void)note_key_make(span_of(name), seed, &key);
	note_secret_format(&key, text);
	note_public_format(&key.pub, public_key);
	size_t len = strlen(text);
	text[len] = '\n';
	int code = file_write(path, (struct span){ text, len + 1 }, 0600, &fault);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(&key, sizeof(key));
	sodium_memzero(text, sizeof(text));
	if (code != 0)
		return complain_fault(call, &fault);
	(void)printf("%s\n", public_key);
	return EXIT_DONE;
}

static int write_signed(
	const struct call *call, const char header[static UPDATE_HEADER], struct span image)
{
	struct buf all = { 0 };
	struct fault fault;
	buf_span(&all, (struct span){ header, UPDATE_HEADER });
	buf_span(&all, image);
	int code = all.failed ? fault_set(&fault, FAULT_MEMORY, "no memory")
	                      : file_write(call_value(call, "output"), buf_written(&all), 0644,
					&fault);
	buf_free(&all);
	return code == 0 ? EXIT_DONE : complain_fault(call, &fault);
}

static int sign(const struct call *call, const char *path)
{
	struct update_image image = { .number = 0 };
	struct note_secret key;
	struct buf text = { 0 };
	struct fault fault;
	char header[UPDATE_HEADER];
	const char *name = call_value(call, "name");
	if (!name || !call_has(call, "number") || !call_has(call, "output"))
		return complain_usage(call, _("sign wants --name, --number and -o FILE"));
	if (!call_number(call, "number", 1, INT32_MAX, &image.number))
		return EXIT_USAGE;
	if (strpbrk(name, " \n\r\t") || !name[0] ||
		!span_copy(span_of(name), image.name, sizeof(image.name)))
		return complain_usage(
			call, _("an image's name is 1 to 32 characters without space"));
	int code = read_key(call, &key);
	if (code != EXIT_DONE)
		return code;
	if (file_read(path, IMAGE_MOST, &text, &fault) != 0) {
		code = complain_fault(call, &fault);
	} else {
		image.length = (uint32_t)text.len;
		crypto_hash_sha256(image.sha256, (const unsigned char *)text.at, text.len);
		code = text.len && update_header_write(&image, &key, header) == UPDATE_OK
		               ? write_signed(call, header, buf_written(&text))
		               : complain(call, EXIT_FAILED, _("%s cannot be signed"), path);
	}
	sodium_memzero(&key, sizeof(key));
	buf_free(&text);
	return code;
}

static int check_text(const struct call *call, struct span text, const struct note_public *key)
{
	struct update_image image;
	uint8_t hash[crypto_hash_sha256_BYTES];
	if (text.len < UPDATE_HEADER)
		return complain(call, EXIT_UNVERIFIED, _("this is no signed image"));
	enum update_error error = update_header_read(text.at, key, &image);
	if (error == UPDATE_FORGED)
		return complain(call, EXIT_UNVERIFIED, _("this is not signed by %s"), key->name);
	if (error != UPDATE_OK)
		return complain(call, EXIT_UNVERIFIED, _("this is no signed image"));
	struct span content = { text.at + UPDATE_HEADER, text.len - UPDATE_HEADER };
	crypto_hash_sha256(hash, (const unsigned char *)content.at, content.len);
	if (content.len != image.length || memcmp(hash, image.sha256, sizeof(hash)) != 0)
		return complain(
			call, EXIT_UNVERIFIED, _("the image is not the one that was signed"));
	(void)printf(
		"%s %lld, %lu\n", image.name, (long long)image.number, (unsigned long)image.length);
	return EXIT_DONE;
}

static int check(const struct call *call, const char *path)
{
	struct note_public key;
	struct buf text = { 0 };
	struct fault fault;
	const char *wanted = call_value(call, "key");
	if (!wanted || note_public_parse(span_of(wanted), &key) != NOTE_OK)
		return complain_usage(call, _("check wants --key with the maker's public key"));
	int code = file_read(path, IMAGE_MOST, &text, &fault) == 0
	                   ? check_text(call, buf_written(&text), &key)
	                   : complain_fault(call, &fault);
	buf_free(&text);
	return code;
}

static int run(struct call *call)
{
	static const struct {
		const char *name;
		int (*run)(const struct call *call, const char *argument);
	} verbs[] = { { "key", make_key }, { "sign", sign }, { "check", check },
		{ "send", firmware_send } };
	for (size_t i = 0; call->argc == 2 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(call->argv[0], verbs[i].name) == 0)
			return verbs[i].run(call, call->argv[1]);
	return complain_usage(call, _("expected key NAME, sign IMAGE, check FILE or send FILE"));
}

const struct command command_firmware = {
	.name = "firmware",
	.usage = N_("key NAME -o FILE | sign IMAGE | check FILE | send FILE"),
	.summary = N_("sign images for boards, check signed ones, send them"),
	.about = N_(
		"A board takes an image only if the maker its passport names signed it and its number is higher "
		"than that of\n"
		"the one it has confirmed. It tries it and keeps it when it got a receipt of the gateway; else the "
		"one before\n"
		"runs again. key makes the maker's key: keep it away from networks, its public half is printed. send "
		"goes on\n"
		"where it broke off, and waits until the image is confirmed.\n\n"
		"  pigtrace firmware key maker -o maker.key\n"
		"  pigtrace firmware sign gate-sf2-slot.bin --key maker.key --name gate-sf2 "
		"--number 7 -o gate-sf2-7.img\n"
		"  pigtrace firmware check gate-sf2-7.img --key maker+0a1b2c3d+AbCd...\n"
		"  pigtrace firmware send gate-sf2-7.img --port /dev/ttyUSB0"),
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run,
};
