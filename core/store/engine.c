#include "core/store/engine.h"

#include <assert.h>

void engine_close(struct engine *engine)
{
	if (!engine)
		return;
	for (int id = 0; id < SQL_COUNT; id++) {
		while (engine->kept[id]) {
			struct statement *statement = engine->kept[id];
			engine->kept[id] = statement->next;
			engine->ops->finalize(statement);
		}
	}
	engine->ops->close(engine);
}

int engine_take(
	struct engine *engine, enum sql_id id, struct statement **taken, struct fault *fault)
{
	struct statement *statement = engine->kept[id];
	while (statement && statement->busy)
		statement = statement->next;
	if (!statement) {
		int code = engine->ops->prepare(engine, id, &statement, fault);
		if (code != 0)
			return code;
		statement->engine = engine;
		statement->id = id;
		statement->next = engine->kept[id];
		engine->kept[id] = statement;
	}
	statement->busy = true;
	*taken = statement;
	return 0;
}

void engine_release(struct statement *statement)
{
	assert(statement->busy);
	statement->engine->ops->reset(statement);
	statement->busy = false;
}

int engine_row(struct statement *statement, struct fault *fault)
{
	int code = statement->engine->ops->step(statement, fault);
	if (code <= 0)
		engine_release(statement);
	return code;
}

bool engine_next(struct statement *statement, int *code, struct fault *fault)
{
	if (*code != 0) {
		engine_release(statement);
		return false;
	}
	int more = engine_row(statement, fault);
	*code = more < 0 ? more : 0;
	return more > 0;
}

int engine_run(struct statement *statement, struct fault *fault)
{
	int code = 0;
	while (engine_next(statement, &code, fault))
		continue;
	return code;
}
