/*
 * Runs on a farmer's phone. Each thing written down is an entry of its own in the phone's storage (two windows do not
 * overwrite each other), as the very form it is sent as. It is sent again and again until the answer says that the store
 * has it: the same form is the same event, however often it comes.
 */
'use strict';
(function () {
	var WHO = 'pigtrace.who', ENTRY = 'pigtrace.record.';
	var OPEN = { waiting: true, carried: true };
	var STATES = { kept: true, held: true, carried: true, wrong: true };
	var LATER = { 408: true, 425: true, 429: true }; /* said by whoever stands before the server */
	var SHOWN_MOST = 40, AMISS_MOST = 3, AT_ONCE = 8, SEND_MS = 20000, ASK_MS = 400, RETRY_MS = 15000, CLOCK_MS = 120000;
	var say = document.getElementById('words').dataset;
	var timer = 0, sending = false, offline = false, ask_ms = ASK_MS;

	function at(id) { return document.getElementById(id); }
	function who() { return JSON.parse(localStorage.getItem(WHO) || 'null'); }

	function entries() {
		var list = [];
		for (var i = 0; i < localStorage.length; i++) {
			var key = localStorage.key(i);
			if (key.indexOf(ENTRY) === 0)
				list.push(JSON.parse(localStorage.getItem(key)));
		}
		return list.sort(function (a, b) { return a.id < b.id ? -1 : 1; });
	}

	/* False: there is no room. An entry that was deleted meanwhile stays so. */
	function keep(entry, fresh) {
		if (!fresh && localStorage.getItem(ENTRY + entry.id) === null)
			return true;
		try {
			localStorage.setItem(ENTRY + entry.id, JSON.stringify(entry));
			return true;
		} catch (full) {
			return false;
		}
	}

	function forget_old(list) {
		var done = list.filter(function (entry) { return entry.state === 'kept'; });
		done.slice(0, Math.max(0, done.length - SHOWN_MOST)).forEach(function (entry) {
			localStorage.removeItem(ENTRY + entry.id);
		});
	}

	function two(number) { return (number < 10 ? '0' : '') + number; }

	/* RFC 3339 with the phone's own offset. */
	function moment(date) {
		var minutes = -date.getTimezoneOffset(), off = Math.abs(minutes);
		return date.getFullYear() + '-' + two(date.getMonth() + 1) + '-' + two(date.getDate()) + 'T' +
			two(date.getHours()) + ':' + two(date.getMinutes()) + ':' + two(date.getSeconds()) +
			(minutes < 0 ? '-' : '+') + two(Math.floor(off / 60)) + ':' + two(off % 60);
	}

	function show_only(id) {
		var form = id && at(id);
		document.querySelectorAll('form.kind, #login').forEach(function (other) { other.hidden = other !== form; });
		at('kinds').hidden = at('box').hidden = at('amiss').hidden = Boolean(form);
		at('reason').textContent = '';
		document.querySelectorAll('[aria-invalid]').forEach(function (field) {
			field.removeAttribute('aria-invalid');
			field.removeAttribute('aria-describedby');
		});
		window.scrollTo(0, 0);
		if (form) {
			if (form.className === 'kind')
				offer(form);
			var first = form.querySelector('input:not([type=hidden]), textarea, select');
			if (first)
				first.focus();
		}
	}

	/* Beside the question it is about, else at the top. */
	function show_reason(form, entry) {
		var field = entry.key && form.elements[entry.key], reason = at('reason');
		reason.textContent = say[entry.state] + (entry.text || '');
		form.insertBefore(reason, form.querySelector('h2').nextSibling);
		if (!field)
			return;
		field.parentNode.insertBefore(reason, field);
		field.setAttribute('aria-invalid', 'true');
		field.setAttribute('aria-describedby', 'reason');
		field.focus();
		reason.scrollIntoView({ block: 'center' });
	}

	function ask_who(why) {
		var person = who() || {};
		at('why').textContent = why;
		at('login').querySelector('.back').hidden = !who();
		at('station').value = person.station || '';
		at('by').value = person.by || '';
		show_only('login');
	}

	function put(parent, tag, text, name) {
		var made = document.createElement(tag);
		made.textContent = text;
		if (name)
			made.className = name;
		parent.appendChild(made);
		return made;
	}

	/* ---- what was named before ---- */

	var ALONE = /^(\d{15}$|pig:|eid:|carcass:|pkg:)/, NEAR_MOST = 4;

	function names_in(value) {
		return value.split(/[\s,;\u3001]+/).map(function (name) { return name.replace(/=[^=]*$/, ''); })
			.filter(function (name) { return name && !ALONE.test(name); });
	}

	/* Groups, lots and lorries that this phone has named where such a thing can stand, the newest first. */
	function named_before(form, field) {
		var found = [], kinds = field.dataset.kinds.split(' ');
		entries().reverse().forEach(function (entry) {
			var from = at(entry.values.do);
			Object.keys(entry.shown).forEach(function (name) {
				var asked = from && from.elements[name];
				if (entry.state === 'wrong' || !asked || !asked.dataset.kinds)
					return;
				names_in(entry.shown[name]).forEach(function (named) {
					var fits = kinds.indexOf(named.split(':')[0]) >= 0 || (from === form && name === field.name);
					if (fits && found.indexOf(named) < 0)
						found.push(named);
				});
			});
		});
		return found.slice(0, NEAR_MOST);
	}

	/* Whoever looks after pigs names the same few again and again: a tap is enough. */
	function offer(form) {
		form.querySelectorAll('.near').forEach(function (old) { old.remove(); });
		form.querySelectorAll('[data-kinds]').forEach(function (field) {
			var names = named_before(form, field), near = names.length && put(field.parentNode, 'span', '', 'near');
			names.forEach(function (name) {
				var button = put(near, 'button', name);
				button.type = 'button';
				button.onclick = function () {
					var more = field.tagName === 'TEXTAREA' && field.value.trim();
					field.value = more ? more + '\n' + name : name;
				};
			});
		});
	}

	/* ---- what is on the phone ---- */

	/* It is said by the station it was written under, whoever writes on the phone now. */
	function is_mine(entry, person) { return Boolean(person) && entry.station === person.station; }

	/* A station that was not let in has said nothing: what it could not send is said by the one named in its stead. */
	function hand_over(from, to) {
		entries().forEach(function (entry) {
			if (entry.state === 'waiting' && entry.station === from) {
				entry.station = to;
				keep(entry, false);
			}
		});
	}

	/* A newer page may ask less than the one it was written on. */
	function fill_in(entry) {
		var form = at(entry.values.do);
		form.reset();
		delete form.dataset.instead;
		Object.keys(entry.shown).forEach(function (name) {
			if (form.elements[name])
				form.elements[name].value = entry.shown[name];
		});
		show_only(entry.values.do);
		return form;
	}

	function change(entry) {
		var form = fill_in(entry);
		form.dataset.instead = entry.id;
		show_reason(form, entry);
	}

	/* It happened once more, now. */
	function again(entry) { fill_in(entry).elements.at.value = ''; }

	function drop(entry) {
		if (entry.state === 'kept' || entry.state === 'held' || confirm(say.sure)) {
			localStorage.removeItem(ENTRY + entry.id);
			render();
		}
	}

	function summary(entry) {
		return Object.keys(entry.shown).filter(function (name) { return name !== 'do' && name !== 'at' && entry.shown[name]; })
			.map(function (name) { return entry.shown[name].trim().split(/\s+/).slice(0, 3).join(' '); }).join(' · ');
	}

	function render_entry(list, entry) {
		var item = put(list, 'li', ''), form = at(entry.values.do);
		put(item, 'p', (form ? form.querySelector('h2').textContent : entry.values.do) + ' ' +
			entry.values.at.slice(5, 16).replace('T', ' ') + ' · ' + summary(entry));
		var mine = is_mine(entry, who());
		put(item, 'p', say[entry.state] + (entry.text || '') + (mine ? '' : ' · ' + entry.station), entry.state);
		var end = put(item, 'p', '', 'end');
		if (form && entry.state === 'kept')
			put(end, 'button', say.again).onclick = function () { again(entry); };
		if (form && (entry.state === 'held' || entry.state === 'wrong'))
			put(end, 'button', say.change).onclick = function () { change(entry); };
		if (entry.state !== 'kept' && !(mine && entry.state === 'carried'))
			put(end, 'button', say.drop).onclick = function () { drop(entry); };
	}

	function render() {
		var all = entries(), open = all.filter(function (entry) { return OPEN[entry.state]; }).length;
		var kept = all.filter(function (entry) { return entry.state === 'kept'; }).length, amiss = all.length - open - kept;
		forget_old(all);
		at('state').textContent = [open && say.some + open, amiss && say.amiss + amiss, !open && !amiss && kept && say.none,
			offline && say.offline].filter(Boolean).join(' · ');
		at('who').textContent = who() ? [who().station, who().by].filter(Boolean).join(' · ') : '';
		at('list').textContent = at('amiss').textContent = '';
		/* What the newest are amiss of stands where it is seen. */
		all.reverse().slice(0, Math.max(SHOWN_MOST, open + amiss)).forEach(function (entry) {
			var is_amiss = entry.state === 'wrong' || entry.state === 'held';
			render_entry(at(is_amiss && at('amiss').children.length < AMISS_MOST ? 'amiss' : 'list'), entry);
		});
	}

	/* ---- sending ---- */

	function check_clock(answer) {
		var server = Date.parse(answer.headers.get('Date') || '');
		var off = Date.now() - server;
		at('clock').textContent = Math.abs(off) > CLOCK_MS ? say.clock + Math.round(Math.abs(off) / 60000) : '';
	}

	/* RFC 7617 in UTF-8, as the server reads it: btoa takes bytes only. */
	function login_of(person) {
		var bytes = new TextEncoder().encode(person.station + ':' + person.password);
		return 'Basic ' + btoa(String.fromCharCode.apply(null, bytes));
	}

	/* null: it is not our server that answers. */
	function read(text) {
		try {
			var told = JSON.parse(text);
			return told && told.state ? told : null;
		} catch (other) {
			return null;
		}
	}

	function post(entry, person) {
		var body = new URLSearchParams(entry.values), stop = new AbortController();
		var late = setTimeout(function () { stop.abort(); }, SEND_MS);
		return fetch('/record', { method: 'POST', body: body, cache: 'no-store', signal: stop.signal,
			headers: { Authorization: login_of(person), 'Accept-Language': document.documentElement.lang } })
			.then(function (answer) {
				check_clock(answer);
				return answer.text().then(function (text) { return { status: answer.status, told: read(text) }; });
			})
			.finally(function () { clearTimeout(late); });
	}

	/* Which question it is about. */
	function label_of(entry, key) {
		var label = key && document.querySelector('label[for="' + entry.values.do + '-' + key + '"]');
		return label ? ' (' + label.firstChild.textContent.trim() + ')' : '';
	}

	function settle(entry, state, text, key) {
		entry.state = state;
		entry.text = text + label_of(entry, key);
		entry.key = key;
		keep(entry, false);
		return true;
	}

	/* What the answer means for the entry; false: no more now. */
	function hear(entry, answer) {
		var told = answer.told;
		if (told && told.state === 'login') {
			settle(entry, 'waiting', '');
			ask_who(told.text);
			return false;
		}
		if (told && STATES[told.state])
			return settle(entry, told.state, told.text, told.key);
		if (!told && answer.status >= 400 && answer.status < 500 && !LATER[answer.status])
			return settle(entry, 'wrong', say.refused + answer.status);
		return false;
	}

	/* The oldest few. When to go on, in ms; 0: there is nothing to send. */
	async function send_some() {
		var person = who(), moved = false;
		var todo = entries().filter(function (entry) { return OPEN[entry.state] && is_mine(entry, person); });
		if (todo.length === 0)
			return 0;
		todo = todo.slice(0, AT_ONCE);
		for (var i = 0; i < todo.length; i++) {
			var before = todo[i].state, answer = null;
			try {
				answer = await post(todo[i], person);
			} catch (unreachable) {
				answer = null;
			}
			offline = !answer;
			if (!answer || !hear(todo[i], answer))
				return RETRY_MS;
			moved = moved || todo[i].state !== before;
			render();
		}
		/* Nothing has changed: the gateway is busy, or away. */
		ask_ms = moved ? ASK_MS : Math.min(2 * ask_ms, RETRY_MS);
		return ask_ms;
	}

	function send() {
		if (sending)
			return;
		sending = true;
		clearTimeout(timer);
		send_some().then(function (wait_ms) {
			sending = false;
			render();
			if (wait_ms)
				timer = setTimeout(send, wait_ms);
		});
	}

	/* ---- writing down ---- */

	/* As it is sent: only what was filled in, times with their offset. */
	function values_of(form, person) {
		var values = {}, shown = {};
		Array.prototype.forEach.call(form.elements, function (field) {
			if (!field.name || !field.value.trim())
				return;
			shown[field.name] = field.value;
			values[field.name] = field.type === 'datetime-local' ? moment(new Date(field.value)) : field.value;
		});
		values.at = values.at || moment(new Date());
		if (person.by)
			values.by = person.by;
		return { values: values, shown: shown };
	}

	function write_down(form) {
		var person = who(), said = values_of(form, person);
		var entry = { station: person.station, id: Date.now().toString(36) + Math.random().toString(36).slice(2), state: 'waiting', text: '',
			values: said.values, shown: said.shown };
		if (!keep(entry, true)) {
			alert(say.full);
			return;
		}
		if (form.dataset.instead)
			localStorage.removeItem(ENTRY + form.dataset.instead);
		delete form.dataset.instead;
		form.reset();
		show_only(null);
		render();
		at('state').textContent = say.saved;
		send();
	}

	/* A link may bring the login behind '#', which browsers tell nobody: #phone-01:password or #phone-01:password:op-07.
	   Written by hand, a '%' in it may be one. */
	function brought_login() {
		return location.hash.slice(1).replace(/(%[0-9a-f]{2})+/gi, function (escaped) {
			try {
				return decodeURIComponent(escaped);
			} catch (by_hand) {
				return escaped;
			}
		}).split(':');
	}

	function begin() {
		var brought = brought_login();
		if (brought.length > 1) {
			localStorage.setItem(WHO, JSON.stringify({ station: brought[0], password: brought[1], by: brought[2] || '' }));
			history.replaceState(null, '', location.pathname + location.search);
		}
		document.querySelectorAll('form.kind').forEach(function (form) {
			form.onsubmit = function (event) { event.preventDefault(); write_down(form); };
			form.querySelector('.back').onclick = function () { delete form.dataset.instead; show_only(null); };
		});
		document.querySelectorAll('[data-kind]').forEach(function (button) {
			button.onclick = function () {
				delete at(button.dataset.kind).dataset.instead;
				show_only(button.dataset.kind);
			};
		});
		at('login').onsubmit = function (event) {
			var form = event.target, before = who();
			event.preventDefault();
			if (before && at('why').textContent)
				hand_over(before.station, form.station.value.trim());
			localStorage.setItem(WHO, JSON.stringify({ station: form.station.value.trim(),
				password: form.password.value.trim(), by: form.by.value.trim() }));
			show_only(null);
			render();
			send();
		};
		at('other').onclick = function () { ask_who(''); };
		at('login').querySelector('.back').onclick = function () { show_only(null); };
		window.addEventListener('online', send);
		window.addEventListener('storage', render);
		document.addEventListener('visibilitychange', function () { if (!document.hidden) send(); });
		if (navigator.storage && navigator.storage.persist)
			navigator.storage.persist();
		if (navigator.serviceWorker)
			navigator.serviceWorker.register('/record-worker.js?lang=' + document.documentElement.lang, { scope: '/record' });
		at('needs').hidden = true;
		if (who())
			show_only(null);
		else
			ask_who('');
		render();
		send();
	}

	begin();
})();
