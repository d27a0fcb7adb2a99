import type { Metadata } from 'next';
import { FirstPicture } from '../../captcha/first-picture';
import { PasswordReset } from '../../forgot-password/password-reset';
import { VERIFICATION, Words, wordsOf } from '../../words/words';
import type { InLanguage } from '../layout';

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  return { title: wordsOf((await params).language, 'reset').title };
}

export default async function Page({ params }: InLanguage) {
  return (
    <Words language={(await params).language} namespaces={[...VERIFICATION, 'password', 'reset']}>
      <PasswordReset />
      <FirstPicture />
    </Words>
  );
}
