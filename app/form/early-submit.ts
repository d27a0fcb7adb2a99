/** Runs inside each static page, before the bundle is there. */
function keepEarlySubmit(): void {
  addEventListener('submit', (event) => {
    if (document.documentElement.dataset.ready) return;
    event.preventDefault();
    (event.target as HTMLFormElement).dataset.sentEarly = 'true';
  });
}

/** Keeps a form that is sent before React is there from leaving with what was typed. */
export const EARLY_SUBMIT_SCRIPT = `(${keepEarlySubmit})()`;

/** React is there: from now on it answers, beginning with the form that was sent too early. */
export function replayEarlySubmit(): void {
  if (document.documentElement.dataset.ready) return;
  document.documentElement.dataset.ready = 'true';
  document.querySelector<HTMLFormElement>('form[data-sent-early]')?.requestSubmit();
}
