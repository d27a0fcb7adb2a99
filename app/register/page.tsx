import type { Metadata } from 'next';
import { FIRST_PICTURE_SCRIPT } from './first-picture';
import { Registration } from './registration';

export const metadata: Metadata = { title: 'Register' };

export default function Page() {
  return (
    <>
      <Registration />
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own source, nothing of a visitor's */}
      <script dangerouslySetInnerHTML={{ __html: FIRST_PICTURE_SCRIPT }} />
    </>
  );
}
