// Runs in the visited page before anything of its own. What it has seen is in window.seen, in ms
// since the visit began.
window.seen = { shifts: [], longTasks: [], events: [] };

function watch(type, keep, options) {
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(keep));
  observer.observe({ type, buffered: true, ...options });
}

watch('paint', ({ name, startTime }) => {
  if (name === 'first-contentful-paint') window.seen.firstContentfulPaint = startTime;
});

watch('largest-contentful-paint', ({ startTime, element }) => {
  window.seen.largestContentfulPaint = startTime;
  window.seen.largestElement = element?.tagName;
});

watch('layout-shift', ({ startTime, value, hadRecentInput }) => {
  window.seen.shifts.push({ startTime, value, hadRecentInput });
});

watch('longtask', ({ startTime, duration }) => {
  window.seen.longTasks.push({ startTime, duration });
});

watch(
  'event',
  ({ name, interactionId, duration }) => {
    window.seen.events.push({ name, interactionId, duration });
  },
  { durationThreshold: 16 },
);

// The page says itself when its forms can answer.
new MutationObserver((_, observer) => {
  if (!document.documentElement?.dataset.ready) return;
  window.seen.hydrated = performance.now();
  observer.disconnect();
}).observe(document, { attributes: true, attributeFilter: ['data-ready'], subtree: true });

// A picture is shown once the frame after its arrival is done.
document.addEventListener(
  'load',
  ({ target }) => {
    if (!(target instanceof HTMLImageElement)) return;
    requestAnimationFrame(() =>
      setTimeout(() => {
        window.seen.pictureShown ??= performance.now();
      }),
    );
  },
  true,
);
