'use client';
import { type ReactNode, useId } from 'react';
import { useTranslations } from 'use-intl/react';

/** A card with a chart, which says in words what it shows, and the same as a table. */
export function Figure({
  title,
  hint,
  summary,
  legend,
  chart,
  table,
  size = 'third',
}: {
  title: string;
  hint?: ReactNode;
  /** Of the chart, for who does not see it. */
  summary: string;
  legend?: ReactNode;
  chart: ReactNode;
  table: ReactNode;
  size?: 'third' | 'half';
}) {
  const t = useTranslations('ops');
  return (
    <Panel title={title} hint={hint} size={size}>
      {legend}
      <div className="chart" role="img" aria-label={summary}>
        <div aria-hidden="true">{chart}</div>
      </div>
      <details>
        <summary>
          {t('asTable')}
          <span className="visually-hidden"> {title}</span>
        </summary>
        {table}
      </details>
    </Panel>
  );
}

/** A card of the board with its heading. */
export function Panel({
  title,
  hint,
  size = 'third',
  children,
}: {
  title: string;
  hint?: ReactNode;
  size?: 'third' | 'half' | 'full';
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="card panel" data-size={size} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {hint && <p className="hint">{hint}</p>}
      {children}
    </section>
  );
}
