import type { Metadata } from 'next';
import { FirstPicture } from '../../../captcha/first-picture';
import { SmsSignIn } from '../../../sign-in/sms-sign-in';
import { VERIFICATION, Words, wordsOf } from '../../../words/words';
import type { InLanguage } from '../../layout';

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  return { title: wordsOf((await params).language, 'signIn').smsTitle };
}

export default async function Page({ params }: InLanguage) {
  return (
    <Words language={(await params).language} namespaces={[...VERIFICATION, 'signIn']}>
      <SmsSignIn />
      <FirstPicture />
    </Words>
  );
}
