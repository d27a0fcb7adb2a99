import type { Metadata } from 'next';
import { Removal } from '../../../account/removal';
import { Words, wordsOf } from '../../../words/words';
import type { InLanguage } from '../../layout';

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  return { title: wordsOf((await params).language, 'account').removeTitle };
}

export default async function Page({ params }: InLanguage) {
  return (
    <Words language={(await params).language} namespaces={['form', 'account']}>
      <Removal />
    </Words>
  );
}
