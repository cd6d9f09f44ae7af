# cmake -DFILE=form_script.js -DNAME=form_script -DINTO=form_script.gen.c -P script.cmake: the file without its comments of
# whole lines, as a C function form_script().
file(READ "${FILE}" text)
string(REGEX REPLACE "(^|\n)[ \t]*/\\*([^*]|\\*[^/])*\\*/[ \t]*" "" text "${text}")
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
string(REGEX REPLACE "\n[\t]*" "\\\\n\"\n\t       \"" text "${text}")
file(WRITE "${INTO}" "/* Generated from ${NAME}.js. */\nconst char *${NAME}(void);\n\nconst char *${NAME}(void)\n{\n\treturn \"${text}\";\n}\n")
