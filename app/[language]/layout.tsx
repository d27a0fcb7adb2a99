import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { FirstPictureRequest } from '../captcha/first-picture';
import { fontsOf } from '../fonts/fonts';
import { EARLY_SUBMIT_SCRIPT } from '../form/early-submit';
import { Ready } from '../form/ready';
import { LANGUAGES, type Language } from '../words/languages';
import { Words, wordsOf } from '../words/words';
import { Brand } from './brand';
import { Connection } from './connection';
import '../style/globals.css';
import '../style/forms.css';
import '../style/captcha.css';
import '../style/mobile.css';

export const dynamicParams = false;

/** The address part that says the language; visitors do not see it (next.config.mjs). */
export interface InLanguage {
  params: Promise<{ language: string }>;
}

export function generateStaticParams() {
  return LANGUAGES.map((language) => ({ language }));
}

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  const { name, description } = wordsOf((await params).language, 'site');
  return { title: { default: name, template: `%s · ${name}` }, description };
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4efe6' },
    { media: '(prefers-color-scheme: dark)', color: '#14181d' },
  ],
};

export default async function Layout({ children, params }: InLanguage & { children: ReactNode }) {
  const language = (await params).language as Language;
  return (
    <html lang={HTML_LANGUAGE[language]} className={fontsOf(language)} suppressHydrationWarning>
      <head>
        {/* What is painted of half a row moves when the rest of it comes. */}
        <link rel="expect" href="#end" blocking="render" />
        <FirstPictureRequest />
      </head>
      <body>
        <Words language={language} namespaces={['site']}>
          <Brand language={language} />
          <main id="main">
            <noscript>
              <p className="notice">{wordsOf(language, 'site').needsScript}</p>
            </noscript>
            <Connection />
            {children}
          </main>
        </Words>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own source, nothing of a visitor's */}
        <script id="end" dangerouslySetInnerHTML={{ __html: EARLY_SUBMIT_SCRIPT }} />
        <Ready />
      </body>
    </html>
  );
}

const HTML_LANGUAGE: Record<Language, string> = { en: 'en', zh: 'zh-Hans' };
