import type { Language } from '../words/languages';
import { wordsOf } from '../words/words';
import { LanguageSwitch } from './language-switch';

/** The top of every page: who we are, and the other language. */
export function Brand({ language }: { language: Language }) {
  return (
    <header className="brand">
      <a className="brand-name" href="/register">
        <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
          <path d="M2 30V8h5V3h5v5h8V3h5v5h5v22h-8v-8a6 6 0 0 0-12 0v8Z" fill="currentColor" />
        </svg>
        {wordsOf(language, 'site').name}
      </a>
      <LanguageSwitch />
    </header>
  );
}
