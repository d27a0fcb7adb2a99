import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright/test';
import postgres from 'postgres';
import en from '../../app/words/en.json' with { type: 'json' };
import type { Language } from '../../app/words/languages';
import zh from '../../app/words/zh.json' with { type: 'json' };
import type { Stack } from './stack';
import { test as base, expect, type Person, shownAnswer, shownId } from './test';

export { expect };

const WORDS: Record<Language, typeof en> = { en, zh };
const LOCALES: Record<Language, string> = { en: 'en-US', zh: 'zh-CN' };

/** The pages with steps that prove a number. */
export type Path = '/register' | '/sign-in/sms' | '/forgot-password';
export type Visit = ReturnType<typeof visitOf>;

/** A visitor who reads one language, and asks for less motion: nothing is tested half-way. */
export const test = base.extend<{ language: Language; visit: Visit }>({
  language: ['en', { option: true }],
  locale: async ({ language }, use) => use(LOCALES[language]),
  contextOptions: { reducedMotion: 'reduce' } satisfies BrowserContextOptions,
  visit: async ({ page, stack, person, language }, use) =>
    use(visitOf(page, stack, person, language)),
});

/** The pages in one language: their fields and buttons, and the ways to each step. */
function visitOf(page: Page, stack: Stack, person: Person, language: Language) {
  const words = WORDS[language];
  const mobile = page.getByLabel(words.number.label, { exact: true });
  const captcha = page.getByLabel(words.captcha.label);
  const smsCode = page.getByLabel(filled(words.code.label, { digits: '6' }));
  const newPassword = page.getByLabel(words.password.new);
  const button = (name: string) => page.getByRole('button', { name });

  /** React is there. */
  const ready = () => expect(page.locator('html[data-ready]')).toBeAttached();

  async function open(path: string) {
    await page.goto(path);
    await ready();
  }
  async function send(number: string, answer: string) {
    await mobile.fill(number);
    await captcha.fill(answer);
    await button(words.number.send).click();
  }
  async function reachCode(path: Path) {
    if (path !== '/register') await openAccount(stack, person);
    await open(path);
    await send(person.mobile, await shownAnswer(page, stack));
    await expect(smsCode).toBeFocused();
  }
  async function reachPassword(path: Path) {
    await reachCode(path);
    await smsCode.fill(await person.code());
    await expect(newPassword).toBeFocused();
  }

  /** A session of an account of their own. */
  async function signUp() {
    await reachPassword('/register');
    await newPassword.fill(person.password);
    await button(words.register.create).click();
    await page.waitForURL('/account');
    await ready();
  }

  return {
    page,
    stack,
    person,
    words,
    mobile,
    captcha,
    smsCode,
    newPassword,
    button,
    ready,
    open,
    send,
    reachCode,
    reachPassword,
    signUp,
    /** The number step with its picture. */
    async openWithPicture(path: Path) {
      await open(path);
      await shownId(page);
    },
    /** A code of six digits that is not the one in the SMS. */
    wrongCode: async () => ((await person.code()) === '000000' ? '000001' : '000000'),
    /** Until an error is there. */
    async refused() {
      await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toBeVisible();
    },
  };
}

/** The words with what stands in for `{name}`. */
export function filled(words: string, values: Record<string, string>): string {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** Nobody can sign in with this password. */
async function openAccount(stack: Stack, { mobile }: Person) {
  const sql = postgres(stack.postgres.url, { max: 1 });
  const user = { id: randomUUID(), mobile: `+86${mobile}`, password_hash: 'none' };
  await sql`insert into users ${sql(user)} on conflict do nothing`;
  await sql.end();
}
