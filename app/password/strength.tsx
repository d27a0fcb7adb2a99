'use client';
import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';

type Estimate = (password: string, context: string[]) => number;

/** By the score of zxcvbn, 0 to 4. */
const WORDS = ['common', 'weak', 'fair', 'good', 'strong'] as const;

const SETTLED_MILLISECONDS = 1_000;

/** Says in words, and as a bar, how long a program would guess at `password`. Never decides. */
export function Strength({
  password,
  min,
  context,
}: {
  password: string;
  min: number;
  context: string[];
}) {
  const t = useTranslations('password');
  const estimate = useEstimate();
  const settled = useDeferredValue(password);
  const missing = min - [...settled.normalize('NFC')].length;
  const score = missing > 0 ? 0 : estimate?.(settled, context);
  const words =
    missing > 0 ? t('short', { count: missing }) : score !== undefined && t(WORDS[score as 0]);
  const spoken = useSettled(settled && words);
  return (
    <div className="strength" data-score={settled ? score : undefined}>
      <div className="strength-bar" aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
      <p className="hint" aria-hidden="true">
        {settled && words}
      </p>
      <p className="visually-hidden" role="status">
        {spoken}
      </p>
    </div>
  );
}

/** The last of `words` once nothing is typed any more: a screen reader says each key already. */
function useSettled<Words>(words: Words): Words {
  const [settled, setSettled] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), SETTLED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}

/** The estimator and its dictionaries are large: they come after the page, and may not come at all. */
function useEstimate(): Estimate | undefined {
  const [estimate, setEstimate] = useState<Estimate>();
  useEffect(() => {
    import('./estimate').then(
      (module) => setEstimate(() => module.estimate),
      () => {},
    );
  }, []);
  return estimate;
}
