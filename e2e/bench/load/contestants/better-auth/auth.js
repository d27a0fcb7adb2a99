// better-auth's phone flow, as its documentation has it: users in Postgres, sessions in Redis.
import { betterAuth } from 'better-auth';
import { phoneNumber } from 'better-auth/plugins';
import { Redis } from 'ioredis';
import pg from 'pg';

const { DATABASE_URL, REDIS_URL, SMS_URL, PUBLIC_URL, HASH } = process.env;
const redis = new Redis(REDIS_URL ?? '', { lazyConnect: true });

export const options = {
  baseURL: PUBLIC_URL,
  secret: 'the secret of the benchmark, long enough',
  database: new pg.Pool({ connectionString: DATABASE_URL }),
  secondaryStorage: {
    get: (key) => redis.get(key),
    set: (key, value, ttl) => (ttl ? redis.set(key, value, 'EX', ttl) : redis.set(key, value)),
    delete: (key) => redis.del(key),
    getAndDelete: (key) => redis.getdel(key),
  },
  rateLimit: { enabled: false },
  emailAndPassword: {
    enabled: true,
    // For the figure without a hash.
    ...(HASH === 'none' && { password: { hash: async () => 'none', verify: async () => true } }),
  },
  plugins: [
    phoneNumber({
      sendOTP: ({ phoneNumber: to, code }) => send(to, code),
      signUpOnVerification: {
        getTempEmail: (number) => `${number.slice(1)}@example.com`,
        getTempName: (number) => number,
      },
    }),
  ],
};

export const auth = betterAuth(options);

async function send(to, code) {
  const response = await fetch(SMS_URL, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ to, code }),
  });
  await response.text();
}
