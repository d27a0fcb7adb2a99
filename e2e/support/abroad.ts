import type { Page } from 'playwright/test';
import { startServer } from './server';
import { test as base, expect } from './test';
import { startWebhookDouble, type WebhookDouble } from './webhook-double';

/** A server that sends to four countries, on the stores of all. */
export const test = base.extend<object, { abroad: { url: string; webhook: WebhookDouble } }>({
  abroad: [
    async ({ stack }, use) => {
      const secret = `whsec_${Buffer.from('a secret of the browser tests only').toString('base64')}`;
      const webhook = await startWebhookDouble({ secret });
      const server = await startServer({
        ...stack.configuration,
        ...webhook.environment,
        ALLOWED_COUNTRIES: 'CN,GB,HK,DE',
      });
      await use({ url: server.url, webhook });
      await server.stop();
      await webhook.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ abroad }, use) => use(abroad.url),
  locale: 'en-US',
  timezoneId: 'Asia/Shanghai',
});

export const field = (page: Page) => page.getByLabel('Mobile number');
export const opener = (page: Page) => page.getByRole('button', { name: 'choose another country' });

/** The form, with all that helps. */
export async function open(page: Page, country = 'CN +86') {
  await page.goto('/register');
  await expect(opener(page)).toContainText(country);
}

export async function choose(page: Page, name: string) {
  await opener(page).click();
  await page.getByRole('option', { name }).click();
  await expect(field(page)).toBeFocused();
}
