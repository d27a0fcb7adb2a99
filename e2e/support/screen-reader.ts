import type { Page } from 'playwright/test';

/**
 * From the next page on: what a screen reader says by itself, oldest first, as `alert: …` or
 * `status: …`. Each region speaks whole when its text changes. Of a region that has just come only an
 * alert speaks, for only that is sure in every screen reader; and nothing speaks of what a page came
 * with.
 */
export async function listenTo(page: Page): Promise<string[]> {
  const said: string[] = [];
  await page.exposeFunction('say', (words: string) => said.push(words));
  await page.addInitScript(followRegions);
  return said;
}

/** Runs in the page: it may use nothing from outside itself. */
function followRegions(): void {
  const { say } = window as unknown as { say(words: string): void };
  const texts = new WeakMap<Element, string>();
  const look = () =>
    document.querySelectorAll('[role=status], [role=alert], [aria-live]').forEach(hear);
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });

  function hear(region: Element): void {
    const [before, text] = [texts.get(region), textOf(region)];
    texts.set(region, text);
    const isAlert = region.getAttribute('role') === 'alert';
    const isHeard = before !== undefined || (isAlert && document.readyState === 'complete');
    if (text && text !== before && isHeard) say(`${isAlert ? 'alert' : 'status'}: ${text}`);
  }

  function textOf(region: Element): string {
    let text = '';
    const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const isHidden = parent?.closest('[aria-hidden=true]');
      const isShown = parent?.checkVisibility({ visibilityProperty: true });
      if (isShown && !isHidden) text += walker.currentNode.nodeValue;
    }
    return text.replace(/\s+/g, ' ').trim();
  }
}
