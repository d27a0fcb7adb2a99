/**
 * Makes a listener for `blur` that waits for the end of the press that took the focus away: what
 * moves between a press and its release is not hit.
 */
export function afterPress(then: () => void, signal: AbortSignal): () => void {
  let isPressed = false;
  const press = () => {
    isPressed = true;
  };
  const release = () => {
    isPressed = false;
  };
  const options = { capture: true, signal };
  addEventListener('pointerdown', press, options);
  addEventListener('pointerup', release, options);
  addEventListener('pointercancel', release, options);
  return () => {
    if (!isPressed) return then();
    addEventListener('pointerup', () => setTimeout(then), { ...options, once: true });
  };
}
