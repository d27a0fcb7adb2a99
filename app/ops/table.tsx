'use client';
import type { ReactNode } from 'react';

export interface Column<Row> {
  name: string;
  of: (row: Row) => ReactNode;
  /** Numbers stand on the right. */
  isNumber?: boolean;
}

/** Rows whose first column names them. It scrolls by itself where it is too wide. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
}) {
  const [first, ...others] = columns;
  return (
    // biome-ignore lint/a11y: what scrolls has to be reached by keyboard, and is no set of fields
    <div className="scroller" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th key={name} scope="col" data-number={isNumber}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <th scope="row">{first?.of(row)}</th>
              {others.map(({ name, of, isNumber }) => (
                <td key={name} data-number={isNumber}>
                  {of(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
