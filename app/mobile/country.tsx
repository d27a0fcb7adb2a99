'use client';
import { useEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { useSettings } from '../settings';
import { Handset } from './handset';
import type { Doubt, Numbers } from './number';
import { useMobile } from './use-mobile';

type Props = {
  /** The id of the field it helps. */
  field: string;
  before?: () => string | undefined;
  onWords: (words: string) => void;
};

type Picker = typeof import('./picker').Picker;

/** The country of the number in a field, and a button that changes it. */
export function Country(props: Props) {
  const settings = useSettings();
  return settings ? <Chosen {...props} numbers={settings} /> : <Handset />;
}

function Chosen({ field, before, onWords, numbers }: Props & { numbers: Numbers }) {
  const t = useTranslations('number');
  const { country, doubt, choose } = useMobile(field, numbers, before);
  const [isMissing, setMissing] = useState(false);
  const wordsFor = useWordsFor(numbers);
  const words = isMissing ? t('listMissing') : wordsFor(doubt);
  useEffect(() => onWords(words), [onWords, words]);

  const callingCode = numbers.countries.find((each) => each.country === country)?.callingCode;
  if (numbers.countries.length === 1) return <bdi>+{callingCode}</bdi>;
  return (
    <Opener
      numbers={numbers}
      country={country}
      callingCode={callingCode}
      onChoose={choose}
      onMissing={setMissing}
    />
  );
}

function Opener({
  numbers,
  country,
  callingCode,
  onChoose,
  onMissing,
}: {
  numbers: Numbers;
  country: string;
  callingCode?: string;
  onChoose: (country: string) => void;
  onMissing: (isMissing: boolean) => void;
}) {
  const t = useTranslations('number');
  const nameOf = useNames();
  const button = useRef<HTMLButtonElement>(null);
  const [Picker, setPicker] = useState<Picker>();

  const open = () =>
    import('./picker').then(
      (module) => {
        onMissing(false);
        setPicker(() => module.Picker);
      },
      () => onMissing(true),
    );
  function close() {
    setPicker(undefined);
    button.current?.focus();
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={Boolean(Picker)}
        onClick={open}
      >
        <bdi>
          {country} +{callingCode}
        </bdi>
        <span className="visually-hidden">, {t('country', { country: nameOf(country) })}</span>
      </button>
      {Picker && (
        <Picker
          countries={numbers.countries}
          chosen={country}
          nameOf={nameOf}
          onChoose={onChoose}
          onClose={close}
        />
      )}
    </>
  );
}

function useWordsFor(numbers: Numbers): (doubt: Doubt | undefined) => string {
  const t = useTranslations('number');
  const nameOf = useNames();
  const invalid = numbers.countries.length > 1 ? 'invalidChoose' : 'invalid';
  return (doubt) => {
    if (!doubt) return '';
    if ('beginning' in doubt) return t('notBeginning', doubt);
    if ('country' in doubt) return t('notCountry', { country: nameOf(doubt.country) });
    return t(invalid, { country: nameOf(doubt.invalid) });
  };
}

function useNames(): (country: string) => string {
  const names = new Intl.DisplayNames(useLocale(), { type: 'region' });
  return (country) => names.of(country) ?? country;
}
