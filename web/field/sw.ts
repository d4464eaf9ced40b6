/// <reference lib="webworker" />
// The field app's service worker: it keeps the app's own files, whole versions at a time, and nothing else. Requests
// to the server's API are never answered from here: what is captured lives in the app's own store.
declare const self: ServiceWorkerGlobalScope;
/** Written in front of this file by the build: the hash over the files, and their paths. */
declare const VERSION: string;
declare const FILES: readonly string[];

const PREFIX = 'lianfang-field-';
const CACHE = PREFIX + VERSION;

self.addEventListener('install', (event) => {
  event.waitUntil(putBy());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate') {
    if (url.pathname === '/field' || url.pathname.startsWith('/field/'))
      event.respondWith(fromCache('/field/', event.request));
    return;
  }
  if (FILES.includes(url.pathname)) event.respondWith(fromCache(url.pathname, event.request));
});

// The page asks for the change when no form is open: an update never takes a half-filled form away.
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(self.skipWaiting());
  if (event.data === 'version') event.source?.postMessage({ version: VERSION });
});

/** All files or none: a version that could not be put by completely is not installed. */
async function putBy(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((path) => new Request(path, { cache: 'reload', credentials: 'same-origin' })));
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

/** The file as put by; should the browser have thrown it away, from the network, and put by again. */
async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  if (kept !== undefined) return kept;
  const fresh = await fetch(request);
  if (fresh.ok && fresh.type === 'basic') await cache.put(path, fresh.clone());
  return fresh;
}
