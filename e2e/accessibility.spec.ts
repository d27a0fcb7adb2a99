import { LANGUAGES } from '../app/words/languages';
import { brandContrasts, violationsOn } from './support/axe';
import { expect, test } from './support/visit';
import { WALKS } from './support/walks';

const THEMES = ['light', 'dark'] as const;

test.describe.configure({ mode: 'parallel', timeout: 60_000 });

for (const language of LANGUAGES) {
  test.describe(`nothing keeps anybody out, in ${language}`, () => {
    test.use({ language });
    for (const [walk, states] of Object.entries(WALKS)) {
      test(walk, async ({ visit, page }) => {
        for (const [state, reach] of Object.entries(states)) {
          await reach(visit);
          for (const colorScheme of THEMES) {
            await page.emulateMedia({ colorScheme });
            expect.soft(await violationsOn(page), `${state}, ${colorScheme}`).toEqual([]);
            const contrasts = await brandContrasts(page);
            expect.soft(contrasts.filter((contrast) => contrast < 4.5)).toEqual([]);
          }
        }
      });
    }
  });
}
