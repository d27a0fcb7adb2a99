'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { CodeStep } from './code-step';
import { readDraft, type SentCode, saveDraft } from './draft';
import { NumberStep } from './number-step';

const CODE_STEP = '#code';

/** Two steps, each an entry of the history: the browser's back button goes from one to the other. */
export function Registration() {
  const [sent, setSent] = useState<SentCode>();
  const password = useRef('');
  const isReturn = useRef(false);

  const follow = useCallback(() => {
    const code = readDraft().sent;
    const isGood = code && code.expiresAt > Date.now();
    setSent(location.hash === CODE_STEP && isGood ? code : undefined);
  }, []);
  useEffect(() => {
    follow();
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, [follow]);
  useEffect(() => {
    if (sent) isReturn.current = true;
  }, [sent]);

  function showCodeStep(code: SentCode) {
    const isSameMobile = readDraft().sent?.mobile === code.mobile;
    saveDraft(isSameMobile ? { sent: code } : { sent: code, smsCode: '' });
    if (location.hash !== CODE_STEP) history.pushState(null, '', CODE_STEP);
    setSent(code);
  }

  return (
    <>
      <p className="visually-hidden" role="status">
        {sent && announced(sent)}
      </p>
      {sent ? (
        <CodeStep sent={sent} password={password} onBack={() => history.back()} />
      ) : (
        <NumberStep onSent={showCodeStep} isReturn={isReturn.current} />
      )}
    </>
  );
}

function announced({ delivery, maskedMobile }: SentCode): string {
  return delivery === 'unknown'
    ? `The SMS to ${maskedMobile} may take a moment.`
    : `Code sent to ${maskedMobile}.`;
}
