'use client';
import { useState } from 'react';
import { CodeStep } from './code-step';
import { NumberStep } from './number-step';

/** The same two steps and fields as ours, as the documentation of its packages would have them. */
export function Registration() {
  const [phoneNumber, setPhoneNumber] = useState();
  return phoneNumber ? (
    <CodeStep phoneNumber={phoneNumber} />
  ) : (
    <NumberStep onSent={setPhoneNumber} />
  );
}
