import axe from 'axe-core';
import type { Page } from 'playwright/test';

/** WCAG 2.2 A and AA, and what axe-core calls best practice. No rule is switched off. */
const RULES: readonly string[] = [
  ...['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'],
  'best-practice',
];

/** What the theme decides; all else is the same in light and dark. */
export const RULES_OF_COLOUR: readonly string[] = ['color-contrast', 'link-in-text-block'];

type Axe = typeof import('axe-core') & {
  commons: {
    color: {
      Color: new () => { parseString(color: string): void };
      getContrast(one: object, other: object): number;
    };
  };
};

/**
 * What axe-core finds wrong with the page as it is now: each rule, and the elements that break it.
 * A contrast it cannot tell is wrong too, but for the brand's, which stands on a gradient, and for
 * letters in charts, which have the colours of other text on the same card.
 */
export async function violationsOn(page: Page, rules = RULES): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${axe.source} })()`);
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: Axe };
    const { violations, incomplete } = await axe.run(document, { runOnly: [...runOnly] });
    const untold = incomplete.filter(({ id }) => id === 'color-contrast');
    const beyondBrand = untold.map(({ id, nodes }) => ({
      id: `${id}, perhaps`,
      nodes: nodes.filter(
        ({ target }) => !/^\.(brand-name|switch)$|tspan|recharts_measurement/.test(String(target)),
      ),
    }));
    return [...violations, ...beyondBrand].flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html}`),
    );
  }, rules);
}

/** The contrast of what stands in the brand, on either end of the gradient behind it. */
export function brandContrasts(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const { Color, getContrast } = (window as unknown as { axe: Axe }).axe.commons.color;
    const color = (text: string) => {
      const parsed = new Color();
      parsed.parseString(text);
      return parsed;
    };
    const tokens = getComputedStyle(document.documentElement);
    return [...document.querySelectorAll('.brand a')].flatMap((link) =>
      ['--light', '--paper'].map((end) =>
        getContrast(color(tokens.getPropertyValue(end)), color(getComputedStyle(link).color)),
      ),
    );
  });
}
