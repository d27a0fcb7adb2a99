'use client';
import { useState } from 'react';
import type { Failure } from '../failure';
import { type Client, laterClient } from '../later-client';

type State = { error: Failure; isPending: boolean };

/** One mutation of the server, as `useMutation` gives it, by the client that comes later. */
export function useCall<Input, Answer>(
  call: (client: Client, input: Input) => Promise<Answer>,
  onSuccess: (answer: Answer, input: Input) => void,
) {
  const [state, setState] = useState<State>({ error: null, isPending: false });

  async function mutate(input: Input, { onSettled }: { onSettled(): void }): Promise<void> {
    setState({ error: null, isPending: true });
    try {
      const answer = await call(await laterClient(), input);
      setState({ error: null, isPending: false });
      onSuccess(answer, input);
    } catch (error) {
      setState({ error: error as Failure, isPending: false });
    }
    onSettled();
  }

  return { ...state, mutate };
}
