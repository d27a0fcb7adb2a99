'use client';
import { useTranslations } from 'use-intl/react';

export type Step = 'number' | 'code' | 'password';

/** The way through, as gates: those passed, the one here, those to come. */
export function Steps({ all, current }: { all: readonly Step[]; current: Step }) {
  const t = useTranslations('steps');
  const here = all.indexOf(current);
  return (
    <ol className="steps" aria-label={t('label')}>
      {all.map((step, i) => (
        <li
          key={step}
          data-state={i < here ? 'passed' : i === here ? 'here' : 'ahead'}
          aria-current={i === here ? 'step' : undefined}
        >
          <span className="gate" aria-hidden="true">
            {i < here ? <Tick /> : i + 1}
          </span>
          {t(step)}
          {i < here && <span className="visually-hidden"> ({t('done')})</span>}
        </li>
      ))}
    </ol>
  );
}

function Tick() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="none" aria-hidden="true">
      <path d="m3 8.5 3.5 3.5L13 5" stroke="currentColor" strokeWidth="2.25" />
    </svg>
  );
}
