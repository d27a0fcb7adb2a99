'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Failure } from '../failure';
import { useWordsFor } from '../form/use-form';
import { laterClient } from '../later-client';

export type ProofState =
  | { name: 'unused' | 'done' | 'used' }
  | { name: 'working'; percent: number }
  | { name: 'failed'; words: string };

interface Work {
  controller: AbortController;
  /** Nothing when it was cancelled or failed. */
  answer: Promise<string | undefined>;
}

/** An answer to the captcha of this id that the device finds by itself. */
export function useProof(id: () => string) {
  const wordsOf = useWordsOf();
  const [state, setState] = useState<ProofState>({ name: 'unused' });
  const work = useRef<Work>(undefined);
  useEffect(() => () => work.current?.controller.abort(), []);

  async function find(controller: AbortController): Promise<string | undefined> {
    const proceed = (next: ProofState) => controller.signal.aborted || setState(next);
    try {
      const [problem, { solve }] = await Promise.all([
        laterClient().then((client) => client.captcha.issueProblem.mutate({ imageCodeId: id() })),
        import('./solve'),
      ]);
      if (controller.signal.aborted) return undefined;
      const answer = await solve(problem, controller, (percent) =>
        proceed({ name: 'working', percent }),
      );
      proceed({ name: 'done' });
      return answer;
    } catch (error) {
      if (!controller.signal.aborted) work.current = undefined;
      proceed({ name: 'failed', words: wordsOf(error) });
    }
  }

  function start(): Promise<string | undefined> {
    const controller = new AbortController();
    setState({ name: 'working', percent: 0 });
    work.current = { controller, answer: find(controller) };
    return work.current.answer;
  }

  return {
    state,
    start,
    /** The answer found, being found, or found from now on. */
    answer: () => work.current?.answer ?? start(),
    end(name: 'unused' | 'used') {
      work.current?.controller.abort();
      work.current = undefined;
      setState({ name });
    },
  };
}

/** Without crypto.subtle (plain http) or workers no device can prove anything. */
export function canProve(): boolean {
  return Boolean(globalThis.crypto?.subtle && globalThis.Worker);
}

function useWordsOf(): (error: unknown) => string {
  const t = useTranslations('proof');
  const wordsFor = useWordsFor();
  return (error) => (isFailure(error) && wordsFor(error)) || t('failed');
}

/** By its name: its class would bring the client into the first step. */
function isFailure(error: unknown): error is NonNullable<Failure> {
  return (error as Error).name === 'TRPCClientError';
}
