import { makeOperator } from './operator';
import { figuresAt } from './ops-figures';
import { receipt } from './receipts';
import { shownAnswer, shownId } from './test';
import { expect, type Visit } from './visit';

/** Goes from the state before to this one, and waits until it is there. */
type Reach = (visit: Visit) => Promise<void>;

/** Every state of every page, in walks of one visitor each. A new state is a line here. */
export const WALKS: Record<string, Record<string, Reach>> = {
  'the number step': {
    'as loaded': ({ openWithPicture }) => openWithPicture('/register'),
    'a landline': async ({ send, refused }) => {
      await send('010 6552 9988', 'XXXX');
      await refused();
    },
    'a wrong captcha': async ({ send, person, captcha, page }) => {
      await send(person.mobile, 'XXXXX');
      await expect(captcha).toHaveAttribute('aria-invalid', 'true');
      await shownId(page);
    },
  },
  'a captcha that does not load': {
    'no recording': async ({ openWithPicture, page, button, words }) => {
      await openWithPicture('/register');
      await page.route('**/audio_codes/**', (route) => route.abort());
      await button(words.recording.listen).click();
      await expect(page.getByText(words.recording.failed)).toBeVisible();
    },
    'no picture': async ({ page, button, words }) => {
      await page.route('**/image_codes/**', (route) => route.abort());
      await button(words.captcha.new).click();
      await expect(page.getByText(words.captcha.failed)).toBeVisible();
    },
    offline: async ({ page, words }) => {
      await page.context().setOffline(true);
      await expect(page.getByText(words.site.offline)).toBeVisible();
    },
  },
  'a proof by the device': {
    'under way': async ({ openWithPicture, page, button, words }) => {
      await openWithPicture('/register');
      await page.route('**/captcha.issueProblem', () => {}, { times: 1 });
      await button(words.captcha.prove).click();
      await expect(page.getByRole('progressbar')).toBeVisible();
    },
    done: async ({ page, button, words }) => {
      await button(words.proof.cancel).click();
      await button(words.captcha.prove).click();
      await expect(button(words.proof.leave)).toBeVisible({ timeout: 20_000 });
      await expect(page.getByText(words.proof.done).first()).toBeVisible();
    },
    failed: async ({ page, button, words }) => {
      await page.route('**/captcha.issueProblem', (route) => route.abort());
      await button(words.proof.leave).click();
      await button(words.captcha.prove).click();
      await expect(page.getByText(words.form.unreachable).first()).toBeVisible();
    },
  },
  'the code step': {
    'as it comes': async ({ page, reachCode }) => {
      await page.clock.install();
      await reachCode('/register');
    },
    'a wrong code': async ({ smsCode, wrongCode, refused }) => {
      await smsCode.fill(await wrongCode());
      await refused();
    },
    'refused by the carrier': async ({ stack, person, page, words }) => {
      await receipt(stack, person, '1');
      await expect(page.getByText(words.delivery.refused)).toBeVisible();
    },
    'another SMS is possible': async ({ page, button, words }) => {
      await page.route('**/smsCode.state*', (route) => route.abort()); // its clock stands still
      await page.clock.fastForward(60_000);
      await expect(button(words.code.resend)).toBeVisible();
    },
  },
  'another SMS': {
    'too often': async ({ reachCode, openWithPicture, page, stack, person, send, refused }) => {
      await page.clock.install();
      await reachCode('/register');
      await openWithPicture('/register');
      await send(person.mobile, await shownAnswer(page, stack));
      await refused();
    },
    slow: async ({ page, stack, person, send, words }) => {
      await page.route('**/smsCode.request', () => {});
      await send(person.mobile, await shownAnswer(page, stack));
      await page.clock.fastForward(6_000);
      await expect(page.getByText(words.form.slow)).toBeVisible();
    },
  },
  'the password step': {
    empty: ({ reachPassword }) => reachPassword('/register'),
    weak: async ({ newPassword, page, words }) => {
      await newPassword.fill('password1');
      await expect(page.getByText(words.password.common).first()).toBeVisible();
    },
    refused: async ({ button, words, refused }) => {
      await button(words.register.create).click();
      await refused();
    },
  },
  'the sign-in page': {
    'as loaded': ({ open }) => open('/sign-in'),
    'wrong credentials': async ({ mobile, page, person, words, button, refused }) => {
      await mobile.fill(person.mobile);
      await page.getByLabel(words.signIn.password, { exact: true }).fill('no password of anybody');
      await button(words.signIn.submit).click();
      await refused();
    },
  },
  'sign-in by SMS': {
    'as loaded': ({ openWithPicture }) => openWithPicture('/sign-in/sms'),
    'the code step': ({ reachCode }) => reachCode('/sign-in/sms'),
  },
  'the forgotten password': {
    'as loaded': ({ openWithPicture }) => openWithPicture('/forgot-password'),
    'the new password': ({ reachPassword }) => reachPassword('/forgot-password'),
  },
  'the account': {
    'as loaded': async ({ signUp, page, words }) => {
      await signUp();
      await expect(page.getByText(words.account.here)).toBeVisible();
    },
    'another password': ({ open }) => open('/account/password'),
    'a wrong current password': async ({ page, newPassword, words, button, refused }) => {
      await page.getByLabel(words.account.currentPassword).fill('not the right one');
      await newPassword.fill('correct horse battery staple');
      await button(words.account.savePassword).click();
      await refused();
    },
    deletion: ({ open }) => open('/account/delete'),
    'another number': async ({ page, open }) => {
      await open('/account/mobile');
      await shownId(page);
    },
    deleted: ({ open }) => open('/account/deleted'),
  },
  "the operator's view": {
    'for nobody else': async ({ signUp, open, page, words }) => {
      await signUp();
      await open('/ops');
      await expect(page.getByText(words.ops.refused)).toBeVisible();
    },
    'with every table open': async ({ open, page, stack, person }) => {
      await makeOperator(stack, person);
      await page.route('**/ops.figures*', (route) => route.fulfill({ json: figures() }));
      await open('/ops');
      await expect(page.locator('.board .recharts-surface').first()).toBeVisible();
      for (const summary of await page.locator('summary').all()) await summary.click();
    },
  },
  'a lever of the send guard': {
    mistyped: async ({ signUp, open, page, stack, person, words, button, refused }) => {
      await signUp();
      await makeOperator(stack, person);
      await open('/ops');
      await page.getByLabel(words.ops.scopeCountry).fill('China');
      await button(words.ops.check).click();
      await refused();
    },
    'to be confirmed': async ({ page, words, button }) => {
      await page.getByLabel(words.ops.scopeCountry).fill('CN');
      await button(words.ops.check).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  'an address that is no page': {
    'as loaded': async ({ page }) => void (await page.goto('/nowhere')),
  },
};

function figures() {
  return { result: { data: figuresAt(Date.now()) } };
}
