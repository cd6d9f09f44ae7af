/* --proof: what a label's raster is worth before it is printed. */
#include "core/scan/scan.h"
#include "tools/pigtrace/label_job.h"

#include <stdio.h>

#define GRADE_GOOD  2 /* GS1 General Specifications 5.12: 1.5 or more on the finished package */
#define TITLE_WIDTH 30

/* Another program's decoder on the very picture. */
static bool is_read(const struct label *label)
{
	/* Without the ladder: not every scanner in the field has one. */
	static const struct scan_manner zbar_alone = { .rungs = 1U << SCAN_RUNG_PLAIN };
	struct buf png = { 0 };
	struct scan scan = { .count = 0 };
	bool same = label_draw(label, LABEL_PNG, &png, NULL) == 0 &&
	            scan_picture(buf_written(&png), &zbar_alone, &scan, NULL) == 0 &&
	            scan.count == 1 && span_equal(scan.codes[0].data, label->uri);
	scan_free(&scan);
	buf_free(&png);
	return same;
}

static void put_title(struct buf *into, const char *title)
{
	buf_text(into, "  ");
	buf_padded(into, title, TITLE_WIDTH);
	buf_text(into, "  ");
}

static void put_mm(struct buf *into, int um)
{
	buf_format(into, "%d.%02d", um / 1000, um / 10 % 100);
}

static void put_grade(struct buf *into, int grade)
{
	buf_format(into, "%d (%c)\n", grade, "FDCBA"[grade]);
}

static void put_size(struct buf *into, const struct label_proof *proof, int dpi)
{
	const struct label_size *size = &proof->size;
	put_title(into, _("label"));
	put_mm(into, size->width_um);
	buf_text(into, " x ");
	put_mm(into, size->height_um);
	buf_format(into, _(" mm at %d dots per inch; words at %d %%\n"), dpi, size->percent);
	put_title(into, _("code"));
	buf_format(
		into, _("%d x %d modules of %d dots\n"), size->modules, size->modules, proof->dots);
	put_title(into, _("X-dimension"));
	buf_format(into, _("%d.%03d mm (%d.%03d mm or more)\n"), size->module_um / 1000,
		size->module_um % 1000, LABEL_MODULE_UM / 1000, LABEL_MODULE_UM % 1000);
}

int label_proof_print(struct label_job *job, const struct label *label, const char *item)
{
	struct label_proof proof;
	struct fault fault;
	struct buf text = { 0 };
	if (label_prove(label, &proof, &fault) != 0)
		return complain_fault(job->call, &fault);
	bool read = is_read(label);
	buf_format(&text, "%s\n", item);
	put_size(&text, &proof, label->dpi);
	for (int i = 0; i < LABEL_GRADE_COUNT; i++) {
		char value[24];
		(void)snprintf(value, sizeof(value), "%d %s", proof.value[i],
			label_grade_unit((enum label_grade)i));
		put_title(&text, words(label_grade_title((enum label_grade)i)));
		buf_padded(&text, value, 8);
		put_grade(&text, proof.grade[i]);
	}
	put_title(&text, _("decode"));
	buf_padded(&text, read ? _("read") : _("not read"), 8);
	put_grade(&text, read ? 4 : 0);
	put_title(&text, _("ISO/IEC 15415, estimated"));
	buf_padded(&text, "", 8);
	put_grade(&text, read ? proof.overall : 0);
	buf_text(&text,
		_("  This is the picture's grade; ink, paper and wear take from it. Measure a "
		  "printed one.\n"));
	int code = text.failed ? complain(job->call, EXIT_FAILED, _("no memory"))
	                       : print_out(job->call, buf_written(&text));
	buf_free(&text);
	if (code != EXIT_DONE)
		return code;
	return read && proof.overall >= GRADE_GOOD ? EXIT_DONE : EXIT_UNVERIFIED;
}
