# manual.awk -v name=NAME -v version=VERSION: what a program says of itself (--help) as a man page.
# At the margin stands text, the first of it what the page is listed by; indented, with a gap before what is said of it,
# an option, a device or a setting.
function roff(text) {
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	return text ~ /^[.']/ ? "\\&" text : text
}
NR == 1 {
	sub(/^Usage: /, "")
	synopsis = $0
	next
}
!begun && $0 != "" {
	about = about (about == "" ? "" : " ") $0
	next
}
!begun && about == "" {
	next
}
!begun {
	begun = 1
	summary = about
	sub(/\. .*|\.$/, "", summary)
	printf ".TH %s 8 \"\" \"pigtrace %s\" \"pigtrace\"\n", name, version
	printf ".SH NAME\n%s \\- %s\n", roff(name), roff(summary)
	printf ".SH SYNOPSIS\n%s\n.SH DESCRIPTION\n%s\n", roff(synopsis), roff(about)
	next
}
/^$/ {
	print ".PP"
	next
}
/^[A-Z].*:$/ {
	term = ""
	print ".SS " roff(substr($0, 1, length($0) - 1))
	next
}
/^ .*[^ ]  +[^ ]/ {
	text = term = $0
	sub(/^.*[^ ]  +/, "", text)
	term = substr(term, 1, length(term) - length(text))
	gsub(/ +/, " ", term)
	gsub(/^ | $/, "", term)
	printf ".TP\n\\fB%s\\fR\n%s\n", roff(term), roff(text)
	next
}
{
	if (term != "")
		print ".PP"
	term = ""
	sub(/^ +/, "")
	print roff($0)
}
END {
	print ".SH SEE ALSO\n\\fBpigtrace\\fR(1)"
}
