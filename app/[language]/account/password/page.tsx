import type { Metadata } from 'next';
import { PasswordChange } from '../../../account/password-change';
import { Words, wordsOf } from '../../../words/words';
import type { InLanguage } from '../../layout';

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  return { title: wordsOf((await params).language, 'account').passwordTitle };
}

export default async function Page({ params }: InLanguage) {
  return (
    <Words language={(await params).language} namespaces={['form', 'password', 'account']}>
      <PasswordChange />
    </Words>
  );
}
