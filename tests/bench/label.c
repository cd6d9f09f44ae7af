/* Labels a second in each format, beside the QR code and the signature alone: neither can be left out. */
#include "tests/bench/bench.h"

#include "core/label/label.h"
#include "core/note/label_sign.h"

#include <qrencode.h>
#include <stdio.h>

#define LABELS 500
#define BASE   "https://id.example.cn/01/06901234567892/10/L20261120/21/"

static const struct {
	const char *title;
	int width_um;
	int height_um;
	int dpi;
} shapes[] = {
	{ "40 x 30 mm at 300 dpi", 40000, 30000, 300 },
	{ "60 x 40 mm at 203 dpi", 60000, 40000, 203 },
	{ "as it comes at 300 dpi", 0, 0, 300 },
};

static void serial_of(int64_t number, char text[static 24])
{
	struct out out = out_into(text, 24);
	out_digits(&out, (uint64_t)number + 1, 8);
	out_text(&out, "K3F9A7QW2M4T");
}

static void uri_of(int64_t number, const struct note_secret *key, struct out *uri)
{
	char serial[24];
	serial_of(number, serial);
	out_text(uri, BASE);
	out_text(uri, serial);
	(void)label_sign(uri, key);
}

static int draw(int64_t number, size_t shape, enum label_format format,
	const struct note_secret *key, struct buf *into, struct fault *fault)
{
	char room[LABEL_URI_MOST], serial[24];
	struct out uri = out_into(room, sizeof(room));
	uri_of(number, key, &uri);
	serial_of(number, serial);
	struct label label = { .uri = out_written(&uri),
		.lines = { span_of("吕梁山猪五花肉  净含量 0.5 kg"), span_of("批次 L20261120"),
			span_of("包装日期 2026-11-20  保质期至 2026-11-27"), span_of(serial) },
		.line_count = 4,
		.number = true,
		.dpi = shapes[shape].dpi,
		.width_um = shapes[shape].width_um,
		.height_um = shapes[shape].height_um };
	return label_draw(&label, format, into, fault);
}

static double alone(const struct note_secret *key, int64_t count)
{
	int64_t began = bench_now_ns();
	for (int64_t i = 0; i < count; i++) {
		char room[LABEL_URI_MOST];
		struct out uri = out_into(room, sizeof(room));
		uri_of(i, key, &uri);
		QRcode_free(QRcode_encodeData(
			(int)uri.len, (const unsigned char *)room, 0, QR_ECLEVEL_M));
	}
	return (double)count * 1e9 / (double)(bench_now_ns() - began);
}

static int measure(size_t shape, enum label_format format, const struct note_secret *key,
	int64_t count, double limit)
{
	struct samples samples = { 0 };
	struct fault fault;
	size_t bytes = 0;
	int64_t began = bench_now_ns();
	for (int64_t i = 0; i < count; i++) {
		struct buf into = { 0 };
		int64_t from = bench_now_ns();
		if (draw(i, shape, format, key, &into, &fault) != 0)
			return give_up("a label", &fault);
		samples_add(&samples, bench_now_ns() - from);
		bytes += into.len;
		buf_free(&into);
	}
	double rate = (double)count * 1e9 / (double)(bench_now_ns() - began);
	(void)printf(
		"  %-24s %-4s %7.0f labels/s  (1 in %.1f of QR and signature alone)  p99 %.1f ms  "
		"%zu bytes\n",
		shapes[shape].title, label_format_name(format), rate, limit / rate,
		(double)samples_permille(&samples, 990) / 1e6, bytes / (size_t)count);
	samples_free(&samples);
	return 0;
}

int bench_label(const struct bench_options *options)
{
	static const uint8_t seed[32] = { 1 };
	struct note_secret key;
	int64_t count = options->asks > 0 ? options->asks : LABELS;
	int code = note_key_make(span_of("packer-01"), seed, &key) == NOTE_OK ? 0 : 1;
	double limit = alone(&key, count);
	(void)printf("  QR code and signature alone   %7.0f a second\n", limit);
	for (size_t shape = 0; shape < sizeof(shapes) / sizeof(shapes[0]); shape++)
		for (int format = 0; code == 0 && format < LABEL_FORMAT_COUNT; format++)
			code = measure(shape, (enum label_format)format, &key, count, limit);
	return code;
}
