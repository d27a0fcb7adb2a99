import type { Metadata } from 'next';
import { Ops } from '../../ops/ops';
import { Words, wordsOf } from '../../words/words';
import type { InLanguage } from '../layout';

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  return { title: wordsOf((await params).language, 'ops').title };
}

export default async function Page({ params }: InLanguage) {
  return (
    <Words language={(await params).language} namespaces={['form', 'ops', 'opsReasons']}>
      <Ops />
    </Words>
  );
}
