#!/usr/bin/env bash
# Every sentence a person reads has a Chinese translation: what xgettext finds in the sources is in
# schema/words/zh_CN.po, translated, not fuzzy, and nothing there is left over. And every string of the
# sources that looks like a sentence is one that xgettext finds, or stands in schema/words/not-words.txt.
#
#   tests/house/words.sh --update   merge new sentences into the catalogue (empty, to be translated)
set -eu
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
sources=('core/*.c' 'firmware/*.c' 'gateway/*.c' 'tools/pigtrace/*.c' 'tools/pigtrace/*.h')
po=schema/words/zh_CN.po
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git ls-files --cached --others --exclude-standard "${sources[@]}" | sort >"$work/files"
xgettext --files-from="$work/files" --from-code=UTF-8 --keyword=_ --keyword=N_ \
	--keyword=words_plural:1,2 --keyword=words_of:1c,2 --keyword=fault_set:3 --keyword=fault_set_errno:3 \
	--package-name=pigtrace --add-comments=TRANSLATORS -o "$work/found.pot" 2>"$work/warnings"
# Words looked up with a variable text: those of the tables (step, kind, role, item, choice, field) come
# from the tables themselves into the vocabulary's own catalogue: their
# units, the sources of rules and what other libraries say, from here.
{
	printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
	awk -F'\t' '!/^#/ && $1 != "field" && $3 != "" { print $3 }' schema/vocabulary/field.tsv | sort -u |
		while read -r unit; do
			printf '#. schema/vocabulary/field.tsv\nmsgctxt "unit"\nmsgid "%s"\nmsgstr ""\n\n' "$unit"
		done
	sed -nE 's/^#define (LAW_[A-Z]+|CONFIG) +"(.*)"$/#. the source of a rule\nmsgid "\2"\nmsgstr ""\n/p' \
		core/rule/*.c core/trace/*.c
} >"$work/looked-up.pot"
msguniq -o "$work/once.pot" "$work/looked-up.pot"
msgcat --use-first -o "$work/all.pot" "$work/found.pot" schema/words/borrowed.pot "$work/once.pot"

if [ "${1:-}" = --update ]; then
	msgmerge -q --no-fuzzy-matching --no-wrap --no-location -o "$work/new.po" $po "$work/all.pot"
	msgattrib --no-obsolete --no-wrap -o $po "$work/new.po"
	exit 0
fi

# One msgid a line, whatever it was broken into.
msgids() {
	awk '
		function flush() { if (text != "") print text; text = "" }
		/^msgid(_plural)? "/ { flush(); sub(/^msgid(_plural)? "/, ""); sub(/"$/, ""); text = $0; more = 1; next }
		/^"/ && more { sub(/^"/, ""); sub(/"$/, ""); text = text $0; next }
		{ more = 0 }
		END { flush() }' "$1"
}

# Strings with three words in a row that no gettext call has: somebody forgot to wrap them.
mkdir "$work/bare"
while read -r file; do
	mkdir -p "$work/bare/$(dirname "$file")"
	sed '/_Static_assert/,/;/d' "$file" >"$work/bare/$file"
done <"$work/files"
(cd "$work/bare" && xgettext --extract-all --files-from="$work/files" --from-code=UTF-8 \
	-o "$work/every.pot" 2>/dev/null)
msgids "$work/every.pot" | grep -E '(^|[^a-z])[A-Za-z]+,? [a-z]+,? [a-z]+' | sort -u >"$work/sentences"
msgids "$work/all.pot" | sort -u | comm -23 "$work/sentences" - >"$work/bare.txt"
begins() { # WORDS TEXTS: the lines of TEXTS that begin with no line of WORDS
	awk 'NR == FNR { if (!/^\/\//) words[$0]; next }
		{ for (word in words) if (index($0, word) == 1) next; print }' "$1" "$2"
}
begins schema/words/not-words.txt "$work/bare.txt" >"$work/unwrapped.txt"
sed 's/^/not wrapped in words: /' "$work/unwrapped.txt"

# A single word for the help of a command: too short for the search above.
short=$(git grep -nE "\.(usage|summary|about) = \"[A-Za-z[]|\{ \"[a-z-]+\", (0|'.'), \"" -- 'tools/pigtrace/*.c' || true)
[ -z "$short" ] || echo "not wrapped in N_: $short"

# A context of words_of that nothing here knows.
strange=$(git grep -hoE 'words_of\([^)]*' -- "${sources[@]}" |
	grep -v '"\(step\|kind\|role\|item\|choice\|field\|unit\)",\|const char' || true)
[ -z "$strange" ] || echo "words_of with another context: $strange"

msgmerge -q --no-fuzzy-matching --no-wrap -o "$work/merged.po" $po "$work/all.pot"
count() { msgattrib "$@" --no-wrap | grep -c '^\(#~ \)\?msgid "' || true; }
msgattrib --untranslated --no-obsolete --no-wrap "$work/merged.po" | grep '^msgid "' | head -n 20 || true
msgattrib --only-obsolete --no-wrap "$work/merged.po" | grep '^#~ msgid' | head -n 20 || true
missing=$(msgattrib --untranslated --no-obsolete "$work/merged.po" | msgids /dev/stdin | wc -l)
left=$(count --only-obsolete "$work/merged.po")
fuzzy=$(count --only-fuzzy $po)
echo "$(msgids "$work/all.pot" | wc -l) sentences: $missing untranslated, $left left over, $fuzzy fuzzy"
msgfmt -c -o /dev/null $po
[ "$missing$left$fuzzy$strange$short" = 000 ] && [ ! -s "$work/unwrapped.txt" ]
