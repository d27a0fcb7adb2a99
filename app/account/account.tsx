'use client';
import { useTranslations } from 'use-intl/react';
import { Arrival } from './arrival';
import { Identity } from './identity';
import { Sessions } from './sessions';

/** The user's own page: who they are, where they are signed in, and what they can change. */
export function Account() {
  const t = useTranslations('account');
  return (
    <>
      <Arrival />
      <Identity />
      <Sessions />
      <section className="card">
        <h2>{t('settingsTitle')}</h2>
        <ul className="rows">
          <Row href="/account/mobile" name={t('mobileTitle')} hint={t('changeMobileHint')} />
          <Row href="/account/password" name={t('passwordTitle')} hint={t('changePasswordHint')} />
          <Row href={DATA} name={t('download')} hint={t('downloadHint')} isFile />
          <Row href="/account/delete" name={t('removeTitle')} hint={t('removeHint')} />
        </ul>
      </section>
    </>
  );
}

/** The door that gives out what is kept. */
export const DATA = '/api/account/data';

function Row(row: { href: string; name: string; hint: string; isFile?: boolean }) {
  return (
    <li>
      <a className="row" href={row.href} download={row.isFile || undefined}>
        <span className="row-words">
          <span className="row-name">{row.name}</span>
          <span className="hint">{row.hint}</span>
        </span>
        <Chevron isDown={row.isFile} />
      </a>
    </li>
  );
}

function Chevron({ isDown }: { isDown?: boolean }) {
  const path = isDown ? 'M10 4v10m-4.5-4L10 14.5 14.5 10M4.5 17h11' : 'm7.5 4.5 5.5 5.5-5.5 5.5';
  return (
    <svg
      className={isDown ? 'drawing' : 'drawing onward'}
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
