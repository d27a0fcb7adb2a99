import type { Page } from 'playwright/test';

/** What is wrong with the layout of the page as it is now, in words. */
export function faultsOn(page: Page): Promise<string[]> {
  return page.evaluate(findFaults);
}

/** Runs in the page: it may use nothing from outside itself. */
function findFaults(): string[] {
  const TARGET = 48;
  const TARGET_IN_TEXT = 24;
  const INPUT_FONT = 16;
  const ROUNDING = 1;

  interface Piece {
    element: Element;
    name: string;
    box: DOMRect;
  }

  const modal = document.querySelector('dialog:modal');
  const controls = all('a, button, input, select, textarea, summary')
    .filter(isThere)
    .map((element) => pieceOf(element, element.getBoundingClientRect()));
  const texts = textNodes().map(([element, box]) => pieceOf(element, box));

  return [
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []),
    ...[...controls, ...texts].flatMap(sticksOut),
    ...all('body :not(input, select, dialog)').filter(isThere).flatMap(isCut),
    ...texts.flatMap((text, i) => [...controls, ...texts.slice(i + 1)].flatMap(overlaps(text))),
    ...controls.flatMap(isSmall),
    ...all('body *').flatMap(isMoving),
  ];

  function all(selector: string): Element[] {
    return [...document.querySelectorAll(selector)];
  }

  function isThere(element: Element): boolean {
    const isSeen = element.checkVisibility({ visibilityProperty: true });
    // Behind an open dialog nothing can be read or pressed.
    if (modal && !modal.contains(element)) return false;
    // What scrolls by itself, and is reached by keyboard, may be wider than its place.
    return isSeen && !element.closest('.visually-hidden, svg, [hidden], .scroller');
  }

  function pieceOf(element: Element, box: DOMRect): Piece {
    const words = element.textContent || element.id;
    return { element, name: `${element.tagName.toLowerCase()} “${words.slice(0, 40)}”`, box };
  }

  function textNodes(): [Element, DOMRect][] {
    const found: [Element, DOMRect][] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      const parent = node.parentElement;
      if (!parent || !node.nodeValue?.trim() || !isThere(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) found.push([parent, box]);
    }
    return found;
  }

  function sticksOut({ element, name, box }: Piece): string[] {
    const frame = (element.closest('.card, dialog') ?? document.body).getBoundingClientRect();
    const isInside = box.left >= frame.left - ROUNDING && box.right <= frame.right + ROUNDING;
    return isInside ? [] : [`${name} sticks out`];
  }

  function isCut(element: Element): string[] {
    const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
    const clips = [overflowX, overflowY].some((overflow) => overflow !== 'visible');
    if (!clips && textOverflow === 'clip') return [];
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
    const fits = scrollWidth <= clientWidth + ROUNDING && scrollHeight <= clientHeight + ROUNDING;
    return fits ? [] : [`${pieceOf(element, new DOMRect()).name} is cut`];
  }

  function overlaps(one: Piece): (other: Piece) => string[] {
    return (other) => {
      if (one.element.contains(other.element) || other.element.contains(one.element)) return [];
      const width =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height =
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // Lines of one text may touch; the boxes of Chinese glyphs are taller than their lines.
      return width > 2 && height > 6 ? [`${one.name} overlaps ${other.name}`] : [];
    };
  }

  function isSmall({ element, name, box }: Piece): string[] {
    const font = Number.parseFloat(getComputedStyle(element).fontSize);
    const isTyped = element.matches('input, select, textarea');
    const least = isInSentence(element) ? TARGET_IN_TEXT : TARGET;
    return [
      ...(isTyped && font < INPUT_FONT ? [`${name} has letters of ${font} px`] : []),
      ...(box.height < least ? [`${name} is ${box.height} px high, not ${least}`] : []),
      ...(box.width < TARGET_IN_TEXT ? [`${name} is ${box.width} px wide`] : []),
    ];
  }

  function isInSentence(element: Element): boolean {
    const siblings = [...(element.parentElement?.childNodes ?? [])];
    return siblings.some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim());
  }

  function isMoving(element: Element): string[] {
    const { transitionDuration, animationName } = getComputedStyle(element);
    const isStill = /^(0s(, )?)+$/.test(transitionDuration) && animationName === 'none';
    return isStill ? [] : [`${pieceOf(element, new DOMRect()).name} moves`];
  }
}

/** From the next page on, notes what moves without anybody having typed or pressed. */
export async function shiftsOn(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        if (entry.hadRecentInput) continue;
        for (const { node, previousRect: from, currentRect: to } of entry.sources) {
          const moved = `from ${from.x},${from.y} ${from.width}×${from.height} to ${to.x},${to.y} ${to.width}×${to.height}`;
          shifts.push(`${node?.nodeName} “${node?.textContent?.slice(0, 40)}” ${moved}`);
        }
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () =>
    page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return (window as unknown as { shifts: string[] }).shifts;
    });
}

/** What lib.dom does not know yet: https://wicg.github.io/layout-instability/ */
interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}
