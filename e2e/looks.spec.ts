import type { BrowserContextOptions, Page } from 'playwright/test';
import { openInOwnFonts, type Refused, still } from './support/still-life';
import { expect, test } from './support/test';

const DESKTOP = { viewport: { width: 820, height: 860 } };
const PHONE = { viewport: { width: 360, height: 740 } };
const DARK = { colorScheme: 'dark' } as const;
const CHINESE = { locale: 'zh-CN' };

/** Letters may be smoothed differently elsewhere; whatever moves is more than this. */
const MOST_DIFFERENT = { maxDiffPixelRatio: 0.015 };

const number = (page: Page) => page.locator('input[name=mobile]');
const submit = (page: Page) => page.locator('button[type=submit]');

async function send(page: Page) {
  await number(page).fill('176 1234 5678');
  await page.locator('input[name=imageCode]').fill('ACE3');
  await submit(page).click();
}

async function reachCode(page: Page) {
  await send(page);
  await expect(page.locator('input[name=smsCode]')).toBeFocused();
  await expect(page.getByText(/Delivered to your phone|短信已送达/)).toBeVisible();
}

async function reachPassword(page: Page) {
  await reachCode(page);
  await page.locator('input[name=smsCode]').fill('048213');
  await page.locator('input[name=password]').fill('correct horse battery');
  await expect(page.locator('.strength[data-score="4"]')).toBeVisible();
}

async function typeWrongCode(page: Page) {
  await reachCode(page);
  await page.locator('input[name=smsCode]').fill('000000');
  await expect(page.locator('#sms-code-error')).not.toBeEmpty();
}

const WIDE = { viewport: { width: 1280, height: 900 } };

const boardIsThere = async (page: Page) => {
  await expect(page.locator('.board .recharts-surface').first()).toBeVisible();
};

const nothing = async () => {};
const accountIsThere = async (page: Page) => {
  await expect(page.locator('.rows').first()).toBeVisible();
};

interface Look {
  url: string;
  options: BrowserContextOptions;
  reach: (page: Page) => Promise<void>;
  refused?: Record<string, Refused>;
}

/** The pictures of the README, by file name; `npm run screenshots` makes them anew. */
const LOOKS: Record<string, Look> = {
  'number-desktop': { url: '/register', options: DESKTOP, reach: nothing },
  'number-phone-zh-dark': {
    url: '/register',
    options: { ...PHONE, ...DARK, ...CHINESE },
    reach: nothing,
  },
  'captcha-wrong-phone': {
    url: '/register',
    options: PHONE,
    reach: async (page) => {
      await send(page);
      await expect(page.locator('#captcha-answer-error')).not.toBeEmpty();
    },
    refused: {
      'smsCode.request': {
        reason: 'captcha-wrong',
        words: 'That did not match the captcha. Here is a new one.',
        field: 'imageCode',
      },
    },
  },
  'limit-desktop-dark': {
    url: '/register',
    options: { ...DESKTOP, ...DARK },
    reach: async (page) => {
      await send(page);
      await expect(page.locator('.form-alert')).not.toBeEmpty();
    },
    refused: {
      'smsCode.request': {
        reason: 'too-frequent',
        words: 'That was too often. Try again in 42 minutes.',
        retryAfterSeconds: 2_520,
      },
    },
  },
  'code-phone': { url: '/register', options: PHONE, reach: reachCode },
  'code-wrong-phone-zh-dark': {
    url: '/register',
    options: { ...PHONE, ...DARK, ...CHINESE },
    reach: typeWrongCode,
    refused: {
      'smsCode.confirm': {
        reason: 'sms-code-wrong',
        words: '短信验证码不正确，还可以试4次。',
        field: 'smsCode',
      },
    },
  },
  'password-phone': { url: '/register', options: PHONE, reach: reachPassword },
  'sign-in-desktop-zh': { url: '/sign-in', options: { ...DESKTOP, ...CHINESE }, reach: nothing },
  'account-desktop': { url: '/account', options: DESKTOP, reach: accountIsThere },
  'account-phone-zh-dark': {
    url: '/account',
    options: { ...PHONE, ...DARK, ...CHINESE },
    reach: accountIsThere,
  },
  'ops-desktop': { url: '/ops', options: WIDE, reach: boardIsThere },
  'ops-desktop-zh-dark': {
    url: '/ops',
    options: { ...WIDE, ...DARK, ...CHINESE },
    reach: boardIsThere,
  },
};

for (const [name, { url, options, reach, refused }] of Object.entries(LOOKS)) {
  test.describe(name, () => {
    test.use({ ...options, timezoneId: 'UTC', contextOptions: { reducedMotion: 'reduce' } });

    test('looks as it did', async ({ page }) => {
      await still(page, refused);
      await openInOwnFonts(page, url);
      await reach(page);
      await page.mouse.move(0, 0);
      await expect(page).toHaveScreenshot(`${name}.png`, {
        ...MOST_DIFFERENT,
        fullPage: true,
        caret: 'hide',
      });
    });
  });
}
