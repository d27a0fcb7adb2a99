import type { Case } from '../cases';
import { type Client, enterCode, fetchCaptcha, newClient, requestSms } from '../door';
import { addressOf, mobileOf } from '../numbers';
import type { Stage } from '../stage';

const MINUTE = 60;

/** Headers that somewhere name the visitor; ours is the one that the operator's proxy wrote last. */
function spoofed(stage: Stage): Record<string, string> {
  const address = addressOf(stage.random);
  return {
    'x-forwarded-for': `${addressOf(stage.random)}, ${address}`,
    'x-real-ip': address,
    'x-vercel-forwarded-for': address,
    'cf-connecting-ip': address,
    'true-client-ip': address,
    forwarded: `for=${address}`,
    'user-agent': `Mozilla/5.0 (${stage.random.below(1e6)})`,
  };
}

/** The second half says the truth: from another address, to other numbers, at the same moments. */
export const spoofedHeaders: Case = {
  title: 'one address, spoofed headers',
  seed: 0xe,
  small: { asks: 20 },
  full: { asks: 400 },
  play(stage, { asks }) {
    const [liar, honest] = [addressOf(stage.random), addressOf(stage.random)];
    for (let i = 0; i < asks; i++) {
      const [one, other] = [mobileOf('CN', stage.random), mobileOf('CN', stage.random)];
      stage.simulation.spawn(i * MINUTE, async () => {
        const { refused } = await stage.attack(stage.attacker(liar, spoofed(stage)), one);
        if (!refused) stage.count('sent with spoofed headers');
      });
      stage.simulation.spawn(i * MINUTE, async () => {
        const { refused } = await stage.attack(stage.attacker(honest), other);
        if (!refused) stage.count('sent without');
      });
    }
  },
  target: {
    words: 'nothing extra',
    holds: ({ measured }) =>
      (measured['sent with spoofed headers'] ?? 0) <= (measured['sent without'] ?? 0),
  },
};

/** One after the other and all at once. */
export const oneCaptcha: Case = {
  title: 'one captcha, many sends',
  seed: 0xf,
  small: { asks: 20 },
  full: { asks: 200 },
  play(stage, { asks }) {
    for (const atOnce of [false, true]) {
      stage.simulation.spawn(atOnce ? MINUTE : 0, async () => {
        const captcha = await stage.solve(stage.attacker());
        const sends = Array.from({ length: asks / 2 }, () => mobileOf('CN', stage.random));
        const send = (mobile: string) => stage.attackWith(stage.attacker(), mobile, captcha);
        if (atOnce) await Promise.all(sends.map(send));
        else for (const mobile of sends) await send(mobile);
      });
    }
  },
  target: {
    words: 'nothing extra: 1 for each captcha',
    holds: ({ sent, captchas }) => sent.length <= captchas,
  },
};

/** A new browser and address for each SMS to the victim; codes are tried until that one is dead. */
export const guessing: Case = {
  title: 'guessing the code across resends',
  seed: 0x13,
  small: { hours: 24, asks: 48 },
  full: { hours: 24, asks: 288 },
  play(stage, { hours, asks }) {
    const mobile = mobileOf('CN', stage.random);
    stage.evenly(asks, hours * 60 * MINUTE, async () => {
      const client = stage.attacker();
      const { refused } = await stage.attack(client, mobile);
      if (!refused) await guessUntilDead(stage, client, mobile);
    });
  },
  target: {
    words: '≤ 10 guesses a day compared',
    holds: ({ measured }) =>
      (measured['guesses compared at most'] ?? 0) <= 10 && !measured['right code taken when dead'],
  },
};

/**
 * Any guess may have been compared until the code is dead, that one included. Afterwards the right one
 * shows that none is any more.
 */
async function guessUntilDead(stage: Stage, client: Client, mobile: string): Promise<void> {
  for (let i = 0; i < 12; i++) {
    const right = stage.product.codeOf(mobile);
    const wrong = String((Number(right) + 1 + i) % 1e6).padStart(6, '0');
    const answer = await enterCode(stage.product, client, mobile, wrong);
    stage.count('guesses compared at most');
    if (answer.refused !== 'sms-code-wrong') break;
  }
  const code = stage.product.codeOf(mobile) ?? '';
  const { refused } = await enterCode(stage.product, client, mobile, code);
  if (!refused) stage.count('right code taken when dead');
}

/**
 * The attacker knows the number and the moment, has had no, one or two SMS sent to it when the owner
 * asks, and guesses wrong on purpose before and after. Owners have the patience they are asked for.
 */
export const burning: Case = {
  title: "burning a victim's code",
  seed: 0x14,
  small: { people: 20 },
  full: { people: 100 },
  play(stage, { people }) {
    for (let i = 0; i < people; i++) {
      const mobile = mobileOf('CN', stage.random);
      stage.simulation.spawn(i * 10 * MINUTE, () => beBurnt(stage, mobile, i % 3));
    }
  },
  target: {
    words: 'every owner succeeds',
    holds: ({ honest, verified }) => honest === verified,
  },
};

async function beBurnt(stage: Stage, mobile: string, sentBefore: number): Promise<void> {
  const { product, simulation } = stage;
  const visit = { served: false, hindered: false, verified: false };
  stage.visits.push(visit);
  const owner = newClient(addressOf(stage.random));
  for (let i = 0; i < sentBefore; i++) {
    await burn(stage, stage.attacker(), mobile);
    await simulation.sleep(MINUTE + 1);
  }
  for (let attempt = 0; attempt < 3 && !visit.served; attempt++) {
    const answer = await requestSms(product, owner, mobile, await fetchCaptcha(product, owner));
    visit.served = !answer.refused;
    if (answer.refused) visit.hindered = true;
    if (answer.refused) await simulation.sleep(answer.retryAfterSeconds ?? MINUTE);
  }
  await burn(stage, stage.attacker(), mobile);
  await simulation.sleep(20);
  const { refused } = await enterCode(product, owner, mobile, product.codeOf(mobile) ?? '');
  visit.verified = !refused;
}

async function burn(stage: Stage, client: Client, mobile: string): Promise<void> {
  stage.asked += 1;
  const captcha = await stage.solve(client);
  await requestSms(stage.product, client, mobile, captcha);
  if (client.cookies.size === 0) client.cookies.set('challenge', 'a-challenge-that-was-made-up');
  for (let guess = 0; guess < 6; guess++) {
    await enterCode(stage.product, client, mobile, String(guess).repeat(6));
  }
}
