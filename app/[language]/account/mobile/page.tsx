import type { Metadata } from 'next';
import { MobileChange } from '../../../account/mobile-change';
import { FirstPicture } from '../../../captcha/first-picture';
import { VERIFICATION, Words, wordsOf } from '../../../words/words';
import type { InLanguage } from '../../layout';

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  return { title: wordsOf((await params).language, 'account').mobileTitle };
}

export default async function Page({ params }: InLanguage) {
  return (
    <Words language={(await params).language} namespaces={[...VERIFICATION, 'account']}>
      <MobileChange />
      <FirstPicture />
    </Words>
  );
}
