# cmake -DDIR=DIR -DNAME=page -DINTO=page_style.gen.c -P style.cmake: DIR's base.css and page.css, without comments and
# white space, as a C function page_style().
file(READ "${DIR}/base.css" base)
file(READ "${DIR}/${NAME}.css" text)
string(PREPEND text "${base}")
string(REGEX REPLACE "/\\*([^*]|\\*[^/])*\\*/" "" text "${text}")
string(REGEX REPLACE "[\t\r\n]+" "" text "${text}")
string(REGEX REPLACE " *([{}:;,]) +" "\\1" text "${text}")
string(REPLACE ";}" "}" text "${text}")
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
file(WRITE "${INTO}" "/* Generated from base.css and ${NAME}.css. */\nconst char *${NAME}_style(void);\n\nconst char *${NAME}_style(void)\n{\n\treturn \"${text}\";\n}\n")
