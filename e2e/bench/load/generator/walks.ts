import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Visitor } from './visitor';

/** What a visitor at `url` finds out by looking: pictures and SMS. */
export interface World {
  url: string;
  /** Where the answers to pictures are. */
  redis: Redis;
  /** The code that was sent to a number of 11 digits last. */
  codeSentTo(mobile: string): string;
}

/** One sign-up: after each step of the visitor's, its name. */
export type SignUp = (visitor: Visitor, mobile: string, world: World) => AsyncGenerator<string>;

const PASSWORD = 'correct horse battery';

export const SIGN_UPS = {
  gatehouse: signUpAtGatehouse,
  flask: signUpAtFlask,
  /** Who has an account by their number alone: better-auth's own flow. */
  betterAuth: signUpAtBetterAuth,
  /** And sets a password, as the others must. */
  betterAuthPassword: signUpWithPassword,
} satisfies Record<string, SignUp>;

export type SignUpName = keyof typeof SIGN_UPS;

async function* signUpAtGatehouse(visitor: Visitor, number: string, world: World) {
  const { url } = world;
  const [imageCodeId, mobile] = [randomUUID(), `+86${number}`];
  await visitor.ask(`${url}/api/v1_0/image_codes/${imageCodeId}`, 'image/jpeg');
  yield 'picture';
  const imageCode = (await world.redis.get(`image_code_${imageCodeId}`)) ?? '';
  yield LOOKED;
  const asked = { purpose: 'registration', mobile };
  await visitor.post(`${url}/api/trpc/smsCode.request`, { ...asked, imageCodeId, imageCode });
  yield 'ask for the code';
  const smsCode = world.codeSentTo(number);
  await visitor.post(`${url}/api/trpc/smsCode.confirm`, { ...asked, smsCode });
  yield 'confirm the code';
  await visitor.post(`${url}/api/trpc/registration.register`, { mobile, password: PASSWORD });
  yield 'register';
}

async function* signUpAtFlask(visitor: Visitor, mobile: string, world: World) {
  const api = `${world.url}/api/v1_0`;
  const id = randomUUID();
  await visitor.ask(`${api}/image_codes/${id}`, 'image/jpeg');
  yield 'picture';
  const answer = (await world.redis.get(`image_code_${id}`)) ?? '';
  yield LOOKED;
  const query = new URLSearchParams({ image_code: answer, image_code_id: id });
  expectOk(await visitor.ask(`${api}/sms_codes/${mobile}?${query}`, 'application/json'));
  yield 'ask for the code';
  const code = world.codeSentTo(mobile);
  expectOk(await visitor.post(`${api}/users`, { mobile, sms_code: code, password: PASSWORD }));
  yield 'register';
}

async function* signUpAtBetterAuth(visitor: Visitor, mobile: string, world: World) {
  const api = `${world.url}/api/auth/phone-number`;
  const phoneNumber = `+86${mobile}`;
  await visitor.post(`${api}/send-otp`, { phoneNumber });
  yield 'ask for the code';
  await visitor.post(`${api}/verify`, { phoneNumber, code: world.codeSentTo(mobile) });
  yield 'confirm the code';
}

async function* signUpWithPassword(visitor: Visitor, mobile: string, world: World) {
  yield* signUpAtBetterAuth(visitor, mobile, world);
  const body = { newPassword: PASSWORD };
  await visitor.ask(`${world.url}/api/password`, '', { method: 'POST', body });
  yield 'set the password';
}

/** A step of the load's own: what the stores did meanwhile is nobody's. */
export const LOOKED = 'looked';

function expectOk({ body }: { body: Buffer }): void {
  if (JSON.parse(body.toString()).errno !== '0') throw new Error(`refused: ${body}`);
}
