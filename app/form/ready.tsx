'use client';
import { useEffect } from 'react';
import { replayEarlySubmit } from './early-submit';

/** Stands last in the page: its effect runs when every form can answer. */
export function Ready() {
  useEffect(replayEarlySubmit, []);
  return null;
}
