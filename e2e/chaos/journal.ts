import type { Answer } from './browser';

export type Step = 'picture' | 'request' | 'confirm' | 'register' | 'sign-in';

/** One request of a person and what was heard. Times are of `performance.now()`. */
export interface Entry {
  mobile: string;
  address: string;
  step: Step;
  begunAt: number;
  endedAt: number;
  status: number;
  reason?: string;
  /** Of a confirmation. */
  code?: string;
}

/** Whoever was told that they are registered. */
export interface Member {
  mobile: string;
  password: string;
}

/** All that people asked for and were told while one fault was tried. */
export class Journal {
  readonly entries: Entry[] = [];
  readonly members: Member[] = [];
  /** Mobiles of people who did not get through in all their patience. */
  readonly stuck: string[] = [];
  /** What a fault itself found wrong. */
  readonly complaints: string[] = [];

  /** Has `ask` done and notes what came of it. */
  async note(
    what: Pick<Entry, 'mobile' | 'address' | 'step' | 'code'>,
    ask: () => Promise<Answer>,
  ): Promise<Answer> {
    const begunAt = performance.now();
    const answer = await ask();
    const { status, reason } = answer;
    this.entries.push({ ...what, begunAt, endedAt: performance.now(), status, reason });
    return answer;
  }

  /** How many answers so far satisfy `test`. */
  count(test: (entry: Entry) => boolean): number {
    return this.entries.filter(test).length;
  }
}
