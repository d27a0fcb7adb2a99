import type { Metadata } from 'next';
import { wordsOf } from '../../../words/words';
import type { InLanguage } from '../../layout';

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  return { title: wordsOf((await params).language, 'account').removedTitle };
}

/** Where the deletion of an account ends. */
export default async function Page({ params }: InLanguage) {
  const words = wordsOf((await params).language, 'account');
  return (
    <section className="card">
      <h1>{words.removedTitle}</h1>
      <p className="lead">{words.removedLead}</p>
      <a className="button secondary" href="/register">
        {words.registerAgain}
      </a>
    </section>
  );
}
