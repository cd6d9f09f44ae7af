#include "tests/qrbench/paper.h"

#include <math.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#define GLYPH_ROWS  3   /* lines of words under the code */
#define GLYPH_SIDE  2.6 /* modules of one character */
#define WORDS_BELOW 11.0

double dice_real(struct dice *dice, double least, double most)
{
	double unit = (double)(dice_throw(dice) >> 11) / 9007199254740992.0; /* 2^53 */
	return least + unit * (most - least);
}

static void fill(struct paper *paper, double u0, double v0, double u1, double v1, uint8_t gray)
{
	int x0 = (int)lrint((u0 + paper->left) * PAPER_DOTS),
	    x1 = (int)lrint((u1 + paper->left) * PAPER_DOTS);
	int y0 = (int)lrint((v0 + paper->top) * PAPER_DOTS),
	    y1 = (int)lrint((v1 + paper->top) * PAPER_DOTS);
	for (int y = y0 < 0 ? 0 : y0; y < y1 && y < paper->height; y++)
		for (int x = x0 < 0 ? 0 : x0; x < x1 && x < paper->width; x++)
			paper->ink[(size_t)y * (size_t)paper->width + (size_t)x] = gray;
}

/* A character of no language: four to seven strokes in a square, as a CJK one has. */
static void glyph(struct paper *paper, struct dice *dice, double u, double v, double side)
{
	int strokes = dice_between(dice, 4, 7);
	for (int i = 0; i < strokes; i++) {
		double a = dice_real(dice, 0, 0.7) * side, b = dice_real(dice, 0, 0.85) * side;
		double len = dice_real(dice, 0.3, 1) * side - a, thick = side * 0.11;
		if (dice_chance(dice, 500))
			fill(paper, u + a, v + b, u + a + len, v + b + thick, 0);
		else
			fill(paper, u + b, v + a, u + b + thick, v + a + len, 0);
	}
}

static void words_print(struct paper *paper, struct dice *dice)
{
	for (int row = 0; row < GLYPH_ROWS; row++) {
		double side = row == 0 ? GLYPH_SIDE : GLYPH_SIDE * 0.7;
		double v = paper->modules + 2.5 + row * (GLYPH_SIDE + 0.4);
		int count = (int)((paper->modules - 1) / (side * 1.15));
		count = dice_between(dice, count / 2, count);
		for (int i = 0; i < count; i++)
			glyph(paper, dice, i * side * 1.15, v, side);
	}
}

static bool in_finder(const struct paper *paper, double u, double v, double margin)
{
	double far = paper->modules - 8 - margin, near = 8 + margin;
	return (u < near && v < near) || (u > far && v < near) || (u < near && v > far);
}

/* Scratches and stains until their share of the code is reached; the corner squares are spared. */
static void damage(struct paper *paper, struct dice *dice, double share)
{
	double left = share * paper->modules * paper->modules;
	for (int tries = 0; left > 0 && tries < 1000; tries++) {
		double u = dice_real(dice, 0, paper->modules),
		       v = dice_real(dice, 0, paper->modules);
		double angle = dice_real(dice, 0, 3.14159265), radius = dice_real(dice, 0.4, 1.6);
		double len = dice_chance(dice, 400) ? 0 : dice_real(dice, 2, 9);
		uint8_t gray = dice_chance(dice, 600) ? 255 : 20;
		for (double t = 0; t <= len; t += 0.3) {
			double a = u + t * cos(angle), b = v + t * sin(angle);
			if (a < 0 || b < 0 || a > paper->modules || b > paper->modules ||
				in_finder(paper, a, b, radius))
				continue;
			for (double y = -radius; y <= radius; y += 1.0 / PAPER_DOTS) {
				double half = sqrt(radius * radius - y * y);
				fill(paper, a - half, b + y, a + half, b + y + 1.0 / PAPER_DOTS,
					gray);
			}
			left -= len > 0 ? 0.3 * 2 * radius : 3.14159 * radius * radius;
		}
	}
}

/* A piece of the label torn off over one corner square, from its outer corner or a side inwards. */
static void finder_damage(struct paper *paper, struct dice *dice, double share)
{
	double far = paper->modules - 7;
	int which = dice_between(dice, 0, 2), side = dice_between(dice, 0, 1);
	double u = which == 1 ? far : 0, v = which == 2 ? far : 0;
	double len = share * 7;
	uint8_t gray = dice_chance(dice, 700) ? 255 : 30;
	if (side)
		fill(paper, u - 1, which == 2 ? v + 7 - len : v - 1, u + 8,
			which == 2 ? v + 8 : v + len, gray);
	else
		fill(paper, which == 1 ? u + 7 - len : u - 1, v - 1, which == 1 ? u + 8 : u + len,
			v + 8, gray);
}

/* As our labels have it: M, or better where that takes no more room. */
static QRcode *code_make(const char *text)
{
	static const QRecLevel levels[] = { QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H };
	const unsigned char *bytes = (const unsigned char *)text;
	QRcode *best = QRcode_encodeData((int)strlen(text), bytes, 0, levels[0]);
	for (size_t i = 1; best && i < sizeof(levels) / sizeof(levels[0]); i++) {
		QRcode *more =
			QRcode_encodeData((int)strlen(text), bytes, best->version, levels[i]);
		if (!more || more->version != best->version) {
			QRcode_free(more);
			break;
		}
		QRcode_free(best);
		best = more;
	}
	return best;
}

bool paper_print(
	const char *text, const struct qrbench_harm *harm, struct dice *dice, struct paper *paper)
{
	QRcode *code = code_make(text);
	if (!code)
		return false;
	*paper = (struct paper){ .modules = code->width, .left = harm->quiet, .top = harm->quiet };
	double below = harm->quiet < 2 ? harm->quiet : WORDS_BELOW;
	paper->width = (int)((paper->modules + 2 * harm->quiet) * PAPER_DOTS);
	paper->height = (int)((paper->modules + harm->quiet + below) * PAPER_DOTS);
	paper->ink = malloc((size_t)paper->width * (size_t)paper->height);
	if (paper->ink) {
		memset(paper->ink, 255, (size_t)paper->width * (size_t)paper->height);
		for (int y = 0; y < code->width; y++)
			for (int x = 0; x < code->width; x++)
				if (code->data[y * code->width + x] & 1)
					fill(paper, x, y, x + 1, y + 1, 0);
		if (below > 2)
			words_print(paper, dice);
		if (harm->damage > 0)
			damage(paper, dice, harm->damage);
		if (harm->finder > 0)
			finder_damage(paper, dice, harm->finder);
	}
	QRcode_free(code);
	paper->ground = (uint8_t)dice_between(dice, 70, 200);
	for (size_t i = 0; i < sizeof(paper->patches) / sizeof(paper->patches[0]); i++) {
		double u = dice_real(dice, -60, 60), v = dice_real(dice, -60, 60);
		paper->patches[i].x0 = u;
		paper->patches[i].y0 = v;
		paper->patches[i].x1 = u + dice_real(dice, 4, 80);
		paper->patches[i].y1 = v + dice_real(dice, 2, 30);
		paper->patches[i].gray = (uint8_t)dice_between(dice, 40, 220);
	}
	return paper->ink != NULL;
}

void paper_free(struct paper *paper)
{
	free(paper->ink);
}

static double ground_at(const struct paper *paper, double u, double v)
{
	uint8_t gray = paper->ground;
	for (size_t i = 0; i < sizeof(paper->patches) / sizeof(paper->patches[0]); i++)
		if (u > paper->patches[i].x0 && u < paper->patches[i].x1 &&
			v > paper->patches[i].y0 && v < paper->patches[i].y1)
			gray = paper->patches[i].gray;
	return gray;
}

double paper_at(const struct paper *paper, double u, double v)
{
	double x = (u + paper->left) * PAPER_DOTS, y = (v + paper->top) * PAPER_DOTS;
	if (x < 0 || y < 0 || x >= paper->width || y >= paper->height)
		return ground_at(paper, u, v);
	return paper->ink[(size_t)y * (size_t)paper->width + (size_t)x];
}
