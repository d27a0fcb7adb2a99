'use client';
import { useCallback, useEffect, useState } from 'react';
import { CodeStep } from './code-step';
import { readDraft, type SentCode, saveDraft } from './draft';
import { NumberStep } from './number-step';

const CODE_STEP = '#code';

/** Two steps, each an entry of the history: the browser's back button goes from one to the other. */
export function Registration() {
  const [sent, setSent] = useState<SentCode>();

  const follow = useCallback(() => {
    setSent(location.hash === CODE_STEP ? readDraft().sent : undefined);
  }, []);
  useEffect(() => {
    follow();
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, [follow]);

  function showCodeStep(code: SentCode) {
    saveDraft({ sent: code, smsCode: '' });
    if (location.hash !== CODE_STEP) history.pushState(null, '', CODE_STEP);
    setSent(code);
  }

  if (!sent) return <NumberStep onSent={showCodeStep} />;
  return <CodeStep sent={sent} onBack={() => history.back()} />;
}
