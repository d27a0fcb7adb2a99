import { asPasted, asTyped, type Numbers, type Reading } from './number';

/**
 * The number after an input event. It is written anew only where that cannot move the caret, or
 * bring back what was deleted.
 */
export function afterInput(event: Event, country: string, numbers: Numbers): Reading {
  const { value, selectionStart } = event.target as HTMLInputElement;
  const kind = (event as InputEvent).inputType;
  const typed = asTyped(value, country, numbers);
  if (selectionStart !== value.length || kind?.startsWith('history')) {
    return { ...typed, text: value };
  }
  if (kind?.startsWith('delete')) return { ...typed, text: value.replace(/[\s-]+$/, '') };
  return isWhole(kind) ? asPasted(value, country, numbers) : typed;
}

/** Pasted, dropped, or filled in by the browser, which gives no kind. */
function isWhole(kind: string | undefined): boolean {
  return !kind || /^insert(FromPaste|FromDrop|ReplacementText)/.test(kind);
}
