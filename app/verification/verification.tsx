'use client';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { later } from '../form/later';
import { type Draft, readDraft, type SentCode, saveDraft } from './draft';
import { NumberStep } from './number-step';
import type { Purpose } from './purpose';
import type { Step } from './steps';

const CodeStep = later(() => import('./code-step').then((module) => module.CodeStep));

const HASH: Record<Step, string> = { number: '', code: '#code', password: '#password' };

/**
 * The steps that prove a number, and what follows. Each is an entry of the history: the browser's
 * back button goes from one to the other, and a refresh stays where it was.
 */
export function Verification({
  purpose,
  steps,
  heading,
  aside,
  then,
}: {
  purpose: Purpose;
  steps: readonly Step[];
  /** Of the first step. */
  heading: { title: string; lead: string };
  aside?: ReactNode;
  /** What the proven number is for; `restart` goes back to the first step. */
  then: (sent: SentCode, restart: () => void) => ReactNode;
}) {
  const [{ step, sent }, setPlace] = useState<{ step: Step; sent?: SentCode }>({ step: 'number' });
  const isReturn = useRef(false);

  const follow = useCallback(() => setPlace(placeIn(readDraft(purpose))), [purpose]);
  useEffect(() => {
    follow();
    CodeStep.preload();
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, [follow]);
  useEffect(() => {
    if (step !== 'number') isReturn.current = true;
  }, [step]);

  function goTo(next: Step, change: Draft) {
    saveDraft(purpose, change);
    if (location.hash !== HASH[next]) history.pushState(null, '', HASH[next] || location.pathname);
    follow();
  }

  function showCodeStep(code: SentCode) {
    const isSameMobile = readDraft(purpose).sent?.mobile === code.mobile;
    goTo('code', { sent: code, isProven: false, ...(!isSameMobile && { smsCode: '' }) });
  }

  return (
    <>
      <Announcement step={step} sent={sent} />
      {(!sent || step === 'number') && (
        <NumberStep
          purpose={purpose}
          steps={steps}
          heading={heading}
          aside={aside}
          onSent={showCodeStep}
          isReturn={isReturn.current}
        />
      )}
      {sent && step === 'code' && (
        <CodeStep
          purpose={purpose}
          steps={steps}
          sent={sent}
          onProven={() => goTo('password', { isProven: true })}
          onBack={() => history.back()}
        />
      )}
      {sent && step === 'password' && then(sent, () => goTo('number', {}))}
    </>
  );
}

/** Told to screen readers as a step appears. */
function Announcement({ step, sent }: { step: Step; sent?: SentCode }) {
  const t = useTranslations('code');
  const number = sent?.maskedMobile ?? '';
  return (
    <p className="visually-hidden" role="status">
      {step === 'code' &&
        t(sent?.delivery === 'unknown' ? 'announcedUnknown' : 'announced', { number })}
      {step === 'password' && t('confirmed')}
    </p>
  );
}

/** Where the address says one is, as far as one has really come. */
function placeIn({ sent, isProven }: Draft): { step: Step; sent?: SentCode } {
  if (location.hash === HASH.password && sent && isProven) return { step: 'password', sent };
  if (location.hash && sent) return { step: 'code', sent };
  return { step: 'number' };
}
