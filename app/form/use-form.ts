'use client';
import { type RefObject, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { type Failure, refusalIn } from '../failure';

/**
 * Sends a form by its mutation, once at a time: a double click comes before React has drawn that
 * the first click counted.
 */
export function useSendOnce<Input>(mutation: {
  mutate(input: Input, options: { onSettled(): void }): void;
}): (input: Input) => void {
  const isSending = useRef(false);
  return (input) => {
    if (isSending.current) return;
    isSending.current = true;
    const onSettled = () => {
      isSending.current = false;
    };
    mutation.mutate(input, { onSettled });
  };
}

/** What to tell the visitor of a failure: the server's words, or that it was not reached at all. */
export function useWordsFor(): (failure: Failure) => string | undefined {
  const t = useTranslations('form');
  return (failure) => (failure ? (refusalIn(failure)?.words ?? t('unreachable')) : undefined);
}

/** What to say of a failure: at the field it is about, or else for the form as a whole. */
export function useWordsIn(failure: Failure, fields: string[]) {
  const words = useWordsFor()(failure);
  const field = refusalIn(failure)?.field ?? '';
  return {
    at: (name: string) => (name === field ? words : undefined),
    rest: fields.includes(field) ? undefined : words,
  };
}

/** What is typed in a form now, by the names of its fields. */
export function typedIn(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(new FormData(form)) as Record<string, string>;
}

/** The input of that name, in a form that is on the page. */
export function inputOf(form: RefObject<HTMLFormElement | null>, name: string): HTMLInputElement {
  return form.current?.elements.namedItem(name) as HTMLInputElement;
}
