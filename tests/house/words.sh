#!/usr/bin/env bash
# Every sentence a person reads has a Chinese translation: what xgettext finds in the sources is in
# schema/words/zh_CN.po, translated, not fuzzy, and nothing there is left over.
#
#   tests/house/words.sh --update   merge new sentences into the catalogue (empty, to be translated)
set -eu
cd "$(dirname "$0")/../.."
po=schema/words/zh_CN.po
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git ls-files 'core/*.c' 'firmware/*.c' 'gateway/*.c' 'tools/pigtrace/*.c' | sort >"$work/files"
xgettext --files-from="$work/files" --from-code=UTF-8 --keyword=_ --keyword=N_ \
	--keyword=words_plural:1,2 --keyword=words_of:1c,2 --keyword=fault_set:3 --keyword=fault_set_errno:3 \
	--package-name=pigtrace --add-comments=TRANSLATORS -o "$work/all.pot" 2>"$work/warnings"
# Words looked up with a variable context come from the vocabulary tables, not from here.
if [ "${1:-}" = --update ]; then
	msgmerge -q --no-fuzzy-matching --no-wrap --no-location -o "$work/new.po" $po "$work/all.pot"
	msgattrib --no-obsolete --no-wrap -o $po "$work/new.po"
	exit 0
fi
msgmerge -q --no-fuzzy-matching --no-wrap -o "$work/merged.po" $po "$work/all.pot"
missing=$(msgattrib --untranslated --no-obsolete --no-wrap "$work/merged.po" | grep -c '^msgid "..*"' || true)
left=$(msgattrib --only-obsolete --no-wrap "$work/merged.po" | grep -c '^#~ msgid "..*"' || true)
fuzzy=$(msgattrib --only-fuzzy --no-wrap $po | grep -c '^msgid "..*"' || true)
msgattrib --untranslated --no-obsolete --no-wrap "$work/merged.po" | grep '^msgid "..*"' | head -n 20 || true
msgattrib --only-obsolete --no-wrap "$work/merged.po" | grep '^#~ msgid' | head -n 20 || true
echo "$missing untranslated, $left left over, $fuzzy fuzzy"
msgfmt -c -o /dev/null $po
[ "$missing" = 0 ] && [ "$left" = 0 ] && [ "$fuzzy" = 0 ]
