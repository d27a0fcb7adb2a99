'use client';
import { type FormEvent, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field } from '../form/field';
import { FormAlert } from '../form/form-alert';
import { SubmitButton } from '../form/submit-button';
import { inputOf, typedIn, useSendOnce, useWordsIn } from '../form/use-form';
import { trpc, withTrpc } from '../trpc';
import { Delivery } from './delivery';
import { readDraft, type SentCode, saveDraft } from './draft';
import type { Purpose } from './purpose';
import { Resend } from './resend';
import { keepServerTime } from './server-time';
import { type Step, Steps } from './steps';
import { WayOn } from './way-on';
import { useWebOtp } from './web-otp';

/** The code of the SMS. It is sent as soon as it is complete. */
export const CodeStep = withTrpc(CodeForm);

function CodeForm({
  purpose,
  steps,
  sent,
  onProven,
  onBack,
}: {
  purpose: Purpose;
  steps: readonly Step[];
  sent: SentCode;
  onProven: () => void;
  onBack: () => void;
}) {
  const t = useTranslations('code');
  const form = useRef<HTMLFormElement>(null);
  const confirmation = trpc.smsCode.confirm.useMutation({
    onSuccess(answer) {
      keepServerTime(answer.now);
      onProven();
    },
    onError: () => inputOf(form, 'smsCode').select(),
  });
  const send = useSendOnce(confirmation);
  const words = useWordsIn(confirmation.error, ['smsCode']);

  useEffect(() => {
    inputOf(form, 'smsCode').value ||= readDraft(purpose).smsCode ?? '';
    inputOf(form, 'smsCode').focus();
  }, [purpose]);

  useWebOtp((code) => {
    inputOf(form, 'smsCode').value = code;
    form.current?.requestSubmit();
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { smsCode = '' } = typedIn(event.currentTarget);
    send({ purpose, mobile: sent.mobile, smsCode });
  }

  function keep(event: FormEvent<HTMLFormElement>) {
    const { value } = event.target as HTMLInputElement;
    saveDraft(purpose, { smsCode: value });
    if (digitsIn(value).length === sent.smsCodeDigits) event.currentTarget.requestSubmit();
  }

  return (
    <form ref={form} method="post" className="card step arriving" onSubmit={submit} onInput={keep}>
      <Steps all={steps} current="code" />
      <h1>{t('title')}</h1>
      <p className="lead">
        {t(sent.delivery === 'unknown' ? 'onItsWayTo' : 'sentTo', { number: sent.maskedMobile })}
      </p>
      <Field
        id="sms-code"
        name="smsCode"
        label={t('label', { digits: sent.smsCodeDigits })}
        hint={t('hint')}
        error={words.at('smsCode')}
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
      />
      <Delivery purpose={purpose} sent={sent} />
      <Resend possibleAt={sent.resendAt} onResend={onBack} />
      <FormAlert words={words.rest} failure={confirmation.error} />
      <SubmitButton label={t('confirm')} busy={confirmation.isPending || confirmation.isSuccess} />
      <WayOn purpose={purpose} failure={confirmation.error} />
      <p className="aside">
        {t('wrongNumber')}{' '}
        <button type="button" className="link" onClick={onBack}>
          {t('changeNumber')}
        </button>
      </p>
    </form>
  );
}

/** A code as pasted or typed: `048 213`, or in full-width digits. */
function digitsIn(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '');
}
