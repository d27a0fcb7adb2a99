'use client';
import type { inferRouterOutputs } from '@trpc/server';
import { useEffect, useState } from 'react';
import type { AppRouter } from '#server/routers/app';
import { whenIdle } from './form/later';
import { laterClient } from './later-client';

export type Settings = inferRouterOutputs<AppRouter>['settings']['current'];

let asked: Promise<Settings> | undefined;

/** What the operator configured; asked once, when the page is at rest. Nothing until then. */
export function useSettings(): Settings | undefined {
  const [settings, setSettings] = useState<Settings>();
  useEffect(() => whenIdle(() => void currentSettings().then(setSettings, () => {})), []);
  return settings;
}

function currentSettings(): Promise<Settings> {
  asked ??= laterClient().then((client) => client.settings.current.query());
  asked.catch(() => {
    asked = undefined; // the next one who asks tries again
  });
  return asked;
}
