/* Keeps the farmer's form on the phone: what is there opens at once, with or without network, and is fetched anew behind it. */
'use strict';
var CACHE = 'pigtrace-record';

function fetch_and_keep(cache, request) {
	return fetch(request).then(function (answer) {
		if (answer.ok)
			cache.put(request, answer.clone());
		return answer;
	});
}

self.addEventListener('install', function (event) {
	self.skipWaiting();
	event.waitUntil(caches.open(CACHE).then(function (cache) { return cache.add('/record'); }));
});

self.addEventListener('activate', function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener('fetch', function (event) {
	if (event.request.method !== 'GET' || new URL(event.request.url).pathname !== '/record')
		return;
	event.respondWith(caches.open(CACHE).then(function (cache) {
		return cache.match(event.request).then(function (kept) {
			var fresh = fetch_and_keep(cache, event.request);
			if (!kept)
				return fresh.catch(function () { return cache.match('/record'); });
			event.waitUntil(fresh.catch(function () {}));
			return kept;
		});
	}));
});
