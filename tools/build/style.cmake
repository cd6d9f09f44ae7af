# cmake -DSTYLE=page.css -DINTO=page_style.gen.c -P style.cmake: a style sheet without comments and white space, as C.
file(READ "${STYLE}" text)
string(REGEX REPLACE "/\\*([^*]|\\*[^/])*\\*/" "" text "${text}")
string(REGEX REPLACE "[\t\r\n]+" "" text "${text}")
string(REGEX REPLACE " *([{}:;,]) +" "\\1" text "${text}")
string(REPLACE ";}" "}" text "${text}")
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
file(WRITE "${INTO}" "/* Generated from page.css. */\n#include \"core/view/page.h\"\n\nconst char *page_style(void)\n{\n\treturn \"${text}\";\n}\n")
