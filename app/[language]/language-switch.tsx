'use client';
import { useSelectedLayoutSegments } from 'next/navigation';
import type { MouseEvent } from 'react';
import { useLocale } from 'use-intl/react';
import type { Language } from '../words/languages';

const NAMES: Record<Language, { other: Language; name: string; tag: string }> = {
  en: { other: 'zh', name: '中文', tag: 'zh-Hans' },
  zh: { other: 'en', name: 'English', tag: 'en' },
};

const YEAR_SECONDS = 31_536_000;

/** Shows this very page in the other language, and every page from now on where cookies are kept. */
export function LanguageSwitch() {
  const { other, name, tag } = NAMES[useLocale()];
  // Its address, for who is faster than the bundle or keeps no cookies.
  const page = useSelectedLayoutSegments().join('/') || 'register';

  function choose(event: MouseEvent) {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and on http
    document.cookie = `language=${other}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    if (!document.cookie.includes(`language=${other}`)) return;
    event.preventDefault();
    location.reload();
  }

  return (
    <a className="switch" href={`/${other}/${page}`} lang={tag} hrefLang={tag} onClick={choose}>
      {name}
    </a>
  );
}
