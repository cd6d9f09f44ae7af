#include "tests/qrbench/lens.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEGREE     (3.14159265358979 / 180)
#define DISTANCE   2.2 /* of the camera, in sides of the code */
#define RAYS       2   /* a side of a pixel */
#define BLACK      18.0
#define PAPER_GRAY 225.0

struct turn {
	double at[3][3];
};

/* A pinhole camera before the label. */
struct camera {
	double from[3];
	struct turn turn;
	double focal; /* px */
	double middle_x, middle_y;
	double u0, v0; /* the middle of the code */
	double radius; /* of the cylinder, modules; 0: flat */
	bool lying;    /* the cylinder's axis is along the rows */
};

static void turn_by(struct turn *turn, int a, int b, double angle)
{
	double c = cos(angle), s = sin(angle);
	for (int i = 0; i < 3; i++) {
		double p = turn->at[i][a], q = turn->at[i][b];
		turn->at[i][a] = c * p + s * q;
		turn->at[i][b] = c * q - s * p;
	}
}

static double signed_real(struct dice *dice, double least, double most)
{
	double real = dice_real(dice, least, most);
	return dice_chance(dice, 500) ? -real : real;
}

static void camera_place(struct camera *camera, const struct qrbench_harm *harm, struct dice *dice,
	int modules, unsigned width, unsigned height)
{
	double side = modules * harm->module_px, distance = DISTANCE * modules;
	double way = dice_real(dice, 0, 360) * DEGREE;
	double lean = dice_real(dice, harm->lean * 0.8, harm->lean) * DEGREE;
	*camera = (struct camera){ .turn = { { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } } };
	camera->focal = harm->module_px * distance;
	double room_x = (width - side) / 2 * 0.5, room_y = (height - side) / 2 * 0.5;
	camera->middle_x = width / 2.0 + (room_x > 0 ? dice_real(dice, -room_x, room_x) : 0);
	camera->middle_y = height / 2.0 + (room_y > 0 ? dice_real(dice, -room_y, room_y) : 0);
	camera->u0 = camera->v0 = modules / 2.0;
	turn_by(&camera->turn, 2, 0, lean * cos(way));
	turn_by(&camera->turn, 2, 1, lean * sin(way));
	turn_by(&camera->turn, 0, 1, signed_real(dice, harm->roll * 0.5, harm->roll) * DEGREE);
	for (int i = 0; i < 3; i++)
		camera->from[i] = -distance * camera->turn.at[i][2];
	double bend = dice_real(dice, harm->bend * 0.9, harm->bend) * DEGREE;
	camera->radius = bend > 0.02 ? modules / 2.0 / bend : 0;
	camera->lying = dice_chance(dice, 300);
}

/* Where the ray through a pixel meets the label; false if it passes the cylinder by. */
static bool camera_ray(const struct camera *camera, double px, double py, double *u, double *v)
{
	double x = (px - camera->middle_x) / camera->focal,
	       y = (py - camera->middle_y) / camera->focal;
	double way[3], from[3];
	for (int i = 0; i < 3; i++) {
		way[i] = camera->turn.at[i][0] * x + camera->turn.at[i][1] * y +
		         camera->turn.at[i][2];
		from[i] = camera->from[i];
	}
	int round = camera->lying ? 1 : 0, along = 1 - round;
	double bent, r = camera->radius, t;
	if (r <= 0) {
		t = -from[2] / way[2];
		bent = from[round] + t * way[round];
	} else {
		/* (round)^2 + (z - r)^2 = r^2, the nearer of two. */
		double a = way[round] * way[round] + way[2] * way[2];
		double b = from[round] * way[round] + (from[2] - r) * way[2];
		double c = from[round] * from[round] + (from[2] - r) * (from[2] - r) - r * r;
		double root = b * b - a * c;
		if (root < 0)
			return false;
		t = (-b - sqrt(root)) / a;
		bent = r * atan2(from[round] + t * way[round], r - (from[2] + t * way[2]));
	}
	double straight = from[along] + t * way[along];
	*u = camera->u0 + (camera->lying ? straight : bent);
	*v = camera->v0 + (camera->lying ? bent : straight);
	return true;
}

static double mixed(double least, double most, double share)
{
	return least + (most - least) * share;
}

static struct qrbench_harm harm_at(const struct qrbench_kind *kind, int level)
{
	/* A harm is doubles and nothing else, so that a level is a mixture of two. */
	struct qrbench_harm harm;
	const double *least = (const double *)&kind->least, *most = (const double *)&kind->most;
	double *each = (double *)&harm;
	_Static_assert(sizeof(harm) % sizeof(double) == 0, "only doubles");
	for (size_t i = 0; i < sizeof(harm) / sizeof(double); i++)
		each[i] = mixed(least[i], most[i], level / (QRBENCH_LEVELS - 1.0));
	return harm;
}

/* What labels say: a case's number, a package with and without its lot, and a signed one. */
static void text_make(struct dice *dice, char text[static QRBENCH_TEXT_MOST])
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	static const char base64[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char serial[13], sign[87];
	for (size_t i = 0; i < 12; i++)
		serial[i] = digits[dice_between(dice, 0, 31)];
	serial[12] = '\0';
	for (size_t i = 0; i < 86; i++)
		sign[i] = base64[dice_between(dice, 0, 63)];
	sign[86] = '\0';
	int number = dice_between(dice, 1, 99999999), day = dice_between(dice, 10, 28);
	switch (dice_between(dice, 0, 5)) {
	case 0:
		(void)snprintf(text, QRBENCH_TEXT_MOST, "https://p.cn/00/1069012340%08d", number);
		break;
	case 1:
	case 2:
		(void)snprintf(text, QRBENCH_TEXT_MOST,
			"https://id.pork.cn/01/06901234000016/21/%08d%s", number, serial);
		break;
	case 3:
	case 4:
		(void)snprintf(text, QRBENCH_TEXT_MOST,
			"https://id.lvliangpork.cn/01/06901234000016/10/L202611%d/21/%08d%s", day,
			number, serial);
		break;
	default:
		(void)snprintf(text, QRBENCH_TEXT_MOST,
			"https://id.pork.cn/01/06901234000016/21/%08d%s?s=%s", number, serial,
			sign);
	}
}

static void expose(const struct camera *camera, const struct paper *paper,
	const struct qrbench_harm *harm, struct frame *frame)
{
	double white = BLACK + (PAPER_GRAY - BLACK) * (0.5 + harm->contrast / 2);
	double black = BLACK + (PAPER_GRAY - BLACK) * (0.5 - harm->contrast / 2);
	for (unsigned y = 0; y < frame->height; y++) {
		for (unsigned x = 0; x < frame->width; x++) {
			double sum = 0, u, v;
			for (int ray = 0; ray < RAYS * RAYS; ray++) {
				double ink = 12;
				if (camera_ray(camera, x + (ray % RAYS + 0.5) / RAYS,
					    y + (ray / RAYS + 0.5) / RAYS, &u, &v))
					ink = paper_at(paper, u, v);
				sum += harm->invert > 0.5 ? 255 - ink : ink;
			}
			frame->light[(size_t)y * frame->width + x] =
				(float)mixed(black, white, sum / (RAYS * RAYS) / 255);
		}
	}
}

bool qrbench_shoot_sized(uint64_t seed, size_t kind, int level, unsigned number, double scale,
	unsigned width, unsigned height, struct qrbench_shot *shot)
{
	struct dice dice = dice_of(seed, (kind * QRBENCH_LEVELS + (unsigned)level) << 32 | number);
	struct qrbench_harm harm = harm_at(&qrbench_kinds[kind], level);
	struct paper paper = { 0 };
	struct frame frame = { .width = width, .height = height };
	struct camera camera;
	bool done = false;
	*shot = (struct qrbench_shot){ .width = width, .height = height };
	text_make(&dice, shot->text);
	frame.light = malloc(sizeof(float) * width * height);
	frame.spare = malloc(sizeof(float) * width * height);
	shot->gray = malloc((size_t)width * height);
	if (!frame.light || !frame.spare || !shot->gray ||
		!paper_print(shot->text, &harm, &dice, &paper))
		goto out;
	/* Labels stand nearer and farther; a large code is held so that it fits. */
	double fits = 0.86 * height / (paper.modules + 2 * harm.quiet) * (harm.bend > 0 ? 1 : 0.95);
	harm.module_px *= scale * dice_real(&dice, 0.8, 1.25);
	harm.module_px = harm.module_px < fits ? harm.module_px : fits;
	camera_place(&camera, &harm, &dice, paper.modules, width, height);
	expose(&camera, &paper, &harm, &frame);
	lens_apply(&harm, &dice, camera.middle_x, camera.middle_y, paper.modules * harm.module_px,
		&frame);
	done = lens_file(&harm, &dice, &frame, shot->gray);
out:
	paper_free(&paper);
	free(frame.light);
	free(frame.spare);
	if (!done) {
		free(shot->gray);
		shot->gray = NULL;
	}
	return done;
}

bool qrbench_shoot(
	uint64_t seed, size_t kind, int level, unsigned number, struct qrbench_shot *shot)
{
	return qrbench_shoot_sized(
		seed, kind, level, number, 1, QRBENCH_WIDTH, QRBENCH_HEIGHT, shot);
}
