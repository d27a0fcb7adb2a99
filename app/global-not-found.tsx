import type { Metadata } from 'next';
import { fontsOf } from './fonts/fonts';
import { wordsOf } from './words/words';
import './style/globals.css';
import './style/forms.css';

export const metadata: Metadata = { title: 'Gatehouse' };

/** In both languages: nobody knows which page was meant, so this one is the same for everybody. */
export default function NotFound() {
  return (
    <html lang="en" className={fontsOf('zh')}>
      <body>
        <main className="lost">
          {['en', 'zh'].map((language) => {
            const words = wordsOf(language, 'site');
            return (
              <section key={language} className="card" lang={language}>
                <h1>{words.notFoundTitle}</h1>
                <p className="lead">{words.notFoundHelp}</p>
                <a className="button primary" href="/register">
                  {words.toRegistration}
                </a>
              </section>
            );
          })}
        </main>
      </body>
    </html>
  );
}
