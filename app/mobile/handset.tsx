/** Stands where the country will be, or nothing. */
export function Handset() {
  return (
    <svg className="drawing" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M6 2.5h8a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1ZM9 15h2" />
    </svg>
  );
}
