'use client';

/** What is what in a chart: by colour, and by how it is drawn. */
export function Legend({ series }: { series: { look: string; name: string }[] }) {
  return (
    <ul className="legend">
      {series.map(({ look, name }) => (
        <li key={look}>
          <svg width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
            {look === 'hatched' && <rect className="hatched" width="28" height="12" />}
            {look === 'filled' && <rect className="filled" width="28" height="12" />}
            {!['hatched', 'filled'].includes(look) && (
              <path className={`line ${look}`} d="M0 6h28" />
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
