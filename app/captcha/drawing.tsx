const PATHS = {
  again: 'M16.5 5.5V9H13M16 9a6.5 6.5 0 1 0 .4 3.5',
  sound: 'M3.5 8v4h3l4 3.5v-11L6.5 8ZM13.5 7.5a3.5 3.5 0 0 1 0 5M15.5 5a7 7 0 0 1 0 10',
  stop: 'M6 6h8v8H6Z',
};

/** A small drawing beside words that say the same. */
export function Drawing({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className="drawing" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
