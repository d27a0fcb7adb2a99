import { afterEach, describe, expect, test, vi } from 'vitest';
import { createContext } from './context';
import { PURPOSES } from './sms-code';

afterEach(() => vi.unstubAllEnvs());

function cookieSet(act: (context: ReturnType<typeof createContext>) => void): string {
  const answer = new Headers();
  act(createContext(new Headers(), answer));
  return answer.getSetCookie().join();
}

describe('cookies', () => {
  test('on https a session is a __Host- cookie: HttpOnly, Secure, SameSite=Lax, 30 days', () => {
    vi.stubEnv('PUBLIC_URL', 'HTTPS://signup.example.com');
    const cookie = cookieSet(({ keepSession }) =>
      keepSession({ token: 'token', maxAgeSeconds: 2_592_000 }),
    );
    expect(cookie).toBe(
      '__Host-session=token; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
  });

  test('on plain http (development) the same without Secure, under a plain name', () => {
    const cookie = cookieSet(({ keepSession }) => keepSession({ token: 't', maxAgeSeconds: 60 }));
    expect(cookie).toBe('session=t; Max-Age=60; Path=/; HttpOnly; SameSite=Lax');
  });

  test('signing out forgets the session and the registration it came from', () => {
    const cookies = cookieSet(({ forget }) => forget());
    expect(cookies).toContain('session=; Max-Age=0;');
    expect(cookies).toContain('challenge=; Max-Age=0;');
    expect(cookies).toContain('challenge-sign-in=; Max-Age=0;');
    expect(cookies).toContain('challenge-password-reset=; Max-Age=0;');
    expect(cookies).toContain('challenge-mobile-change=; Max-Age=0;');
  });

  test('a challenge lives as long as its code and the proof it becomes', () => {
    expect(cookieSet(({ keepChallenge }) => keepChallenge('sign-in', 'c'))).toContain(
      'Max-Age=900',
    );
  });

  test('both are read back', () => {
    const request = new Headers({ cookie: 'session=s; challenge=c' });
    const { sessionToken, challengeOf } = createContext(request, new Headers());
    expect([sessionToken, challengeOf('registration')]).toEqual(['s', 'c']);
  });

  test('a challenge is of one purpose, and no other finds it', () => {
    for (const purpose of PURPOSES) {
      const [cookie] = cookieSet(({ keepChallenge }) => keepChallenge(purpose, 'c')).split(';');
      const { challengeOf } = createContext(new Headers({ cookie: cookie ?? '' }), new Headers());
      expect(PURPOSES.filter((each) => challengeOf(each))).toEqual([purpose]);
    }
  });
});

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['fr, en-GB;q=0.5', 'en'],
  ['fr', undefined],
])('a browser that prefers %s is spoken to in %s', (header, language) => {
  const request = new Headers({ 'accept-language': header });
  expect(createContext(request, new Headers()).language).toBe(language);
});
