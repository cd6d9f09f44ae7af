/* Keeps the farmer's form on the phone: what is there opens at once, with or without network, and is fetched anew behind it. */
'use strict';
var CACHE = 'pigtrace-record', FORM = '/record';

/* By its address alone: what else a browser asks with differs from one time to the next. */
function fetch_and_keep(cache, request) {
	return fetch(request).then(function (answer) {
		if (answer.ok)
			cache.put(request.url, answer.clone());
		return answer;
	});
}

function find(cache, url) { return cache.match(url, { ignoreVary: true }); }

self.addEventListener('install', function (event) {
	self.skipWaiting();
	/* In the language that the form was opened in. */
	var form = new Request(FORM, { headers: { 'Accept-Language': new URL(self.location.href).searchParams.get('lang') } });
	event.waitUntil(caches.open(CACHE).then(function (cache) { return fetch_and_keep(cache, form); }));
});

self.addEventListener('activate', function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener('fetch', function (event) {
	if (event.request.method !== 'GET' || new URL(event.request.url).pathname !== FORM)
		return;
	event.respondWith(caches.open(CACHE).then(function (cache) {
		return find(cache, event.request.url).then(function (kept) {
			var fresh = fetch_and_keep(cache, event.request);
			if (!kept)
				return fresh.catch(function () { return find(cache, FORM); });
			event.waitUntil(fresh.catch(function () {}));
			return kept;
		});
	}));
});
