'use client';
import { useCombobox } from 'downshift';
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useLocale, useTranslations } from 'use-intl/react';
import { type Entry, entriesOf, matches } from './search';

/** A list of countries with a search, over the page. */
export function Picker({
  countries,
  chosen,
  nameOf,
  onChoose,
  onClose,
}: {
  countries: { country: string; callingCode: string }[];
  chosen: string;
  nameOf: (country: string) => string;
  /** Called when the picker is gone, and the focus may go where it is wanted. */
  onChoose: (country: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations('number');
  const locale = useLocale();
  const dialog = useRef<HTMLDialogElement>(null);
  const choice = useRef<string>(undefined);
  const all = useMemo(() => entriesOf(countries, nameOf, locale), [countries, nameOf, locale]);
  const [found, setFound] = useState(all);

  const { getInputProps, getItemProps, getLabelProps, getMenuProps, highlightedIndex } =
    useCombobox<Entry>({
      items: found,
      isOpen: true,
      itemToString: (entry) => entry?.name ?? '',
      initialHighlightedIndex: all.findIndex(({ country }) => country === chosen),
      defaultHighlightedIndex: 0,
      onInputValueChange: ({ inputValue }) => setFound(all.filter(matches(inputValue))),
      stateReducer: keepAtBlur,
      onStateChange({ type, selectedItem }) {
        if (!CHOICES.has(type) || !selectedItem) return;
        choice.current = selectedItem.country;
        dialog.current?.close();
      },
    });
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    dialog.current?.showModal();
    input.current?.focus();
  }, []);

  function finish() {
    onClose();
    if (choice.current) onChoose(choice.current);
  }

  // Beside the form, which Enter would send.
  return createPortal(
    <dialog
      ref={dialog}
      className="picker"
      aria-labelledby="picker-title"
      onClose={finish}
      onClick={closeOutside}
      onKeyDown={closeAtEscape}
    >
      <header>
        <h2 id="picker-title">{t('countries')}</h2>
        <button type="button" className="in-field" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </header>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: getLabelProps says whose it is */}
      <label {...getLabelProps()}>{t('search')}</label>
      <div className="field-frame">
        <input {...getInputProps({ ref: input, type: 'search', enterKeyHint: 'done' })} />
      </div>
      <p className="hint" role="status">
        {found.length ? t('found', { count: found.length }) : t('none')}
      </p>
      <ul {...getMenuProps({ 'aria-labelledby': 'picker-title' })}>
        {found.map((item, index) => (
          <li
            key={item.country}
            {...getItemProps({ item, index })}
            data-highlighted={index === highlightedIndex || undefined}
            data-chosen={item.country === chosen || undefined}
          >
            <span>{item.name}</span>
            <bdi>+{item.callingCode}</bdi>
          </li>
        ))}
      </ul>
    </dialog>,
    document.body,
  );
}

const { InputBlur, InputKeyDownEnter, ItemClick } = useCombobox.stateChangeTypes;

const CHOICES = new Set<string>([InputKeyDownEnter, ItemClick]);

/** A list that loses the focus is closed without a choice. */
function keepAtBlur<State>(
  state: State,
  { type, changes }: { type: unknown; changes: Partial<State> },
) {
  return type === InputBlur ? state : changes;
}

/** A press on the dialog itself is beside what it holds. */
function closeOutside({ target, currentTarget }: MouseEvent<HTMLDialogElement>) {
  if (target === currentTarget) currentTarget.close();
}

/** A search field and its list have uses of their own for the key. */
function closeAtEscape({ key, currentTarget }: KeyboardEvent<HTMLDialogElement>) {
  if (key === 'Escape') currentTarget.close();
}
