import type { Page } from 'playwright/test';
import { LANGUAGES, type Language } from '../app/words/languages';
import { receipt } from './support/receipts';
import { listenTo } from './support/screen-reader';
import { shownAnswer, shownId } from './support/test';
import { TREES } from './support/trees';
import { expect, filled, test, type Visit } from './support/visit';

/** All that is said by itself from the first page to the last, in its order. */
const STORY: Record<Language, string[]> = {
  en: [
    'alert: That did not match the captcha. Here is a new one.',
    'alert: That did not match the captcha. Here is a new one.',
    'status: Code sent to {number}.',
    'status: Another SMS is possible in 30 seconds.',
    'status: Another SMS is possible in 10 seconds.',
    'status: You can ask for another SMS now.',
    'status: Delivered to your phone.',
    'alert: That is not the code in the SMS. 4 tries left.',
    'status: Number confirmed.',
    'status: 4 more characters to go',
    'status: Too easy: this is among the first that are guessed',
    'alert: That password is among the first that are guessed. Choose another.',
    'status: Strong',
  ],
  zh: [
    'alert: 人机验证未通过，已为您更换。',
    'alert: 人机验证未通过，已为您更换。',
    'status: 验证码已发送至 {number}。',
    'status: 30 秒后可重新发送短信。',
    'status: 10 秒后可重新发送短信。',
    'status: 现在可以重新发送短信。',
    'status: 短信已送达您的手机。',
    'alert: 短信验证码不正确，还可以试4次。',
    'status: 号码已验证。',
    'status: 还差 4 个字符',
    'status: 太简单：这类密码最先被猜到',
    'alert: 这个密码太容易被猜到，请换一个。',
    'status: 强',
  ],
};

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test('each thing that happens is said, once, in its order', async ({ visit, page, person }) => {
      const said = await listenTo(page);
      await page.clock.install();
      await toTheCode(visit);
      await hearOfTheSms(visit, said);
      await toTheAccount(visit, said);
      const number = `+86 176 **** ${person.mobile.slice(-4)}`;
      expect(said).toEqual(STORY[language].map((words) => filled(words, { number })));
    });

    test('every step has its names and roles', async ({ visit, page, person }) => {
      const tree = TREES[language];
      await visit.reachCode('/register');
      await expect(page.getByRole('main')).toMatchAriaSnapshot(tree.code);
      await visit.smsCode.fill(await person.code());
      await expect(page.getByRole('main')).toMatchAriaSnapshot(tree.password);
      await visit.openWithPicture('/register');
      await expect(page.locator('body')).toMatchAriaSnapshot(tree.number);
      await visit.open('/sign-in');
      await expect(page.getByRole('main')).toMatchAriaSnapshot(tree.signIn);
    });
  });
}

/** Two wrong captchas, then the right one. */
async function toTheCode({ openWithPicture, page, stack, person, captcha, send, smsCode }: Visit) {
  await openWithPicture('/register');
  for (const answer of ['XXXXX', 'XXXXX']) {
    const id = await shownId(page);
    await send(person.mobile, answer);
    await expect(captcha).toHaveValue('');
    await expect.poll(() => shownId(page)).not.toBe(id);
  }
  await send(person.mobile, await shownAnswer(page, stack));
  await expect(smsCode).toBeFocused();
}

/** When another may be asked for, and that it came. */
async function hearOfTheSms({ page, stack, person, words }: Visit, said: string[]) {
  const { resendSoon, resendNow } = words.code;
  const ahead = await serverAhead(page);
  const soon = (seconds: string) => filled(resendSoon, { seconds });
  for (const [seconds, next] of [
    [30, soon('30')],
    [20, soon('10')],
    [10, resendNow],
  ] as const) {
    ahead.milliseconds += seconds * 1000;
    await page.clock.fastForward(seconds * 1000);
    await expect.poll(() => said.at(-1)).toBe(`status: ${next}`);
  }
  await receipt(stack, person, '0');
  await page.clock.fastForward(3_000);
  await expect(page.getByText(words.delivery.delivered)).toBeVisible();
}

/** The server tells a time that goes ahead as the page's does. */
async function serverAhead(page: Page) {
  const ahead = { milliseconds: 0 };
  await page.route('**/smsCode.state*', async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.result.data.now += ahead.milliseconds;
    await route.fulfill({ response, json });
  });
  return ahead;
}

/** A wrong code and the right one; a short, a common and a good password. */
async function toTheAccount(visit: Visit, said: string[]) {
  const { page, person, smsCode, newPassword, button, words, wrongCode, refused } = visit;
  await smsCode.fill(await wrongCode());
  await refused();
  await smsCode.fill(await person.code());
  await expect(newPassword).toBeFocused();
  await newPassword.pressSequentially('pass');
  await expect.poll(() => said.at(-1)).toMatch(/4/);
  await newPassword.pressSequentially('word1');
  await expect.poll(() => said.at(-1)).toContain(words.password.common);
  await button(words.register.create).click();
  await refused();
  await newPassword.fill(person.password);
  await expect.poll(() => said.at(-1)).toContain(words.password.strong);
  await button(words.register.create).click();
  await expect(page).toHaveURL('/account');
}
