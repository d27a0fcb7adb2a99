import type { Metadata } from 'next';
import { SignInForm } from '../../sign-in/sign-in-form';
import { Words, wordsOf } from '../../words/words';
import type { InLanguage } from '../layout';

export async function generateMetadata({ params }: InLanguage): Promise<Metadata> {
  return { title: wordsOf((await params).language, 'signIn').title };
}

export default async function Page({ params }: InLanguage) {
  return (
    <Words language={(await params).language} namespaces={['form', 'number', 'signIn']}>
      <SignInForm />
    </Words>
  );
}
