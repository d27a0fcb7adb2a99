import compile from 'icu-minify/compile';
import type { ReactNode } from 'react';
import en from './en.json';
import type { Language } from './languages';
import { WordsProvider } from './words-provider';
import zh from './zh.json';

export type Messages = typeof en;
export type Namespace = keyof Messages;

const MESSAGES: Record<Language, Messages> = { en, zh };

/** What the steps of app/verification say. */
export const VERIFICATION: Namespace[] = [
  'form',
  'steps',
  'number',
  'captcha',
  'recording',
  'proof',
  'code',
  'delivery',
];

/** The words of `namespaces` for the client components below, parsed here so that browsers need not. */
export function Words({
  language,
  namespaces,
  children,
}: {
  language: string;
  namespaces: Namespace[];
  children: ReactNode;
}) {
  const entries = namespaces.map((name) => [name, compiled(wordsOf(language, name))]);
  return (
    <WordsProvider locale={language as Language} messages={Object.fromEntries(entries)}>
      {children}
    </WordsProvider>
  );
}

/** The words of one namespace, for a component of the server. */
export function wordsOf<Name extends Namespace>(language: string, name: Name): Messages[Name] {
  return MESSAGES[language as Language][name];
}

/** As plain data: what `compile` makes has objects that React cannot send. */
function compiled(words: Record<string, string>) {
  const entries = Object.entries(words).map(([key, text]) => [key, compile(text)]);
  return JSON.parse(JSON.stringify(Object.fromEntries(entries)));
}
