import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Answer, Browser } from './browser';
import type { Journal, Step } from './journal';
import type { World } from './world';

/** How long somebody tries, and how soon they press again. */
const PATIENCE_MILLISECONDS = 40_000;
const PAUSE_MILLISECONDS = 150;
/** How often somebody is told to wait before they leave it. */
const REFUSALS = 5;
/** How long somebody looks at their phone before they ask for another SMS. */
const SMS_MILLISECONDS = 3_000;

/** Somebody with a number of their own who signs up, and does not give up soon. */
export class Person {
  readonly mobile = `176${String(randomInt(1e8)).padStart(8, '0')}`;
  readonly password = `horse ${randomUUID()}`;
  readonly #browsers: Browser[];
  #until = performance.now() + PATIENCE_MILLISECONDS;

  /** With a `second` browser the same code is asked for in both, and entered in both at once. */
  constructor(
    private readonly world: World,
    private readonly journal: Journal,
    { second = false } = {},
  ) {
    const count = second ? 2 : 1;
    this.#browsers = Array.from({ length: count }, () => new Browser(world.url, newAddress()));
  }

  /** Until it is said that they are registered; false where patience ended before. */
  async signUp(): Promise<boolean> {
    let isDone = false;
    while (!isDone && this.#isPatient) {
      isDone = await this.#tryOnce();
      if (!isDone) await setTimeout(PAUSE_MILLISECONDS);
    }
    const { mobile, password } = this;
    if (isDone) this.journal.members.push({ mobile, password });
    else this.journal.stuck.push(mobile);
    for (const browser of this.#browsers) browser.close();
    return isDone;
  }

  /** Of the browser that was used, or the first of two. */
  get cookie(): string {
    return this.#browsers[0]?.cookie ?? '';
  }

  async #tryOnce(): Promise<boolean> {
    const begunAt = performance.now();
    const asked: Browser[] = [];
    for (const browser of this.#browsers) {
      const outcome = await this.#askForCode(browser);
      // An earlier press did it, and its answer was lost.
      if (outcome === 'registered') return this.#signIn(browser);
      if (outcome === 'sent') asked.push(browser);
    }
    if (asked.length === 0) this.#until = 0;
    const code = await this.#readSms(begunAt);
    if (!code) return false;
    const winner = await this.#confirmAll(asked, code);
    return winner ? this.#register(winner) : false;
  }

  async #askForCode(browser: Browser): Promise<'sent' | 'registered' | 'refused'> {
    for (let refused = 0; this.#isPatient && refused < REFUSALS; ) {
      const imageCodeId = randomUUID();
      const path = `/api/v1_0/image_codes/${imageCodeId}`;
      const picture = await this.#note(browser, 'picture', () => browser.get(path));
      const imageCode = picture.status === 200 && (await this.world.answerTo(imageCodeId));
      if (imageCode) {
        const { mobile } = this;
        const input = { purpose: 'registration', mobile, imageCodeId, imageCode };
        const answer = await this.#note(browser, 'request', () =>
          browser.call('smsCode.request', input),
        );
        if (answer.status === 200) return 'sent';
        if (answer.reason === 'registered') return 'registered';
        const { retryAfterSeconds = 0 } = answer;
        if (answer.status === 429 && retryAfterSeconds > 5) return 'refused';
        if (answer.status === 429) {
          refused += 1;
          await setTimeout(retryAfterSeconds * 1000);
        }
      }
      await setTimeout(PAUSE_MILLISECONDS);
    }
    return 'refused';
  }

  /** The code of the newest SMS, once there is one since `begunAt`. */
  async #readSms(begunAt: number): Promise<string | undefined> {
    const until = performance.now() + SMS_MILLISECONDS;
    while (performance.now() < until && this.#isPatient) {
      const message = this.world.gateway.to(this.mobile).at(-1);
      if (message && message.at >= begunAt) return message.code;
      await setTimeout(20);
    }
  }

  /** Enters one code in all browsers at once; the one that was let on. */
  async #confirmAll(browsers: Browser[], code: string): Promise<Browser | undefined> {
    const { mobile } = this;
    const input = { purpose: 'registration', mobile, smsCode: code };
    const answers = await Promise.all(
      browsers.map((browser) => this.#press(browser, 'confirm', 'smsCode.confirm', input, code)),
    );
    return browsers.find((_, i) => answers[i]?.status === 200);
  }

  async #register(browser: Browser): Promise<boolean> {
    const { mobile, password } = this;
    const procedure = 'registration.register';
    const answer = await this.#press(browser, 'register', procedure, { mobile, password });
    return answer.status === 200;
  }

  async #signIn(browser: Browser): Promise<boolean> {
    const { mobile, password } = this;
    const answer = await this.#press(browser, 'sign-in', 'session.signIn', { mobile, password });
    return answer.status === 200;
  }

  /** The same submit again until there is an answer that says yes or no, as the page lets one. */
  async #press(
    browser: Browser,
    step: Step,
    procedure: string,
    input: object,
    code?: string,
  ): Promise<Answer> {
    for (;;) {
      const answer = await this.#note(browser, step, () => browser.call(procedure, input), code);
      const isOpen = answer.status === 0 || answer.status >= 500;
      if (!isOpen || !this.#isPatient) return answer;
      await setTimeout(PAUSE_MILLISECONDS);
    }
  }

  #note({ address }: Browser, step: Step, ask: () => Promise<Answer>, code?: string) {
    return this.journal.note({ mobile: this.mobile, address, step, code }, ask);
  }

  get #isPatient(): boolean {
    return performance.now() < this.#until;
  }
}

export function newAddress(): string {
  return [20 + randomInt(80), randomInt(256), randomInt(256), randomInt(1, 255)].join('.');
}
