import { type Client, enterCode, fetchCaptcha, newClient, requestSms } from './door';
import { addressOf, mobileOf } from './numbers';
import type { Random } from './random';
import type { Stage, Visit } from './stage';

/** How people are taken to be. */
const ENTERS_THE_CODE = 0.85;
const CODE_MEDIAN_SECONDS = 30;
const CODE_SIGMA = 0.6;
const COMES_BACK_AGAIN = 0.5;
const WAITS_AT_MOST_SECONDS = 300;

interface Crowd {
  people: number;
  /** Over how many seconds they come, evenly at random, the first at `from`. */
  within: number;
  from?: number;
  country: string;
  /** Where all of them are; each has an address of its own otherwise. */
  address?: string;
}

/** Honest people come to sign up, each with a number, a browser and a mind of their own. */
export function invite(stage: Stage, { people, within, from = 0, country, address }: Crowd): void {
  for (let i = 0; i < people; i++) {
    const random = stage.random.fork();
    const client = newClient(address ?? addressOf(random));
    const mobile = mobileOf(country, random);
    const visit: Visit = { served: false, hindered: false, verified: false };
    stage.visits.push(visit);
    stage.simulation.spawn(from + random.next() * within, () =>
      signUp(stage, { client, mobile, visit, random }),
    );
  }
}

interface Person {
  client: Client;
  mobile: string;
  visit: Visit;
  random: Random;
}

/** Who is told to come back within 5 minutes does so once, and half of them a second time. */
async function signUp(stage: Stage, person: Person): Promise<void> {
  const attempts = 2 + (person.random.next() < COMES_BACK_AGAIN ? 1 : 0);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { refused, retryAfterSeconds = Number.POSITIVE_INFINITY } = await ask(stage, person);
    if (!refused) return enter(stage, person);
    stage.count(`honest refused: ${refused}`);
    person.visit.hindered = true;
    if (retryAfterSeconds > WAITS_AT_MOST_SECONDS || attempt === attempts) return;
    await stage.simulation.sleep(retryAfterSeconds);
  }
}

async function ask({ product }: Stage, { client, mobile }: Person) {
  const captcha = await fetchCaptcha(product, client);
  return captcha.refused ? captcha : requestSms(product, client, mobile, captcha);
}

async function enter(stage: Stage, { client, mobile, visit, random }: Person): Promise<void> {
  visit.served = true;
  if (random.next() >= ENTERS_THE_CODE) return;
  await stage.simulation.sleep(random.logNormal(CODE_MEDIAN_SECONDS, CODE_SIGMA));
  const code = stage.product.codeOf(mobile) ?? '';
  const { refused } = await enterCode(stage.product, client, mobile, code);
  visit.verified = !refused;
}
